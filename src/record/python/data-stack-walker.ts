// Stacks of Python 3.11 and newer. Frames of running functions lie one behind the other in the thread's data stack, a
// list of chunks {previous@0, size@8, top@16, data@24}; frames of generators lie inside the generator, and from 3.12 on
// a shim on the C stack marks each place where C called Python.
//
//   thread ──cframe──▶ leaf pointer          chunk: │ header │ main │ f │ g │ … free
//                            └──────────────────────────────────────▲  (previous: g → f → main → shim)
//
// The target runs while it is read, so the order of reads and two facts keep a stack whole:
//  1. The leaf pointer is read first, then the whole chunk in one pread, and the walk stays inside that copy. The copy
//     is taken from low to high addresses: callers before callees.
//  2. A caller of a frame in the data stack has saved its stack pointer *after* it filled the frame above, and clears
//     it as soon as that frame has returned. So in the copy a caller without a saved stack pointer has nothing above
//     it: what the older leaf pointer showed there is left over, and the caller is the leaf. Dropping the left-overs
//     turns the stack into that of the moment of the copy; it favours neither fast nor slow code.
import type { CodeTable } from './code-table.ts'
import type { InstructionBases } from './instruction-bases.ts'
import type { Layout } from './layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory, pointerAt } from './memory.ts'
import { type RawStack, StackResult } from './target.ts'
import { newTornCounts, type TornCounts } from './torn-estimate.ts'

const CHUNK_HEADER = 24
const CHUNK_BUFFER = 1024 * 1024
/** How far beyond the saved top a frame that was pushed meanwhile may reach. */
const SLACK = 512
const MAX_STEPS = 1_000_000
const ATTEMPTS = 3

/** Reads stacks of one interpreter of Python 3.11 or newer. `read` allocates nothing (but for code not met before). */
export class DataStackWalker {
  readonly counts: TornCounts = newTornCounts()
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #bases: InstructionBases
  readonly #thread: Block
  readonly #chunk = makeBlock(CHUNK_BUFFER)
  readonly #single = makeBlock(1024)
  readonly #threadStart: number
  #reads = 0
  /** Where the frame that `#locate` found lies. */
  #block: Block
  #offset = 0

  constructor(memory: ProcessMemory, codes: CodeTable, parts: { layout: Layout; bases: InstructionBases }) {
    const { layout } = parts
    this.#memory = memory
    this.#layout = layout
    this.#codes = codes
    this.#bases = parts.bases
    this.#threadStart = Math.min(layout.thread.frame, layout.thread.chunk)
    this.#thread = makeBlock(Math.max(layout.thread.frame + 8, layout.thread.chunk + 16) - this.#threadStart)
    this.#block = this.#chunk
  }

  /** Reads the stack of the thread whose state lies at an address; returns a StackResult. */
  read(thread: number, into: RawStack): number {
    let result: number = StackResult.lost
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      result = this.#readOnce(thread, into)
      if (result !== StackResult.torn) break
      this.counts.retried++
    }
    if (result === StackResult.whole && (this.#reads++ & 3) === 0) this.#revalidateOne(into)
    return result
  }

  #readOnce(thread: number, into: RawStack): number {
    const { thread: fields, walk, cframeCurrent, frame } = this.#layout
    const state = this.#thread
    const start = this.#threadStart
    into.depth = 0
    if (!this.#memory.fill(state, thread + start, state.bytes.length)) return StackResult.lost
    let leaf = pointerAt(state, fields.frame - start)
    if (walk === 'cframe') {
      leaf = isPointer(leaf) ? this.#memory.pointer(leaf + cframeCurrent) : 0
      // The cframe lies on the C stack and may be gone by now.
      if (leaf < 0) return StackResult.torn
    }
    if (leaf === 0) return StackResult.empty
    const chunk = pointerAt(state, fields.chunk - start)
    const top = pointerAt(state, fields.chunk + 8 - start)
    this.#chunk.length = 0
    if (isPointer(chunk)) {
      let end = top
      if (leaf > chunk && leaf < chunk + CHUNK_BUFFER && leaf + frame.size > end) end = leaf + frame.size
      this.#fillChunk(chunk, end - chunk + SLACK)
    }
    return this.walk(leaf, into)
  }

  /** The slack may reach beyond the chunk's mapping: then the read is cut, which is as good. */
  #fillChunk(chunk: number, length: number): void {
    const wanted = Math.min(Math.max(length, CHUNK_HEADER), CHUNK_BUFFER)
    this.#memory.fill(this.#chunk, chunk, wanted)
  }

