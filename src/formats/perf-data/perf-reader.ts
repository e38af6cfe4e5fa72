import { FormatError } from '../../base/errors.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { attrSizeAt, EventType, type PerfEvent, parseEventAttr, SampleBit } from './event-attr.ts'
import { isOnProcessor } from './event-names.ts'
import { emptyEnvironment, Feature, readBuildId, readFeature } from './features.ts'
import { FileSymbols } from './file-symbols.ts'
import { FrameTable, type Mode } from './frame-table.ts'
import { applyRecord, type PlainRecord, readCgroup } from './kernel-records.ts'
import { type Block, bigint64, blockOf, high32, low32, number64, textAt } from './perf-bytes.ts'
import { type AddressSpace, Processes } from './processes.ts'
import { ReadCounters } from './read-counters.ts'
import { NO_EVENTS, RecordIds, trailerSize, UNKNOWN_ID } from './record-ids.ts'
import { type QueuedRecord, RecordQueue } from './record-queue.ts'
import { HEADER, type RecordSink } from './record-splitter.ts'
import { RecordType, recordName } from './record-types.ts'
import { SampleReader } from './sample-reader.ts'
import { SampleStore } from './sample-store.ts'
import type { StackUnwinder } from './saved-stack.ts'
import { StackBuilder } from './stack-builder.ts'
import { StatCounters } from './stat-counters.ts'
import { parseKallsyms } from './symbol-table.ts'
import { parseTracingData, rawNumber, type TracingData } from './tracing-data.ts'
import { UserStacks } from './user-stacks.ts'
import { Warnings } from './warnings.ts'

/** Bits of prev_state that mean "still wants a processor": none, or preempted (Linux 4.14 and later). */
const PREEMPTED = 0x100

/** What an event update brings: only names are used. */
const UPDATE_NAME = 2

/** Takes the records of a perf.data file one by one, and keeps what becomes recordings. */
export class PerfReader implements RecordSink {
  readonly shared = new SharedBuilder()
  readonly environment = emptyEnvironment()
  readonly events: PerfEvent[] = []
  readonly symbols = new FileSymbols()
  readonly samples = new SampleStore(this.shared)
  readonly warnings = new Warnings()
  readonly stats = new StatCounters()
  /** Records of each type, by name. */
  readonly counts = new Map<string, number>()
  /** Samples that the kernel could not deliver. */
  lost = 0
  tracing: TracingData | null = null
  /** First timestamp of all: what the relative times count from. */
  base: bigint | null = null
  earliest = Number.POSITIVE_INFINITY
  latest = Number.NEGATIVE_INFINITY
  readonly processes = new Processes(this.shared)
  readonly frames = new FrameTable(this.shared, this.symbols)
  readonly #ids = new RecordIds(this.events)
  readonly #queue = new RecordQueue(record => this.#deliver(record))
  readonly #sample = new SampleReader()
  readonly #stack = new StackBuilder(this.shared, this.frames)
  readonly #counters = new ReadCounters(this.#ids)
  readonly #userStacks: UserStacks
  readonly #kernel = this.processes.space()
  readonly #guestKernel = this.processes.space()
  readonly #guestUser = this.processes.space()
  readonly #machine = { processes: this.processes, kernel: this.#kernel, guestKernel: this.#guestKernel }

  constructor(unwinder: StackUnwinder | null) {
    this.#userStacks = new UserStacks(unwinder)
  }

  record(type: number, block: Block, start: number, end: number): void {
    const name = recordName(type)
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    if (type >= RecordType.firstOfTool) {
      this.#toolRecord(type, { block, start, end, time: Number.NaN })
      return
    }
    const event = this.#ids.eventOf(type, block, { start, end })
    if (event === UNKNOWN_ID) {
      this.warnings.add('unknown-id', 'Samples belong to no event of the file; they were left out.')
      return
    }
    if (event === NO_EVENTS) {
      this.warnings.add(
        'no-attributes',
        'Records stand before the event they belong to is described; they were left out.',
      )
      return
    }
    const at = this.#ids.timeAt(type, { start, end, attr: this.events[event]!.attr })
    const time = at < start + HEADER || at + 8 > end ? Number.NaN : this.#relative(block, at)
    const record = { block, start, event, time }
    // What perf made up itself, of what ran before, has no time.
    if (Number.isNaN(time)) this.#deliver(record)
    else this.#queue.add(record)
  }

