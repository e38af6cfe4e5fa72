import { PairMap } from '../../base/pair-map.ts'
import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { clockOf, inTimeOrder, rowsByThread } from '../importing/sample-clock.ts'
import type { WrittenOwners } from './write-owners.ts'

/** Samples that go into one event. */
const CHUNK = 1000
const ROOT = 1

/** The samples of each thread as a `Profile` and its chunks, each with the nodes that are new in it. */
export function* writeSamples(recording: Recording, owners: WrittenOwners): Generator<unknown> {
  const part = recording.stacks!
  const scale = (secondsPer(part.valueTypes[part.defaultValueType]?.unit ?? '') ?? 1e-6) * 1e6
  for (const [i, rows] of rowsByThread(recording).entries()) {
    if (rows.length === 0) continue
    const clock = clockOf(part, inTimeOrder(part, rows))
    const owner = { ...owners.ofThread(part.samples.thread[rows[0]!]!), id: `0x${(i + 1).toString(16)}` }
    const start = owners.origin + clock.start * scale
    yield {
      ph: 'P',
      cat: 'disabled-by-default-v8.cpu_profiler',
      name: 'Profile',
      ...owner,
      ts: start,
      args: { data: { startTime: start } },
    }
    const chunk = new ProfileChunks(recording, start)
    let at = clock.start
    for (const [place, row] of rows.entries()) {
      const pause = clock.pauses.get(place)
      if (pause !== undefined) {
        chunk.add(-1, owners.origin + at * scale)
        at += pause
      }
      chunk.add(part.samples.stack[row]!, owners.origin + at * scale)
      at += clock.lengths[place]!
      if (chunk.length >= CHUNK) yield chunk.take(owner, null)
    }
    yield chunk.take(owner, owners.origin + at * scale)
  }
}

/** Gathers samples and the nodes they need. */
class ProfileChunks {
  readonly #recording: Recording
  readonly #nodes = new PairMap()
  readonly #nodeOfStack: Int32Array
  #nodeCount = 1
  #now: number
  #chunk: { nodes: unknown[]; samples: number[]; timeDeltas: number[]; lines: number[] }

  constructor(recording: Recording, start: number) {
    this.#recording = recording
    this.#now = start
    this.#nodeOfStack = new Int32Array(recording.shared.stacks.length).fill(-1)
    const root = { id: ROOT, callFrame: { functionName: '(root)', scriptId: 0 } }
    this.#chunk = { nodes: [root], samples: [], timeDeltas: [], lines: [] }
  }

  get length(): number {
    return this.#chunk.samples.length
  }

  /** Adds a sample at a time in microseconds. */
  add(stack: number, time: number): void {
    const { stacks, frames } = this.#recording.shared
    const chunk = this.#chunk
    chunk.samples.push(this.#nodeOf(stack))
    // The reader adds the steps up; each is what leads from its sum to the time, so that no error gathers.
    const delta = time - this.#now
    chunk.timeDeltas.push(delta)
    this.#now += delta
    chunk.lines.push(stack === -1 ? 0 : Math.max(0, frames.line[stacks.frame[stack]!]!))
  }

  take(owner: object, endTime: number | null): unknown {
    const { nodes, samples, timeDeltas, lines } = this.#chunk
    const cpuProfile = { nodes, samples, ...(endTime === null ? {} : { endTime }) }
    const data = { cpuProfile, timeDeltas, ...(lines.some(line => line > 0) ? { lines } : {}) }
    this.#chunk = { nodes: [], samples: [], timeDeltas: [], lines: [] }
    const name = 'ProfileChunk'
    return {
      ph: 'P',
      cat: 'disabled-by-default-v8.cpu_profiler',
      name,
      ...owner,
      ts: this.#now,
      args: { data },
    }
  }

  /** The node of a stack; lines of one function are one node, as V8 has it. */
  #nodeOf(stack: number): number {
    const { stacks, frames } = this.#recording.shared
    const path: number[] = []
    let at = stack
    for (; at !== -1 && this.#nodeOfStack[at] === -1; at = stacks.prefix[at]!) path.push(at)
    let node = at === -1 ? ROOT : this.#nodeOfStack[at]!
    for (const own of path.reverse()) {
      node = this.#child(node, frames.func[stacks.frame[own]!]!)
      this.#nodeOfStack[own] = node
    }
    return node
  }

  #child(parent: number, func: number): number {
    let node = this.#nodes.get(parent, func)
    if (node === -1) {
      node = ++this.#nodeCount
      this.#nodes.set(parent, func, node)
      this.#chunk.nodes.push({ id: node, parent, callFrame: this.#callFrame(func) })
    }
    return node
  }

  #callFrame(func: number): unknown {
    const { strings, funcs, sources } = this.#recording.shared
    const source = funcs.source[func]!
    const line = funcs.line[func]!
    return {
      functionName: strings[funcs.name[func]!]!,
      scriptId: source + 1,
      ...(source === -1 ? {} : { url: strings[sources.path[source]!]! }),
      ...(line > 0 ? { lineNumber: line - 1, columnNumber: 0 } : {}),
    }
  }
}
