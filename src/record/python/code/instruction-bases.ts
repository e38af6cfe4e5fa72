import { type Growable, growableFloat64 } from '../../../base/growable.ts'
import { PairMap } from '../../../base/pair-map.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { isPointer, type ProcessMemory } from '../interpreter/memory.ts'

/**
 * Where the instructions of a code object begin, which a frame's instruction pointer is counted from. In free-threaded
 * builds each thread may run its own copy: code → array {size, copies…}, indexed by the frame's tlbc_index.
 */
export class InstructionBases {
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #known = new PairMap()
  readonly #bases: Growable<Float64Array> = growableFloat64()

  constructor(memory: ProcessMemory, layout: Layout) {
    this.#memory = memory
    this.#layout = layout
  }

  /** Address of the first instruction; -1 when the thread's copy cannot be found. `index` is the code's own. */
  find(index: number, code: number, copy: number): number {
    if (copy === 0 || this.#layout.code.tlbc < 0) return code + this.#layout.code.instructions
    const known = this.#known.get(index, copy)
    return known >= 0 ? this.#bases.get(known) : this.#read(index, code, copy)
  }

  #read(index: number, code: number, copy: number): number {
    const array = this.#memory.pointer(code + this.#layout.code.tlbc)
    const size = isPointer(array) ? this.#memory.pointer(array) : -1
    if (copy < 0 || copy >= size || size > 1_000_000) return -1
    const base = this.#memory.pointer(array + 8 + 8 * copy)
    if (!isPointer(base)) return -1
    this.#known.set(index, copy, this.#bases.length)
    this.#bases.push(base)
    return base
  }
}
