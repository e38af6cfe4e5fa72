import type { InterpreterBinary } from '../interpreter/find-interpreter.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { isPointer, makeBlock, type ProcessMemory, pointerAt } from '../interpreter/memory.ts'

/** Tells who holds the global interpreter lock, by one read (two before the lock's place is known). */
export class GilReader {
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  /** Address of the pointer to the holder (up to 3.11), -1 when it lies in the lock. */
  readonly #holder: number
  readonly #block = makeBlock(32)
  /** Address of the lock (3.12+), 0 before it is known. */
  #lock = 0

  constructor(
    memory: ProcessMemory,
    layout: Layout,
    places: { binary: InterpreterBinary; runtime: number | null },
  ) {
    this.#memory = memory
    this.#layout = layout
    const { currentThread } = layout.runtime
    this.#holder =
      layout.number < 307
        ? (places.binary.symbols.get('_PyThreadState_Current') ?? -1)
        : currentThread >= 0 && places.runtime !== null
          ? places.runtime + currentThread
          : -1
  }

  /** Where `holder` will look, -1 when that is not known (yet). */
  get place(): number {
    return this.#holder >= 0 ? this.#holder : this.#lock > 0 ? this.#lock + this.#layout.gil.locked : -1
  }

  /** Address of the PyThreadState that holds the lock of an interpreter; 0 nobody, -1 unknown or there is none. */
  holder(interpreter: number): number {
    if (this.#holder >= 0) return this.#memory.pointer(this.#holder)
    const { gil } = this.#layout.interpreter
    if (gil < 0 || interpreter === 0) return -1
    // The main interpreter's lock never moves.
    if (this.#lock === 0) this.#lock = Math.max(0, this.#memory.pointer(interpreter + gil))
    const { lastHolder, locked, enabled } = this.#layout.gil
    if (enabled >= 0 && this.#memory.u32(this.#lock + enabled) === 0) return -1
    if (
      !isPointer(this.#lock) ||
      !this.#memory.fill(this.#block, this.#lock + lastHolder, locked - lastHolder + 4)
    ) {
      return -1
    }
    return this.#block.ints[(locked - lastHolder) >>> 2] === 1 ? pointerAt(this.#block, 0) : 0
  }
}
