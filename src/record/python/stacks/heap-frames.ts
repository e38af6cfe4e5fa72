import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory } from '../interpreter/memory.ts'

/** Frames kept at a time; chains of more generators and shims are read again where they are met again. */
const COUNT = 8
/** A frame with the part of its stack that a caller's check looks at; less where the memory ends. */
const BYTES = 512

/** Frames that lie outside the data stack, generators' and shims, each read once a reading. Allocates nothing. */
export class HeapFrames {
  readonly #memory: ProcessMemory
  readonly #size: number
  readonly #blocks: readonly Block[]
  #filled = 0

  constructor(memory: ProcessMemory, layout: Layout) {
    this.#memory = memory
    this.#size = layout.frame.size
    this.#blocks = Array.from({ length: COUNT + 1 }, () => makeBlock(BYTES))
  }

  /** Begins a reading: what was read before is old. */
  forget(): void {
    this.#filled = 0
  }

  /** The frame at an address; null when it cannot be read. */
  find(frame: number): Block | null {
    for (let i = 0; i < this.#filled; i++) if (this.#blocks[i]!.address === frame) return this.#blocks[i]!
    if (!isPointer(frame)) return null
    const block = this.#blocks[this.#filled]!
    this.#memory.fill(block, frame, BYTES)
    if (block.length < this.#size) return null
    if (this.#filled < COUNT) this.#filled++
    return block
  }
}
