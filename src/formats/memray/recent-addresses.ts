import type { ByteSource } from './byte-source.ts'

const KEPT = 15

/** The addresses of a file: the last 15 new ones are referred to by number, others written as the change since the one
 *  before. Addresses are multiples of 8 and written so divided. */
export class RecentAddresses {
  /** The address that was read last, divided by 8, and its two halves. */
  units = 0
  low = 0
  high = 0
  #last = 0
  readonly #recent = new Float64Array(KEPT)
  #head = 0

  /** Reads an address: that which was new `index` new ones ago, or a new one (15). */
  read(index: number, source: ByteSource): void {
    if (index < KEPT) {
      this.units = this.#recent[(this.#head + index) % KEPT]!
    } else {
      this.#last += source.signed()
      this.units = this.#last
      this.#head = (this.#head + KEPT - 1) % KEPT
      this.#recent[this.#head] = this.units
    }
    this.low = this.units | 0
    this.high = Math.floor(this.units / 2 ** 32) | 0
  }
}
