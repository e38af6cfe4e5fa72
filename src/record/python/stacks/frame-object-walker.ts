// Stacks of Python 2.7 and 3.6 to 3.10: frame objects on the heap, newest first, linked by f_back. A code object keeps
// the frame of its last call to use it again, so a frame that has returned stays where it was, with its code and often
// its f_back; it says that it does not run (f_executing, f_state; 2.7 does not tell).
//
// Every frame costs one read, callees before callers, so the target may move on in between:
//  - The leaf was the leaf when it was pointed to. Where it or a frame near it has moved on since, it is taken as it was
//    last seen in that place: a function keeps its time however short it is, and lines are right on the average.
//  - Further down, a frame that does not run or calls nothing shows that all above it is left over: that is dropped.
//  - Whatever else does not fit is read again.
import { CallSite } from '../code/call-sites.ts'
import type { CodeTable } from '../code/code-table.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory, pointerAt } from '../interpreter/memory.ts'
import { FrameMemory } from './frame-memory.ts'
import { type RawStack, StackResult } from './raw-stack.ts'
import { AUDIT_DEPTH, findSeam, makeAuditStack } from './stack-audit.ts'
import { StackBottoms } from './stack-bottoms.ts'
import { newTornCounts, type TornCounts } from './torn-estimate.ts'

const ATTEMPTS = 4
/** Frames from the leaf on that may have returned since the leaf was pointed to. */
const RECALLED = 4
/** Bytes of a frame object up to its block stack: all that is needed. */
const FRAME_HEAD = 136
/** Neighbouring frames of the stack read last are fetched by one read when it stays below this. */
const WINDOW = 16 * 1024
const MAX_WINDOWED = 4096
const MAX_STEPS = 1_000_000

/** Reads stacks of one interpreter of Python 2.7 to 3.10. `read` allocates nothing (but for code not met before). */
export class FrameObjectWalker {
  readonly counts: TornCounts = newTornCounts()
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #single = makeBlock(FRAME_HEAD)
  readonly #window = makeBlock(WINDOW)
  /** Addresses of the frames of the stack read last, leaf first. */
  readonly #frames = new Float64Array(MAX_WINDOWED)
  readonly #audit = makeAuditStack()
  readonly #bottoms = new StackBottoms()
  /** The same for an audit. */
  readonly #auditFrames = new Float64Array(AUDIT_DEPTH)
  readonly #seen = new FrameMemory()
  #frameCount = 0
  #reads = 0
  #block: Block
  #offset = 0
  /** Code of the frame that was met last, 0 none. */
  #suspect = 0

  constructor(memory: ProcessMemory, codes: CodeTable, layout: Layout) {
    this.#memory = memory
    this.#layout = layout
    this.#codes = codes
    this.#block = this.#single
  }

