import { type Growable, growableFloat64 } from '../../../base/growable.ts'
import { PairMap } from '../../../base/pair-map.ts'

/**
 * Remembers the first function of each thread's stack, by the address of its code. It hardly ever changes, so a walk
 * that ends at another one has most likely been led astray by a frame that was freed meanwhile.
 */
export class StackBottoms {
  readonly #index = new PairMap()
  readonly #codes: Growable<Float64Array> = growableFloat64()

  /** Whether the thread's stack may end at this code: its last one did, or there was none yet. */
  isUsual(thread: number, code: number): boolean {
    const known = this.#index.get(thread | 0, (thread / 0x100000000) | 0)
    return known < 0 || this.#codes.get(known) === code
  }

  /** Remembers where the thread's stack ends. */
  set(thread: number, code: number): void {
    const known = this.#index.get(thread | 0, (thread / 0x100000000) | 0)
    if (known >= 0) {
      this.#codes.set(known, code)
      return
    }
    this.#index.set(thread | 0, (thread / 0x100000000) | 0, this.#codes.length)
    this.#codes.push(code)
  }
}
