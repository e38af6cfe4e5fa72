// Stacks of Python 2.7 and 3.6 to 3.10: a list of frame objects on the heap, newest first, linked by f_back.
import type { CodeTable } from './code-table.ts'
import type { Layout } from './layouts/layout.ts'
import { isPointer, makeBlock, type ProcessMemory, pointerAt } from './memory.ts'
import { type RawStack, StackResult } from './target.ts'
import { newTornCounts, type TornCounts } from './torn-estimate.ts'

const ATTEMPTS = 3
/** Bytes of a frame object up to its block stack: all that is needed. */
const FRAME_HEAD = 136

/** Reads stacks of one interpreter of Python 2.7 to 3.10. `read` allocates nothing (but for code not met before). */
export class FrameObjectWalker {
  readonly counts: TornCounts = newTornCounts()
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #frame = makeBlock(FRAME_HEAD)
  #reads = 0

  constructor(memory: ProcessMemory, codes: CodeTable, layout: Layout) {
    this.#memory = memory
    this.#layout = layout
    this.#codes = codes
  }

  /** Reads the stack of the thread whose state lies at an address; returns a StackResult. */
  read(thread: number, into: RawStack): number {
    let result: number = StackResult.lost
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      into.depth = 0
      const leaf = this.#memory.pointer(thread + this.#layout.thread.frame)
      if (leaf < 0) return StackResult.lost
      if (leaf === 0) return StackResult.empty
      result = this.#walk(leaf, into)
      if (result !== StackResult.torn) break
      this.counts.retried++
    }
    if (result === StackResult.whole && (this.#reads++ & 3) === 0) this.#revalidateOne(into)
    return result
  }

  #walk(leaf: number, into: RawStack): number {
    const { frame: fields } = this.#layout
    const block = this.#frame
    const limit = into.code.length
    let depth = 0
    for (let frame = leaf; frame !== 0; depth++) {
      if (depth === limit) return StackResult.lost
      if (!isPointer(frame) || !this.#memory.fill(block, frame, FRAME_HEAD)) return StackResult.torn
      if (!this.#isExecuting()) return StackResult.torn
      const code = pointerAt(block, fields.code)
      const index = this.#codes.find(code)
      const instruction = block.ints[fields.instruction >>> 2]!
      if (index < 0 || !(instruction >= -1 && instruction < this.#codes.length(index)))
        return StackResult.torn
      into.code[depth] = code
      into.instruction[depth] = instruction
      frame = pointerAt(block, fields.previous)
    }
    into.depth = depth
    return depth === 0 ? StackResult.empty : StackResult.whole
  }

  /** A frame that has returned stays in memory to be used again, but says so. */
  #isExecuting(): boolean {
    const { executing } = this.#layout.frame
    if (executing < 0) return true
    return this.#frame.bytes[executing] === (this.#layout.number === 310 ? 0 : 1)
  }

  #revalidateOne(stack: RawStack): void {
    const index = this.#codes.find(stack.code[this.#reads % stack.depth]!)
    if (index >= 0) this.#codes.revalidate(index)
  }
}
