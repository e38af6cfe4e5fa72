import { ByteStrings } from '../../base/byte-strings.ts'
import { growableFloat64, growableInt32 } from '../../base/growable.ts'

const NANO = 1e9

/** The samples of a file in its order, before they are put under their events. */
export class SampleRows {
  readonly stack = growableInt32()
  /** Index into the texts of threads, -1 for none. */
  readonly header = growableInt32()
  /** Index into {@link events}, -1 for none. */
  readonly event = growableInt32()
  /** Nanoseconds since {@link clockStart}; NaN unknown. */
  readonly time = growableFloat64()
  readonly period = growableFloat64()
  readonly events: string[] = []
  /** Whole seconds on the file's clock that times count from; NaN when no sample has a time. */
  clockStart = Number.NaN
  readonly #eventTexts = new ByteStrings()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  get length(): number {
    return this.stack.length
  }

  /** Nanoseconds on the clock of the rows: exact, since they count from the first whole second. */
  timeOf(seconds: number, nanoseconds: number): number {
    if (Number.isNaN(this.clockStart)) this.clockStart = seconds
    return (seconds - this.clockStart) * NANO + nanoseconds
  }

  /** The number of an event by its name `[start, end)`; -1 when it has none. */
  eventOf(bytes: Uint8Array, start: number, end: number): number {
    if (end <= start) return -1
    const known = this.#eventTexts.size
    const event = this.#eventTexts.intern(bytes, start, end)
    if (event === known) this.events.push(this.#decoder.decode(bytes.subarray(start, end)))
    return event
  }
}
