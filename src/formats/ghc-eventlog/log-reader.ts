import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, Timeline, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import { Warnings } from '../importing/warnings.ts'
import { CapabilitySpans } from './capability-spans.ts'
import { type CostCentres, costCentreStack } from './cost-centre-stacks.ts'
import { EventType, LEAST_SIZE } from './event-types.ts'
import { type LogEvent, stringsOf, textOf } from './events.ts'
import { HeapProfile } from './heap-profile.ts'

const TICKS: ValueType = { name: 'ticks', unit: 'count', kind: 'sum', precision: 'sampled' }
const CPU: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }

/** Sizes of the heap that are followed: name and whether they only grow. */
const SIZES: ReadonlyMap<number, { readonly name: string; readonly kind: Timeline['kind'] }> = new Map([
  [EventType.heapAllocated, { name: 'allocated', kind: 'counter' }],
  [EventType.heapSize, { name: 'heap size', kind: 'gauge' }],
  [EventType.heapLive, { name: 'heap live', kind: 'gauge' }],
  [EventType.blocksSize, { name: 'heap blocks', kind: 'gauge' }],
])

interface TickSample {
  readonly stack: number
  readonly time: number
  readonly capability: number
}

/** Takes the events of a log one after the other and sorts what they say. */
export class LogReader {
  readonly warnings = new Warnings()
  readonly spans = new CapabilitySpans()
  readonly heap: HeapProfile
  readonly threadLabels = new Map<number, string>()
  readonly marks: { name: string; time: number; duration: number }[] = []
  /** Events of each type, by number. */
  readonly counts = new Map<number, number>()
  lastTime = 0
  runtime: string | null = null
  command: readonly string[] = []
  pid = -1
  /** Nanoseconds since 1970 at the log's time 0, null unknown. */
  start: bigint | null = null
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #centres: CostCentres = new Map()
  readonly #tables = new Map<string, string>()
  readonly #tickShared = new SharedBuilder()
  readonly #ticks: TickSample[] = []
  readonly #sizes = new Map<
    string,
    { name: string; kind: Timeline['kind']; points: { time: number; value: number }[] }
  >()
  #interval: number | null = null

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.heap = new HeapProfile(bytes, {
      centres: this.#centres,
      tables: this.#tables,
      warnings: this.warnings,
    })
  }

  take(event: LogEvent): void {
    const { type, time, at, end } = event
    this.counts.set(type, (this.counts.get(type) ?? 0) + 1)
    this.lastTime = Math.max(this.lastTime, time)
    if (end - at < (LEAST_SIZE.get(type) ?? 0)) {
      this.warnings.add('short-events', 'Events too short for their type were left out.', `byte ${at}`)
      return
    }
    if (this.#takeThread(event) || this.#takeProfile(event) || this.#takeHeap(event)) return
    if (type === EventType.userMessage || type === EventType.userMarker || type === EventType.logMessage) {
      this.marks.push({ name: textOf(this.#bytes, at, end), time, duration: 0 })
    } else if (type === EventType.rtsIdentifier) this.runtime = textOf(this.#bytes, at + 4, end)
    else if (type === EventType.programArguments) this.command = stringsOf(this.#bytes, at + 4, end)
    else if (type === EventType.processId) this.pid = this.#view.getUint32(at + 4)
    else if (type === EventType.wallClockTime) {
      const seconds = this.#view.getBigUint64(at + 4)
      this.start = seconds * 1_000_000_000n + BigInt(this.#view.getUint32(at + 12)) - BigInt(time)
    } else if (type === EventType.tickyCounter || type === EventType.tickySample) {
      this.warnings.add('ticky-counters', 'Ticky counters were left out.', `byte ${at}`)
    }
  }

  /** The ticks of the time profile; null where there are none. */
  ticks(): { shared: SharedBuilder; stacks: StacksPart } | null {
    if (this.#ticks.length === 0) return null
    const interval = this.#interval
    const part = new StacksBuilder(interval === null ? [TICKS] : [CPU, TICKS])
    const rows = new Map<number, number>()
    for (const { stack, time, capability } of this.#ticks.toSorted((a, b) => a.time - b.time)) {
      let thread = rows.get(capability)
      if (thread === undefined) {
        thread = this.#tickShared.thread({ name: `HEC ${capability}`, tid: capability })
        rows.set(capability, thread)
      }
      part.add({ stack, thread, time }, interval === null ? [1] : [interval, 1])
    }
    return { shared: this.#tickShared, stacks: part.finish(true) }
  }

  timelines(): Timeline[] {
    return [...this.#sizes.values()].map(({ name, kind, points }) => {
      const table = tableBuilder(TIMELINE_POINTS)
      for (const point of points.toSorted((a, b) => a.time - b.time)) table.add(point)
      return { name, unit: 'bytes', kind, process: -1, points: table.finish() }
    })
  }

  #takeThread({ type, time, capability, at, end }: LogEvent): boolean {
    const kind = SPAN_KINDS.get(type)
    if (kind !== undefined) {
      const thread = kind === 'run' ? this.#view.getUint32(at) : -1
      this.spans.add({ time, capability, kind, thread })
      return true
    }
    if (type !== EventType.threadLabel) return false
    this.threadLabels.set(this.#view.getUint32(at), textOf(this.#bytes, at + 4, end))
    return true
  }

  #takeProfile({ type, time, at, end }: LogEvent): boolean {
    if (type === EventType.costCentre) {
      const [label = '', module = '', source = ''] = stringsOf(this.#bytes, at + 4, end)
      this.#centres.set(this.#view.getUint32(at), { label, module, source })
    } else if (type === EventType.infoTable) {
      const [table = '', , type = '', label = '', module = ''] = stringsOf(this.#bytes, at + 8, end)
      const name = label === '' ? table : module === '' ? label : `${module}.${label}`
      this.#tables.set(
        `0x${this.#view.getBigUint64(at).toString(16)}`,
        type === '' ? name : `${name} (${type})`,
      )
    } else if (type === EventType.profileBegin) this.#interval = Number(this.#view.getBigUint64(at))
    else if (type === EventType.sampleCostCentre) {
      const depth = Math.min(this.#view.getUint8(at + 12), Math.floor((end - at - 13) / 4))
      const stack = costCentreStack(
        this.#view,
        { at: at + 13, depth },
        { centres: this.#centres, shared: this.#tickShared, warnings: this.warnings },
      )
      this.#ticks.push({ stack, time, capability: this.#view.getUint32(at) })
    } else return false
    return true
  }

  #takeHeap(event: LogEvent): boolean {
    const { type, time, capability, at } = event
    const size = SIZES.get(type)
    if (size !== undefined) {
      // Each capability counts what it allocated itself; the other figures are of the whole heap.
      const isOwn = size.kind === 'counter' && capability >= 0
      const name = isOwn ? `${size.name} (HEC ${capability})` : size.name
      const series = this.#sizes.get(name) ?? { name, kind: size.kind, points: [] }
      this.#sizes.set(name, series)
      series.points.push({ time, value: Number(this.#view.getBigUint64(at + 4)) })
    } else if (type === EventType.heapProfileBegin) this.heap.start(event)
    else if (type === EventType.heapSampleBegin) this.heap.begin(time)
    else if (type === EventType.biographySampleBegin) this.heap.begin(Number(this.#view.getBigUint64(at + 8)))
    else if (type === EventType.heapSampleEnd) this.heap.end()
    else if (type === EventType.heapSampleCostCentre) this.heap.addStack(event)
    else if (type === EventType.heapSampleString) this.heap.addString(event)
    else return false
    return true
  }
}

const SPAN_KINDS: ReadonlyMap<number, 'run' | 'stop' | 'gc-start' | 'gc-end'> = new Map([
  [EventType.runThread, 'run'],
  [EventType.stopThread, 'stop'],
  [EventType.gcStart, 'gc-start'],
  [EventType.gcEnd, 'gc-end'],
])
