import { PairMap } from '../../base/pair-map.ts'
import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { clockOf, inTimeOrder, rowsByThread } from '../importing/sample-clock.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { ANONYMOUS } from './nodes.ts'

const ROOT = 1

/**
 * Writes V8's CPU profile in the layout of today. Samples stand at their times; where the recording has none, one after
 * the other, each lasting its default value (in microseconds where that is a time, else that many of them). Lines of
 * running functions become ticks. @throws UsageError when the recording has no stacks.
 */
export function* writeCpuprofile(recording: Recording): Generator<Uint8Array> {
  yield* encodeTexts(jsonPieces(recording))
}

function* jsonPieces(recording: Recording): Generator<string> {
  stacksOf(recording, 'The .cpuprofile format')
  const tree = new NodeTree(recording)
  const { nodes, times, end } = placeSamples(recording, tree)
  const start = startOf(recording)
  yield '{"nodes":['
  for (let node = 0; node < tree.length; node++) {
    yield `${node === 0 ? '' : ','}${JSON.stringify(tree.describe(node))}`
  }
  yield `],"startTime":${start},"endTime":${start + Math.round(end)},"samples":[`
  for (let i = 0; i < nodes.length; i++) yield `${i === 0 ? '' : ','}${nodes[i]! + ROOT}`
  yield '],"timeDeltas":['
  for (let i = 0, before = 0; i < times.length; i++) {
    // Rounded as a whole, so that the error of a long profile stays below a microsecond.
    const time = Math.round(times[i]!)
    yield `${i === 0 ? '' : ','}${time - before}`
    before = time
  }
  yield ']}'
}

function startOf(recording: Recording): number {
  const extra = recording.meta.extra.cpuprofile
  const start = typeof extra === 'object' && extra !== null && 'startTime' in extra ? extra.startTime : 0
  return typeof start === 'number' && Number.isSafeInteger(start) ? start : 0
}

interface PlacedSamples {
  /** Node of each sample. */
  readonly nodes: number[]
  /** When each begins, in microseconds. */
  readonly times: number[]
  readonly end: number
}

/** Puts the samples on one line of time: those of one thread at their times, those of several one thread after the other. */
function placeSamples(recording: Recording, tree: NodeTree): PlacedSamples {
  const part = recording.stacks!
  const nodes: number[] = []
  const times: number[] = []
  const seconds = secondsPer(part.valueTypes[part.defaultValueType]?.unit ?? '')
  const scale = seconds === null ? 1 : seconds * 1e6
  const threads = rowsByThread(recording)
  let end = 0
  for (const rows of threads) {
    const clock = clockOf(part, inTimeOrder(part, rows))
    let at = threads.length === 1 ? clock.start * scale : end
    for (const [place, row] of rows.entries()) {
      const pause = clock.pauses.get(place)
      if (pause !== undefined) {
        nodes.push(tree.hit(-1))
        times.push(at)
        at += pause * scale
      }
      nodes.push(tree.hit(part.samples.stack[row]!))
      times.push(at)
      at += clock.lengths[place]! * scale
    }
    end = at
  }
  return { nodes, times, end }
}

/** The call tree as V8 has it: a node for each path of funcs, its lines counted in ticks. Node 0 is the root. */
class NodeTree {
  readonly #recording: Recording
  readonly #nodes = new PairMap()
  readonly #nodeOfStack: Int32Array
  readonly #func: number[] = [-1]
  readonly #hits: number[] = [0]
  readonly #children: number[][] = [[]]
  readonly #ticks: Map<number, number>[] = [new Map()]

  constructor(recording: Recording) {
    this.#recording = recording
    this.#nodeOfStack = new Int32Array(recording.shared.stacks.length).fill(-1)
    const { prefix, frame, length } = recording.shared.stacks
    for (let stack = 0; stack < length; stack++) {
      const parent = prefix[stack] === -1 ? 0 : this.#nodeOfStack[prefix[stack]!]!
      this.#nodeOfStack[stack] = this.#child(parent, recording.shared.frames.func[frame[stack]!]!)
    }
  }

  get length(): number {
    return this.#func.length
  }

  /** Counts a sample and returns its node. */
  hit(stack: number): number {
    if (stack === -1) {
      this.#hits[0]!++
      return 0
    }
    const { stacks, frames } = this.#recording.shared
    const node = this.#nodeOfStack[stack]!
    this.#hits[node]!++
    const line = frames.line[stacks.frame[stack]!]!
    if (line > 0) this.#ticks[node]!.set(line, (this.#ticks[node]!.get(line) ?? 0) + 1)
    return node
  }

  describe(node: number): unknown {
    const ticks = [...this.#ticks[node]!].map(([line, count]) => ({ line, ticks: count }))
    return {
      id: node + ROOT,
      callFrame: this.#callFrame(this.#func[node]!),
      hitCount: this.#hits[node]!,
      children: this.#children[node]!.map(child => child + ROOT),
      ...(ticks.length > 0 ? { positionTicks: ticks } : {}),
    }
  }

  #callFrame(func: number): unknown {
    const { strings, funcs, sources } = this.#recording.shared
    const source = func === -1 ? -1 : funcs.source[func]!
    const line = func === -1 ? -1 : funcs.line[func]!
    return {
      functionName: func === -1 ? '(root)' : functionName(strings[funcs.name[func]!]!),
      scriptId: '0',
      url: source === -1 ? '' : strings[sources.path[source]!]!,
      lineNumber: line > 0 ? line - 1 : -1,
      columnNumber: -1,
    }
  }

  #child(parent: number, func: number): number {
    let node = this.#nodes.get(parent, func)
    if (node === -1) {
      node = this.#func.length
      this.#nodes.set(parent, func, node)
      this.#func.push(func)
      this.#hits.push(0)
      this.#children.push([])
      this.#ticks.push(new Map())
      this.#children[parent]!.push(node)
    }
    return node
  }
}

function functionName(name: string): string {
  return name === ANONYMOUS ? '' : name
}
