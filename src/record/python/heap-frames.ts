import type { Layout } from './layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory } from './memory.ts'

/** Frames kept at a time; chains of more generators are read frame by frame. */
const COUNT = 8
/** A frame with the part of its stack that a caller's check looks at; less where the memory ends. */
const BYTES = 512

/**
 * Frames that lie outside the data stack: generators' and shims. They cannot be copied together with it, so those
 * that are known to be in a stack are read *before* it: then they are older than their callers, as left-over frames are,
 * and the callers tell whether they still run. Which ones those are shows a first attempt. Allocates nothing.
 */
export class HeapFrames {
  readonly #memory: ProcessMemory
  readonly #size: number
  readonly #blocks: readonly Block[]
  readonly #wanted = new Float64Array(COUNT)
  #wantedCount = 0
  #filled = 0

  constructor(memory: ProcessMemory, layout: Layout) {
    this.#memory = memory
    this.#size = layout.frame.size
    this.#blocks = Array.from({ length: COUNT + 1 }, () => makeBlock(BYTES))
  }

  /** Begins a stack: nothing is known of it. */
  forget(): void {
    this.#wantedCount = 0
    this.#filled = 0
  }

  /** Adds a frame to those that the next `prefetch` reads. */
  want(frame: number): void {
    for (let i = 0; i < this.#wantedCount; i++) if (this.#wanted[i] === frame) return
    if (this.#wantedCount < COUNT) this.#wanted[this.#wantedCount++] = frame
  }

  /** Reads the wanted frames. */
  prefetch(): void {
    this.#filled = 0
    for (let i = 0; i < this.#wantedCount; i++) {
      const block = this.#blocks[this.#filled]!
      if (this.#fill(block, this.#wanted[i]!)) this.#filled++
    }
  }

  /** A frame that was prefetched, else one that is read now; null when it cannot be read. */
  find(frame: number): Block | null {
    for (let i = 0; i < this.#filled; i++) if (this.#blocks[i]!.address === frame) return this.#blocks[i]!
    const block = this.#blocks[COUNT]!
    return this.#fill(block, frame) ? block : null
  }

  #fill(block: Block, frame: number): boolean {
    if (!isPointer(frame)) return false
    this.#memory.fill(block, frame, BYTES)
    return block.length >= this.#size
  }
}
