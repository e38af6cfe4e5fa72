import { CallSite } from '../code/call-sites.ts'
import type { CodeTable } from '../code/code-table.ts'
import type { InstructionBases } from '../code/instruction-bases.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, pointerAt, untaggedAt } from '../interpreter/memory.ts'
import type { DataStackCopy } from './data-stack-copy.ts'
import type { HeapFrames } from './heap-frames.ts'

/** Owners of frames: up to 2 they are Python's (thread, generator, frame object), 3 and 4 are shims. */
export const Owner = { thread: 0, generator: 1, firstShim: 3, last: 4 } as const

/** Where frames are looked for. */
export interface FramePlaces {
  readonly layout: Layout
  readonly codes: CodeTable
  readonly bases: InstructionBases
  readonly copy: DataStackCopy
  readonly heap: HeapFrames
}

/**
 * One frame of Python 3.11 or newer, decoded into fields that the next frame overwrites: nothing is allocated. `find`
 * says where it lies and who owns it, `decode` what it runs.
 */
export class FrameReader {
  frame = 0
  block: Block
  /** Offset of the frame in the block. */
  at = 0
  previous = 0
  owner = 0
  /** Address of the code object, 0 when the frame has dropped it (3.14+: it has returned). */
  code = 0
  /** Its index in the code table. */
  index = -1
  /** Address of its first instruction. */
  base = 0
  instruction = -1
  readonly #places: FramePlaces
  readonly #isTagged: boolean

  constructor(places: FramePlaces) {
    this.#places = places
    this.#isTagged = places.layout.number >= 314
    this.block = places.copy.block
  }

  /** Whether the frame lies in the copy of the newest chunk of the data stack. */
  get isInCopy(): boolean {
    return this.block === this.#places.copy.block
  }

  /** Finds a frame in the copied data stack, else in the object or C stack it lies in. False when it is no frame. */
  find(frame: number): boolean {
    const { copy, heap, layout } = this.#places
    let offset = copy.find(frame)
    if (offset < 0) offset = copy.findOlder(frame)
    const block = offset < 0 ? heap.find(frame) : copy.block
    if (block === null) return false
    return this.#enter(frame, block, Math.max(0, offset), layout)
  }

  /** The same in the copy alone: nothing is read. */
  findInCopy(frame: number): boolean {
    const { copy, layout } = this.#places
    const offset = copy.find(frame)
    return offset >= 0 && this.#enter(frame, copy.block, offset, layout)
  }

  #enter(frame: number, block: Block, at: number, layout: Layout): boolean {
    this.frame = frame
    this.block = block
    this.at = at
    this.previous = pointerAt(block, at + layout.frame.previous)
    this.owner = block.bytes[at + layout.frame.owner]!
    return this.owner <= Owner.last
  }

  /** Decodes what the frame runs; false when that is no code or not in it. A frame without code decodes to code 0. */
  decode(): boolean {
    const { layout, codes, bases } = this.#places
    const { block, at } = this
    const fields = layout.frame
    this.code = this.#isTagged ? untaggedAt(block, at + fields.code) : pointerAt(block, at + fields.code)
    if (this.code === 0) return true
    this.index = codes.find(this.code)
    if (this.index < 0) return false
    const copy = fields.tlbcIndex < 0 ? 0 : block.ints[(at + fields.tlbcIndex) >>> 2]!
    this.base = bases.find(this.index, this.code, copy)
    this.instruction = (pointerAt(block, at + fields.instruction) - this.base) / 2
    return this.instruction >= -1 && this.instruction < codes.length(this.index)
  }

  /**
   * Whether the frame has returned. From 3.14 on it has dropped its code; before, it has saved its stack pointer, which a
   * running frame has not, at an instruction that returns.
   */
  get isOver(): boolean {
    if (this.code === 0) return true
    if (this.#isTagged || this.instruction < 0 || this.isRunning) return false
    return (this.#places.codes.site(this.index, this.instruction) & CallSite.last) !== 0
  }

  /** Up to 3.13: whether it has no saved stack pointer, as only a frame has that runs or has called C. */
  get isRunning(): boolean {
    return this.block.ints[(this.at + this.#places.layout.frame.stackTop) >>> 2]! < 0
  }

  /** Address of the saved stack pointer's slot; 0 when there is none. */
  get stackTop(): number {
    const { frame: fields } = this.#places.layout
    if (this.#isTagged) return pointerAt(this.block, this.at + fields.stackTop)
    const depth = this.block.ints[(this.at + fields.stackTop) >>> 2]!
    return depth < 0 ? 0 : this.frame + fields.size + 8 * depth
  }

  /** The reference in a slot of the frame's own stack, without tags; 0 when the slot was not read. */
  slot(address: number): number {
    const offset = this.at + address - this.frame
    if (!(offset >= 0) || offset + 8 > this.block.length) return 0
    return this.#isTagged ? untaggedAt(this.block, offset) : pointerAt(this.block, offset)
  }
}
