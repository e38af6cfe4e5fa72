import { FormatError } from '../../base/errors.ts'
import { median } from '../../base/statistics.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType, type Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { assertStackCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { type ProfileNodes, readNodes } from './nodes.ts'

const FORMAT = 'cpuprofile'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/**
 * Reads V8's CPU profile, the layout of today (`nodes`, `samples`, `timeDeltas`) and the old one (`head`, `timestamps`).
 * A sample stands at its time and lasts to the next one. Where the file counts ticks per line, as many samples of the node
 * get each line: which of them is not in the file. O(size). Source: Chrome DevTools Protocol, Profiler.Profile.
 * @throws FormatError, LimitError.
 */
export function readCpuprofile(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const shared = new SharedBuilder()
  const nodes = readNodes(file, shared)
  const thread = shared.thread({ name: 'main', kind: ThreadKind.unknown, isMain: 1 })
  const part = new StacksBuilder(VALUE_TYPES)
  const warnings: Warning[] = []
  const samples = file.at('samples')
  const start = file.at('startTime').optionalNumber(0)
  const { duration, isTimed } = samples.isMissing
    ? addHits(nodes, { shared, part, thread })
    : addSamples(file, nodes, { shared, part, thread, warnings })
  return [
    {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'CPU profile'),
        duration,
        recorder: { name: 'V8', version: null, mode: 'sample', settings: {} },
        importedFrom: { format: FORMAT, file: name },
        warnings,
        extra: { cpuprofile: { startTime: start } },
      }),
      shared: shared.finish(),
      stacks: part.finish(isTimed),
    },
  ]
}

interface PartContext {
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly thread: number
}

/** A file without samples has the hits of each node and no times. */
function addHits(
  nodes: ProfileNodes,
  { shared, part, thread }: PartContext,
): { duration: null; isTimed: false } {
  const lines = new LineAssigner(nodes, shared)
  for (let node = 0; node < nodes.length; node++) {
    for (const { stack, count } of lines.split(node, nodes.hits[node]!))
      part.add({ stack, thread }, [0, count])
  }
  return { duration: null, isTimed: false }
}

function addSamples(
  file: JsonValue,
  nodes: ProfileNodes,
  context: PartContext & { warnings: Warning[] },
): { duration: number; isTimed: true } {
  const { shared, part, thread, warnings } = context
  const ids = file.at('samples').numbers()
  const { times, origin, end } = readTimes(file, ids.length)
  const order = inOrder(times, warnings)
  const lines = new LineAssigner(nodes, shared)
  const lengths = lengthsOf(times, order, end)
  const row = { stack: -1, thread, time: 0 }
  const weights = [0, 1]
  for (let place = 0; place < order.length; place++) {
    const i = order[place]!
    const node = nodes.indexOf.get(ids[i]!)
    if (node === undefined)
      throw new FormatError(FORMAT, `samples[${i}]: expected the id of a node, found ${ids[i]}`)
    row.stack = lines.next(node)
    row.time = (times[i]! - origin) * 1000
    weights[0] = lengths[place]! * 1000
    part.add(row, weights)
  }
  assertStackCount(FORMAT, shared.stacks.length)
  return { duration: Math.max(0, (end ?? times[order.at(-1) ?? 0] ?? origin) - origin) * 1000, isTimed: true }
}

/** When each sample was taken, in microseconds; `end` is null where the file's end lies before its last sample. */
function readTimes(
  file: JsonValue,
  count: number,
): { times: Float64Array; origin: number; end: number | null } {
  const start = file.at('startTime').optionalNumber(0)
  const end = file.at('endTime').optionalNumber(Number.NaN)
  let times: Float64Array
  let origin = start
  if (file.at('timeDeltas').isMissing) {
    times = file.at('timestamps').numbers()
    // The old layout writes its start in seconds and its samples in microseconds.
    const isInSeconds = Math.abs(times[0]! / 1e6 - start) < 2
    if (times.length > 0 && (isInSeconds || times[0]! < start)) origin = times[0]!
  } else {
    times = file.at('timeDeltas').numbers()
    for (let i = 0, now = start; i < times.length; i++) times[i] = now += times[i]!
  }
  if (times.length < count) {
    throw new FormatError(FORMAT, `expected one time for each of ${count} samples, found ${times.length}`)
  }
  // One time more than there are samples is the end of the last one.
  const sampled = times.subarray(0, count)
  const last = sampled.reduce((latest, time) => Math.max(latest, time), origin)
  const finish = end >= last && end - last < 3.6e9 ? end : (times[count] ?? Number.NaN)
  return { times: sampled, origin, end: finish >= last ? finish : null }
}

/** The samples in the order of time; V8 sometimes writes one that lies before the sample before it. */
function inOrder(times: Float64Array, warnings: Warning[]): Int32Array {
  const order = new Int32Array(times.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  let count = 0
  let first = -1
  for (let i = 1; i < times.length; i++) {
    if (times[i]! >= times[i - 1]!) continue
    count++
    if (first === -1) first = i
  }
  if (count > 0) {
    order.sort((a, b) => times[a]! - times[b]! || a - b)
    const message = 'Samples that lie before the sample before them were put in order.'
    warnings.push({ code: 'unordered-samples', message, count, firstAt: `sample ${first}` })
  }
  return order
}

/** How long each sample lasts, by its place in the order. Where the file has no end, the last one lasts as long as most. */
function lengthsOf(times: Float64Array, order: Int32Array, end: number | null): Float64Array {
  const lengths = new Float64Array(order.length)
  for (let place = 0; place + 1 < order.length; place++) {
    lengths[place] = times[order[place + 1]!]! - times[order[place]!]!
  }
  if (order.length > 0) {
    const last = order.length - 1
    lengths[last] = end === null ? median(lengths.subarray(0, last)) || 0 : end - times[order[last]!]!
  }
  return lengths
}

/** Gives the samples of a node its lines: as many of each as the node has ticks there. */
class LineAssigner {
  readonly #nodes: ProfileNodes
  readonly #shared: SharedBuilder
  /** Per node the place in its list of ticks, and how many of those ticks are given away. */
  readonly #place: Int32Array
  readonly #given: Float64Array

  constructor(nodes: ProfileNodes, shared: SharedBuilder) {
    this.#nodes = nodes
    this.#shared = shared
    this.#place = new Int32Array(nodes.length)
    this.#given = new Float64Array(nodes.length)
  }

  /** The stack of the next sample of a node. */
  next(node: number): number {
    const ticks = this.#nodes.ticks[node]!
    let place = this.#place[node]!
    while (place < ticks.length && this.#given[node]! >= ticks[place + 1]!) {
      place += 2
      this.#given[node] = 0
    }
    this.#place[node] = place
    if (place >= ticks.length) return this.#nodes.stack[node]!
    this.#given[node]!++
    return this.#stackAt(node, ticks[place]!)
  }

  /** The stacks of `hits` samples of a node and how many are of each. */
  *split(node: number, hits: number): Generator<{ stack: number; count: number }> {
    const ticks = this.#nodes.ticks[node]!
    let rest = hits
    for (let place = 0; place < ticks.length && rest > 0; place += 2) {
      const count = Math.min(rest, ticks[place + 1]!)
      rest -= count
      if (count > 0) yield { stack: this.#stackAt(node, ticks[place]!), count }
    }
    if (rest > 0) yield { stack: this.#nodes.stack[node]!, count: rest }
  }

  #stackAt(node: number, line: number): number {
    const func = this.#nodes.func[node]!
    if (func === -1) return -1
    return this.#shared.stack(this.#nodes.below[node]!, this.#shared.plainFrame(func, line))
  }
}
