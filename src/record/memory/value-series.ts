import { type Growable, growableFloat64 } from '../../base/growable.ts'
import type { Timeline } from '../../model/recording.ts'

/** A value over time that takes a point only where it changes: of a stretch of equal values the first and the last stay, so that
 *  a line drawn through the points is what was measured. */
export class ValueSeries {
  readonly #name: string
  readonly #time: Growable<Float64Array> = growableFloat64()
  readonly #value: Growable<Float64Array> = growableFloat64()
  /** Time of the last reading, when it took no point. */
  #pending = Number.NaN

  constructor(name: string) {
    this.#name = name
  }

  /** Takes the reading of a moment (ns), none earlier than the last. */
  push(time: number, value: number): void {
    const last = this.#value.length - 1
    if (last >= 0 && this.#value.get(last) === value) {
      this.#pending = time
      return
    }
    this.#flush()
    this.#time.push(time)
    this.#value.push(value)
  }

  /** The series as a gauge in bytes of a process, null where nothing was read. */
  finish(process: number): Timeline | null {
    this.#flush()
    const { length } = this.#time
    if (length === 0) return null
    const points = { length, time: this.#time.finish(), value: this.#value.finish() }
    return { name: this.#name, unit: 'bytes', kind: 'gauge', process, points }
  }

  #flush(): void {
    if (Number.isNaN(this.#pending)) return
    this.#time.push(this.#pending)
    this.#value.push(this.#value.get(this.#value.length - 1))
    this.#pending = Number.NaN
  }
}