  tracingData(bytes: Uint8Array): void {
    try {
      this.tracing = parseTracingData(bytes)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.warnings.add('tracing-data', "The copy of the kernel's tracing files is broken.")
      return
    }
    if (this.tracing.kernelSymbols.length > 0) this.symbols.addKernel(this.tracing.kernelSymbols)
  }

  /** Takes a feature section. A broken one is no reason to lose the samples. */
  feature(feature: number, block: Block): void {
    try {
      this.#readFeature(feature, block)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.warnings.add(`feature-${feature}`, `Section ${feature} of the file's features is empty or broken.`)
    }
  }

  #readFeature(feature: number, block: Block): void {
    if (feature === Feature.tracingData) this.tracingData(block.bytes)
    else if (feature === Feature.simpleperfFiles) this.symbols.addFiles(block)
    else if (feature === Feature.simpleperfFileMessages) this.symbols.addFileMessages(block)
    else readFeature(feature, block, this.environment)
  }

  /** Names the events that the file describes besides, and delivers what is left. */
  finish(): void {
    this.#queue.flush()
    this.#userStacks.finish(this.warnings)
    const unknown = this.#stack.unknownContexts
    this.warnings.add(
      'unknown-context',
      'Call chains hold marks of no known kind; what follows them was left out.',
      unknown,
    )
  }

  /** Takes the events of the description where the file has them nowhere else, and their names. */
  describeEvents(): void {
    const { events } = this.environment
    if (this.events.length === 0) this.events.push(...events)
    for (const [i, event] of this.events.entries()) event.name ??= events[i]?.name ?? null
  }

  #relative(block: Block, at: number): number {
    const low = low32(block, at)
    const high = high32(block, at)
    if ((low === 0 && high === 0) || (low === 0xffffffff && high === 0xffffffff)) return Number.NaN
    this.base ??= bigint64(block, at)
    const base = this.#baseHalves()
    const time = (high - base.high) * 0x100000000 + (low - base.low)
    if (time < this.earliest) this.earliest = time
    if (time > this.latest) this.latest = time
    return time
  }

  #halves: { readonly high: number; readonly low: number } | null = null

  #baseHalves(): { readonly high: number; readonly low: number } {
    this.#halves ??= { high: Number(this.base! >> 32n), low: Number(this.base! & 0xffffffffn) }
    return this.#halves
  }

  #toolRecord(type: number, record: PlainRecord): void {
    const { block, start, end } = record
    const body = start + HEADER
    const size = end - body
    if (type === RecordType.finishedRound) this.#queue.finishRound()
    else if (type === RecordType.attribute && size >= 8) {
      const attrSize = Math.min(attrSizeAt(block, body), size)
      const ids: bigint[] = []
      for (let at = body + attrSize; at + 8 <= end; at += 8) ids.push(bigint64(block, at))
      this.events.push({ attr: parseEventAttr(block, body, attrSize), name: null, ids })
    } else if (type === RecordType.feature && size >= 8) {
      const feature = number64(block, body)
      this.feature(feature, blockOf(block.bytes.subarray(body + 8, end), block.isLittle))
    } else if (type === RecordType.buildId) {
      readBuildId(block, { at: start, end, buildIds: this.environment.buildIds })
    } else if (type === RecordType.eventUpdate && size >= 16) this.#updateEvent(record)
    else if (type === RecordType.stat) this.stats.add(record, this.#ids)
    else if (type === RecordType.simpleperfKernelSymbols && size >= 4) {
      this.symbols.addKernel(parseKallsyms(textAt(block, body + 4, end)))
    }
  }

  #updateEvent({ block, start, end }: PlainRecord): void {
    if (number64(block, start + HEADER) !== UPDATE_NAME) return
    const event = this.#ids.eventOfId(low32(block, start + 16), high32(block, start + 16))
    if (event !== -1) this.events[event]!.name = textAt(block, start + 24, end)
  }

  #deliver({ block, start, event, time }: QueuedRecord): void {
    const type = block.view.getUint32(start, block.isLittle)
    const end = start + block.view.getUint16(start + 6, block.isLittle)
    const { attr } = this.events[event]!
    if (type === RecordType.sample) {
      if (this.#sample.read(block, { start, end, attr })) this.#addSample(event, time)
      else this.#broken()
      return
    }
    const plain = { block, start, end: Math.max(start + HEADER, end - trailerSize(attr)), time }
    if (!applyRecord(type, plain, this.#machine)) this.#broken()
    else if (type === RecordType.lost || type === RecordType.lostSamples) this.#addLost(type, plain)
    else if (type === RecordType.deferredCallchain) this.#completeStacks(plain)
    else if (type === RecordType.cgroup) {
      const cgroup = readCgroup(plain)
      if (cgroup !== null) this.samples.nameCgroup(cgroup.id, cgroup.path)
    }
  }

  #broken(): void {
    this.warnings.add('broken-record', 'Records are shorter than what they should hold; they were left out.')
  }

  #addLost(type: number, { block, start, end }: PlainRecord): void {
    const at = start + HEADER + (type === RecordType.lost ? 8 : 0)
    if (at + 8 > end) return
    const lost = number64(block, at)
    this.lost += lost
    this.warnings.add('lost', "Records were lost because the kernel's buffer was full.", lost)
  }

  #addSample(event: number, time: number): void {
    const sample = this.#sample
    const stack = this.#stack
    const spaces = { of: (mode: Mode) => this.#space(mode) }
    stack.clear()
    stack.pushSample(sample, spaces)
    const perfEvent = this.events[event]!
    const { architecture } = this.environment
    const space = this.processes.spaceOf(sample.pid)
    this.#userStacks.add({ sample, stack, space, attr: perfEvent.attr, architecture })
    const counted = this.#counters.read(sample, { event, attr: perfEvent.attr })
    const row = this.samples.add(sample, {
      event,
      stack: stack.finish(),
      thread: sample.tid === -1 && sample.pid === -1 ? -1 : this.processes.threadRow(sample.pid, sample.tid),
      time,
      state: this.#stateOf(perfEvent),
      period: counted ?? this.#periodOf(perfEvent),
    })
    for (const { event: other, count } of this.#counters.others) this.samples.addExtra(row, other, count)
    if (stack.deferred !== null) this.#userStacks.defer(row, { stack, space })
  }

  #space(mode: Mode): AddressSpace {
    if (mode === 'user') return this.processes.spaceOf(this.#sample.pid)
    if (mode === 'guest-kernel') return this.#guestKernel
    return mode === 'guest-user' ? this.#guestUser : this.#kernel
  }

  /** Events a sample stands for: it says so, or there is one for every so many; NaN where neither is known. */
  #periodOf({ attr }: PerfEvent): number {
    if (attr.sampleType & SampleBit.period) return this.#sample.period
    return attr.isFrequency || attr.samplePeriod === 0 ? Number.NaN : attr.samplePeriod
  }

  #stateOf(event: PerfEvent): number {
    if (event.attr.type !== EventType.tracepoint)
      return isOnProcessor(event) ? ThreadState.running : ThreadState.unknown
    const tracepoint = this.tracing?.tracepoints.get(event.attr.config)
    if (tracepoint?.name !== 'sched:sched_switch') return ThreadState.unknown
    const field = tracepoint.fields.get('prev_state')
    const { block, rawAt, rawLength } = this.#sample
    const state = field === undefined ? null : rawNumber(block!, { at: rawAt, length: rawLength, field })
    if (state === null) return ThreadState.unknown
    return state === 0 || state === PREEMPTED ? ThreadState.runnable : ThreadState.blocked
  }

  #completeStacks({ block, start, end }: PlainRecord): void {
    const body = start + HEADER
    if (end - body < 16) return
    const cookie = { low: low32(block, body), high: high32(block, body) }
    const count = Math.min(number64(block, body + 8), Math.floor((end - body - 16) / 8))
    const addresses: bigint[] = []
    for (let i = 0; i < count; i++) addresses.push(bigint64(block, body + 16 + 8 * i))
    for (const { row, frames, space } of this.#userStacks.take(cookie)) {
      this.#stack.continueFrom(frames)
      this.#stack.replaceUser(
        space,
        addresses.filter(address => address < LOWEST_CONTEXT),
      )
      this.samples.rows.columns.stack.set(row, this.#stack.finish())
    }
  }
}

/** Addresses from here on are marks of what follows. */
const LOWEST_CONTEXT = 2n ** 64n - 4095n
