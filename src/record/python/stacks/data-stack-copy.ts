import type { CodeTable } from '../code/code-table.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import {
  type Block,
  isPointer,
  makeBlock,
  type ProcessMemory,
  pointerAt,
  untaggedAt,
} from '../interpreter/memory.ts'

/** A chunk begins with {previous, size, top}. */
const HEADER = 24
const BUFFER = 1024 * 1024
/** How far beyond the saved top a frame that was pushed meanwhile may reach. */
const SLACK = 512

/**
 * A copy of the part of a thread's data stack that is in use, taken by one read: the newest chunk, and while a walk goes
 * down, the chunk it has come to. Chunks are linked from the newest to the first. Allocates nothing.
 */
export class DataStackCopy {
  readonly block: Block = makeBlock(BUFFER)
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #header = makeBlock(HEADER)
  /** The newest chunk and how far it was copied. */
  #chunk = 0
  #end = 0
  /** The chunk before, and its size: it stays for long. */
  #older = 0
  #olderSize = 0

  constructor(memory: ProcessMemory, layout: Layout) {
    this.#memory = memory
    this.#layout = layout
  }

  clear(): void {
    this.#chunk = 0
    this.block.length = 0
  }

  /** Copies the chunk from its beginning to a little beyond `end`, at most to `limit`. */
  take(chunk: number, end: number, limit: number): void {
    this.clear()
    if (!isPointer(chunk) || !(limit > chunk)) return
    this.#chunk = chunk
    this.#end = Math.min(end + SLACK, limit)
    this.takeAgain()
  }

  /** Copies the same once more; a part that cannot be read is cut off. */
  takeAgain(): void {
    if (this.#chunk === 0) return
    const length = Math.min(Math.max(this.#end - this.#chunk, HEADER), BUFFER)
    this.#memory.fill(this.block, this.#chunk, length)
  }

  /** Where a frame lies in the copy; -1 when it does not. */
  find(frame: number): number {
    const offset = frame - this.block.address
    const isInside = offset >= HEADER && offset + this.#layout.frame.size <= this.block.length
    return isInside && (offset & 7) === 0 ? offset : -1
  }

  /**
   * The same in the chunk before the one that is copied, which takes its place: a walk goes from high to low addresses
   * and needs the newer one no more.
   */
  findOlder(frame: number): number {
    const older = this.block.length >= HEADER ? pointerAt(this.block, 0) : 0
    if (!isPointer(older)) return -1
    if (older !== this.#older) {
      if (!this.#memory.fill(this.#header, older, HEADER)) return -1
      this.#older = older
      this.#olderSize = Math.min(pointerAt(this.#header, 8), BUFFER)
    }
    const end = frame + this.#layout.frame.size
    if (!(frame > older && end <= older + this.#olderSize)) return -1
    this.#memory.fill(this.block, older, Math.min(end + SLACK - older, this.#olderSize))
    return this.find(frame)
  }

  /** Address of the first frame of the copied chunk, whether anything is there or not; 0 without a copy. */
  get firstFrame(): number {
    const { block } = this
    if (block.length < HEADER + 8) return 0
    // The first chunk of a thread leaves one slot free.
    return block.address + HEADER + (pointerAt(block, 0) === 0 ? 8 : 0)
  }

  /**
   * The highest frame of the copied chunk that begins below an address; 0 when there is none. Frames lie end to end from
   * the chunk's beginning on; what was there at the time of the copy counts, not what was there before.
   */
  frameBelow(end: number, codes: CodeTable): number {
    const { block } = this
    const { code: codeOffset } = this.#layout.frame
    let next = this.firstFrame
    let frame = 0
    while (next !== 0 && next < end) {
      const offset = this.find(next)
      if (offset < 0) break
      const at = offset + codeOffset
      const code = this.#layout.number >= 314 ? untaggedAt(block, at) : pointerAt(block, at)
      const index = code === 0 ? -1 : codes.find(code)
      if (index < 0 || codes.frameBytes(index) <= 0) break
      frame = next
      next += codes.frameBytes(index)
    }
    return frame
  }
}
