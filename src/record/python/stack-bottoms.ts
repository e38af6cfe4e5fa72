import { type Growable, growableFloat64 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { RawStack } from './target.ts'

/**
 * Remembers the first function of each thread's stack. It hardly ever changes, so a walk that ends at another one has
 * most likely been led astray by a frame that was freed meanwhile.
 */
export class StackBottoms {
  readonly #index = new PairMap()
  readonly #codes: Growable<Float64Array> = growableFloat64()

  /** Whether the stack ends where the thread's last one ended; a thread's first stack always does. Remembers the end. */
  isUsual(thread: number, stack: RawStack): boolean {
    const code = stack.code[stack.depth - 1]!
    const low = thread | 0
    const high = (thread / 0x100000000) | 0
    const known = this.#index.get(low, high)
    if (known < 0) {
      this.#index.set(low, high, this.#codes.length)
      this.#codes.push(code)
      return true
    }
    const isSame = this.#codes.get(known) === code
    if (!isSame) this.#codes.set(known, code)
    return isSame
  }
}
