import { type Growable, growableFloat64 } from '../../../base/growable.ts'
import { PairMap } from '../../../base/pair-map.ts'

/**
 * Where a frame object was when it was last seen running below another (or as the leaf), and which frame had called it.
 * Up to Python 3.10 a code object keeps the frame of its last call for the next one, so the same pairs are met again.
 * Arguments come in a row: both functions are called for several frames of every sample.
 */
export class FrameMemory {
  readonly #index = new PairMap()
  /** Caller, instruction, code and code above, in turn. */
  readonly #values: Growable<Float64Array> = growableFloat64()

  /**
   * Position of what is known of a frame of a code object below `above` (0 for none), which runs `aboveCode`; -1 for
   * nothing. Low words tell frames apart.
   */
  find(frame: number, above: number, code: number, aboveCode: number): number {
    const known = this.#index.get(frame | 0, above | 0)
    if (known < 0) return -1
    return this.#values.get(4 * known + 2) === code && this.#values.get(4 * known + 3) === aboveCode
      ? known
      : -1
  }

  caller(position: number): number {
    return this.#values.get(4 * position)
  }

  instruction(position: number): number {
    return this.#values.get(4 * position + 1)
  }

  /** Remembers a frame (see `find`) with the frame that called it and where it is. */
  remember(
    frame: number,
    above: number,
    code: number,
    aboveCode: number,
    caller: number,
    instruction: number,
  ): void {
    const known = this.#index.get(frame | 0, above | 0)
    const at = known < 0 ? this.#values.length / 4 : known
    if (known < 0) {
      this.#index.set(frame | 0, above | 0, at)
      for (let i = 0; i < 4; i++) this.#values.push(0)
    }
    this.#values.set(4 * at, caller)
    this.#values.set(4 * at + 1, instruction)
    this.#values.set(4 * at + 2, code)
    this.#values.set(4 * at + 3, aboveCode)
  }
}