  /** Reads the stack of the thread whose state lies at an address; returns a StackResult. */
  read(thread: number, into: RawStack): number {
    let result: number = StackResult.lost
    let bottom = -1
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) this.counts.retried++
      into.depth = 0
      const leaf = this.#memory.pointer(thread + this.#layout.thread.frame)
      if (leaf < 0) return StackResult.lost
      if (leaf === 0) return StackResult.empty
      result = this.#walk(leaf, into, false)
      if (result === StackResult.lost) return result
      if (result !== StackResult.whole) continue
      // What ends where the thread's stack has not ended before is believed when it is seen twice.
      const end = into.code[into.depth - 1]!
      if (this.#bottoms.isUsual(thread, end) || end === bottom) {
        this.#bottoms.set(thread, end)
        break
      }
      bottom = end
      result = StackResult.torn
    }
    if (result === StackResult.torn) {
      this.counts.torn++
      // Perhaps nothing is torn but what is known of the code: another code object may live at its address now.
      this.#revalidate(this.#suspect)
    }
    if (result === StackResult.whole) {
      this.counts.whole++
      this.#reads++
      if ((this.#reads & 7) === 0) this.#auditStack(into)
      if ((this.#reads & 7) === 4) this.#revalidateOne(into)
    }
    return result
  }

  /** `isCut`: a stack deeper than there is room for is cut, not lost. */
  #walk(leaf: number, into: RawStack, isCut: boolean): number {
    const fields = this.#layout.frame
    const limit = into.code.length
    let depth = 0
    /** The frame above, 0 at the leaf. */
    let above = 0
    let aboveCode = 0
    let isRecalled = false
    this.#window.length = 0
    for (let frame = leaf, step = 0; frame !== 0; step++) {
      if (step > MAX_STEPS || !isPointer(frame) || !this.#locate(frame, step)) return StackResult.torn
      const block = this.#block
      const at = this.#offset
      let previous = pointerAt(block, at + fields.previous)
      const code = pointerAt(block, at + fields.code)
      const index = this.#codes.find(code)
      this.#suspect = code
      let instruction = block.ints[(at + fields.instruction) >>> 2]!
      if (index < 0 || !(instruction >= -1 && instruction < this.#codes.length(index)))
        return StackResult.torn
      const isRunning = this.#isRunning(block, at)
      if (step < RECALLED && !isCut) {
        if (isRunning && !isRecalled && (depth === 0 || this.#calls(index, instruction))) {
          this.#seen.remember(frame, above, code, aboveCode, previous, instruction)
        } else {
          // The target has moved on since the leaf was pointed to: then the frame was as it was seen last.
          const exact = this.#seen.find(frame, above, code, aboveCode)
          // A frame whose caller was recalled must be that caller; another may have taken its memory.
          if (exact < 0 && isRecalled) return StackResult.torn
          const known = exact < 0 ? this.#seen.find(frame, 0, code, 0) : exact
          isRecalled = previous === 0
          if (known >= 0) {
            instruction = this.#seen.instruction(known)
            if (previous === 0) previous = this.#seen.caller(known)
          } else if (!isRunning && previous === 0) {
            return StackResult.torn
          } else if (depth > 0 && !this.#mayCall(index, instruction)) {
            this.counts.repaired++
            depth = 0
          }
        }
      } else if (depth > 0 && (!isRunning || !this.#mayCall(index, instruction))) {
        this.counts.repaired++
        depth = 0
      }
      if (depth === limit) {
        into.depth = depth
        return isCut ? StackResult.whole : StackResult.lost
      }
      const frames = isCut ? this.#auditFrames : this.#frames
      if (depth < frames.length) frames[depth] = frame
      into.code[depth] = code
      into.instruction[depth] = instruction
      depth++
      above = frame
      aboveCode = code
      frame = previous
      // A frame that has returned has often lost its caller, and so has a generator that has yielded.
      if (frame === 0 && (!isRunning || this.#codes.isGenerator(index))) return StackResult.torn
    }
    into.depth = depth
    if (!isCut) this.#frameCount = Math.min(depth, MAX_WINDOWED)
    return depth === 0 ? StackResult.empty : StackResult.whole
  }

  /** Whether a frame can have called the one above: one that has not begun cannot; from then on its instruction tells. */
  #mayCall(index: number, instruction: number): boolean {
    return instruction >= 0 && (this.#codes.site(index, instruction) & CallSite.mayCall) !== 0
  }

  /** The same for a plain call. */
  #calls(index: number, instruction: number): boolean {
    return instruction >= 0 && (this.#codes.site(index, instruction) & CallSite.stackCallable) !== 0
  }

  #isRunning(block: Block, at: number): boolean {
    const { executing } = this.#layout.frame
    if (executing < 0) return true
    return block.bytes[at + executing] === (this.#layout.number === 310 ? 0 : 1)
  }

  /** Finds a frame in the window read last, else reads a window that holds it and those that followed it last time. */
  #locate(frame: number, step: number): boolean {
    const window = this.#window
    const offset = frame - window.address
    if (offset >= 0 && offset + FRAME_HEAD <= window.length) {
      this.#block = window
      this.#offset = offset
      return true
    }
    return this.#readWindow(frame, step)
  }

  #readWindow(frame: number, step: number): boolean {
    let low = frame
    let high = frame + FRAME_HEAD
    const frames = this.#frames
    // The stack read last is the best guess of what comes next; frames of one depth tend to stay where they are.
    for (let i = step; i < this.#frameCount && i < step + 64; i++) {
      const address = frames[i]!
      const lower = Math.min(low, address)
      const higher = Math.max(high, address + FRAME_HEAD)
      if (higher - lower > WINDOW) break
      low = lower
      high = higher
    }
    if (high - low > FRAME_HEAD && this.#memory.fill(this.#window, low, high - low)) {
      this.#block = this.#window
      this.#offset = frame - low
      return true
    }
    this.#window.length = 0
    this.#block = this.#single
    this.#offset = 0
    return this.#memory.fill(this.#single, frame, FRAME_HEAD)
  }

  /** See torn-estimate: the leaf of the stack just read, over memory as it is a moment later. */
  #auditStack(read: RawStack): void {
    const { counts } = this
    counts.audits++
    const repaired = counts.repaired
    const result = this.#walk(this.#frames[0]!, this.#audit, true)
    const wasRepaired = counts.repaired !== repaired
    counts.repaired = repaired
    const seam = result === StackResult.whole && !wasRepaired ? findSeam(read, this.#audit) : -1
    // f_back tells the caller for certain; what can go wrong is that its memory is another function's frame by now.
    if (seam >= 0 && this.#frames[seam + 1] === this.#auditFrames[seam + 1]) counts.passed++
  }

  #revalidateOne(stack: RawStack): void {
    this.#revalidate(stack.code[this.#reads % stack.depth]!)
  }

  #revalidate(code: number): void {
    const index = code === 0 ? -1 : this.#codes.find(code)
    if (index >= 0) this.#codes.revalidate(index)
  }
}
