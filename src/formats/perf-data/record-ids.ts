import { PairMap } from '../../base/pair-map.ts'
import { type EventAttr, type PerfEvent, SampleBit } from './event-attr.ts'
import { type Block, high32, low32 } from './perf-bytes.ts'
import { HEADER } from './record-splitter.ts'
import { RecordType } from './record-types.ts'

// Fields of samples stand in one order, those behind other records in another.
const BEFORE_TIME = [SampleBit.identifier, SampleBit.ip, SampleBit.tid]
const BEFORE_ID = [SampleBit.ip, SampleBit.tid, SampleBit.time, SampleBit.address]
const FROM_ID = [SampleBit.id, SampleBit.streamId, SampleBit.cpu]
const FROM_TIME = [SampleBit.time, ...FROM_ID, SampleBit.identifier]
const TRAILER = [SampleBit.tid, ...FROM_TIME]

/** No event is described yet. */
export const NO_EVENTS = -1
/** A sample of an event that is not described. */
export const UNKNOWN_ID = -2

/** Finds the event that a record belongs to, and its time. */
export class RecordIds {
  readonly #events: readonly PerfEvent[]
  readonly #byId = new PairMap()
  #known = 0

  /** `events` may grow. */
  constructor(events: readonly PerfEvent[]) {
    this.#events = events
  }

  /** Ids that came later than their events. */
  add(event: number, ids: readonly bigint[]): void {
    for (const id of ids) {
      this.#byId.set(Number(BigInt.asIntN(32, id)), Number(BigInt.asIntN(32, id >> 32n)), event)
    }
  }

  /** The event with an id given as two halves, -1 unknown. */
  eventOfId(low: number, high: number): number {
    this.#learn()
    return this.#byId.get(low | 0, high | 0)
  }

  /** The event of a record of the kernel's, {@link NO_EVENTS} or {@link UNKNOWN_ID}. */
  eventOf(type: number, block: Block, { start, end }: { start: number; end: number }): number {
    const { attr } = this.#events[0] ?? {}
    if (attr === undefined) return NO_EVENTS
    if (this.#events.length === 1) return 0
    const at = type === RecordType.sample ? idInSample(attr, start) : idInOthers(attr, end)
    if (at < start + HEADER || at + 8 > end) return 0
    const low = low32(block, at)
    const high = high32(block, at)
    const event = this.eventOfId(low, high)
    if (event !== -1) return event
    // What perf made up itself has the id 0, and belongs to the first.
    return type === RecordType.sample && (low !== 0 || high !== 0) ? UNKNOWN_ID : 0
  }

  /** Where the time of a record is, -1 when it has none. */
  timeAt(type: number, { start, end, attr }: { start: number; end: number; attr: EventAttr }): number {
    const { sampleType, hasSampleIds } = attr
    if (!(sampleType & SampleBit.time)) return -1
    if (type === RecordType.sample) {
      return start + HEADER + 8 * bits(sampleType, BEFORE_TIME)
    }
    return hasSampleIds ? end - 8 * bits(sampleType, FROM_TIME) : -1
  }

  #learn(): void {
    for (; this.#known < this.#events.length; this.#known++)
      this.add(this.#known, this.#events[this.#known]!.ids)
  }
}

/** Bytes of the fields behind records other than samples. */
export function trailerSize({ sampleType, hasSampleIds }: EventAttr): number {
  return hasSampleIds ? 8 * bits(sampleType, TRAILER) : 0
}

function idInSample({ sampleType }: EventAttr, start: number): number {
  if (sampleType & SampleBit.identifier) return start + HEADER
  if (!(sampleType & SampleBit.id)) return -1
  return start + HEADER + 8 * bits(sampleType, BEFORE_ID)
}

function idInOthers({ sampleType, hasSampleIds }: EventAttr, end: number): number {
  if (!hasSampleIds) return -1
  if (sampleType & SampleBit.identifier) return end - 8
  if (!(sampleType & SampleBit.id)) return -1
  return end - 8 * bits(sampleType, FROM_ID)
}

function bits(value: number, wanted: readonly number[]): number {
  let count = 0
  for (const bit of wanted) if (value & bit) count++
  return count
}