  /** Walks from a leaf frame to the thread's first frame; the copy of the chunk has been taken. */
  walk(leaf: number, into: RawStack): number {
    const { frame: fields } = this.#layout
    const isTagged = this.#layout.number >= 314
    const depthLimit = into.code.length
    let depth = 0
    let frame = leaf
    // Whether the frame below must have a saved stack pointer, being the caller of a frame in the data stack.
    let isCallerInline = false
    let isBottom = false
    for (let step = 0; frame !== 0; step++) {
      if (step > MAX_STEPS || !this.#locate(frame)) return StackResult.torn
      const block = this.#block
      const at = this.#offset
      const previous = pointerAt(block, at + fields.previous)
      const owner = block.bytes[at + fields.owner]!
      if (owner > 4) return StackResult.torn
      if (owner >= 3) {
        // A shim of the interpreter, not a frame of Python: C called from here.
        isCallerInline = false
        isBottom = true
        frame = previous
        continue
      }
      if (isCallerInline && !this.#isSuspended(block, at)) {
        this.counts.repaired++
        depth = 0
      }
      let code = pointerAt(block, at + fields.code)
      if (isTagged) code -= code % 4
      const index = this.#codes.find(code)
      if (index < 0) return StackResult.torn
      const base = this.#bases.find(index, code, this.#tlbcIndex(block, at))
      const instruction = (pointerAt(block, at + fields.instruction) - base) / 2
      if (!(instruction >= -1 && instruction < this.#codes.length(index))) return StackResult.torn
      if (!this.#codes.isHidden(index)) {
        if (depth === depthLimit) return StackResult.lost
        into.code[depth] = code
        into.instruction[depth] = instruction
        depth++
      }
      isBottom = fields.isEntry >= 0 && block.bytes[at + fields.isEntry] !== 0
      isCallerInline = !isBottom
      frame = previous
    }
    into.depth = depth
    // A generator that has just yielded has no previous frame: only a frame that C called may be the last.
    if (!isBottom) return StackResult.torn
    return depth === 0 ? StackResult.empty : StackResult.whole
  }

  #isSuspended(block: Block, at: number): boolean {
    const { stackTop } = this.#layout.frame
    if (this.#layout.number >= 314) return pointerAt(block, at + stackTop) !== 0
    return block.ints[(at + stackTop) >>> 2]! >= 0
  }

  #tlbcIndex(block: Block, at: number): number {
    const { tlbcIndex } = this.#layout.frame
    return tlbcIndex < 0 ? 0 : block.ints[(at + tlbcIndex) >>> 2]!
  }

  /** Finds a frame in the copy of the chunk, else reads the older chunk or the object it lies in. */
  #locate(frame: number): boolean {
    const { size } = this.#layout.frame
    if (this.#isInCopy(frame, size)) return true
    if (!isPointer(frame)) return false
    const copy = this.#chunk
    const older = copy.length >= CHUNK_HEADER ? pointerAt(copy, 0) : 0
    if (isPointer(older) && this.#memory.fill(this.#single, older, CHUNK_HEADER)) {
      const chunkSize = pointerAt(this.#single, 8)
      if (frame > older && frame + size <= older + Math.min(chunkSize, CHUNK_BUFFER)) {
        // Walking goes from high to low addresses: what lies above this frame is not needed any more.
        this.#memory.fill(copy, older, frame + size - older)
        return this.#isInCopy(frame, size)
      }
    }
    this.#block = this.#single
    this.#offset = 0
    return this.#memory.fill(this.#single, frame, size)
  }

  #isInCopy(frame: number, size: number): boolean {
    const offset = frame - this.#chunk.address
    if (!(offset >= CHUNK_HEADER) || offset + size > this.#chunk.length || offset % 8 !== 0) return false
    this.#block = this.#chunk
    this.#offset = offset
    return true
  }

  #revalidateOne(stack: RawStack): void {
    const index = this.#codes.find(stack.code[this.#reads % stack.depth]!)
    if (index >= 0) this.#codes.revalidate(index)
  }
}
