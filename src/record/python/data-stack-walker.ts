// Stacks of Python 3.11 and newer. Frames of running functions lie one behind the other in the thread's data stack, a
// list of chunks {previous@0, size@8, top@16, data@24}; frames of generators lie inside the generator, and from 3.12 on
// a shim on the C stack marks each place where C called Python.
//
//   thread ──▶ leaf pointer                 chunk: │ header │ main │ f │ g │ … free
//                   └──────────────────────────────────────────────▲  (previous: g → f → main → shim)
//
// The target runs while it is read. The leaf pointer is read first, then the whole chunk in one pread, and the walk
// stays inside that copy. By then the leaf may have returned: its frame is left over, and below it lies what runs now.
// Left-over frames are recognised and dropped, which gives the stack of the moment of the copy and favours neither fast
// nor slow code (see frame-links). The copy is taken from low to high addresses, callers before callees.
import type { CodeTable } from './code-table.ts'
import { DataStackCopy } from './data-stack-copy.ts'
import { FrameLinks, Link } from './frame-links.ts'
import { HeapFrames } from './heap-frames.ts'
import type { InstructionBases } from './instruction-bases.ts'
import type { Layout } from './layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory, pointerAt, untaggedAt } from './memory.ts'
import { AUDIT_DEPTH, findSeam, makeAuditStack } from './stack-audit.ts'
import { StackBottoms } from './stack-bottoms.ts'
import { type RawStack, StackResult } from './target.ts'
import { newTornCounts, type TornCounts } from './torn-estimate.ts'

const MAX_STEPS = 300_000
const ATTEMPTS = 3
/** How often one walk may begin anew further below. */
const MAX_DETOURS = 8
/** Owners of frames: up to 2 they are Python's (thread, generator, frame object), 3 and 4 are shims. */
const FIRST_SHIM = 3
const LAST_OWNER = 4
const OWNED_BY_GENERATOR = 1

interface WalkMode {
  /** A stack deeper than there is room for is cut, not lost. */
  readonly isCut: boolean
}
const RUNNING: WalkMode = { isCut: false }
const AUDIT: WalkMode = { isCut: true }

/** Parts a walker is made of. */
export interface WalkerParts {
  readonly memory: ProcessMemory
  readonly layout: Layout
  readonly codes: CodeTable
  readonly bases: InstructionBases
}

/** Reads stacks of one interpreter of Python 3.11 or newer. `read` allocates nothing (but for code not met before). */
export class DataStackWalker {
  readonly counts: TornCounts = newTornCounts()
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #bases: InstructionBases
  readonly #links: FrameLinks
  readonly #thread: Block
  readonly #threadStart: number
  readonly #copy: DataStackCopy
  readonly #heap: HeapFrames
  readonly #audit = makeAuditStack()
  readonly #bottoms = new StackBottoms()
  /** How the link between frame i and its caller was found, for the frames near the leaf. */
  readonly #linkFound = new Int8Array(AUDIT_DEPTH)
  #reads = 0
  /** Where the frame that `#locate` found lies. */
  #block: Block
  #offset = 0
  /** Address of the frame that came out as the leaf. */
  #leaf = 0
  /** Top of the data stack when the leaf was read, and the lowest frame of the chunk that a walk has met. */
  #top = 0
  #lowest = 0
  /** Whether the walk met a caller that calls another function. */
  #isMismatch = false
  /** Code of the frame that was met last and of the one above it, 0 none. */
  #suspect = 0
  #above = 0

  constructor(parts: WalkerParts) {
    const { thread } = parts.layout
    this.#memory = parts.memory
    this.#layout = parts.layout
    this.#codes = parts.codes
    this.#bases = parts.bases
    this.#links = new FrameLinks(parts)
    this.#heap = new HeapFrames(parts.memory, parts.layout)
    this.#threadStart = Math.min(thread.frame, thread.chunk)
    this.#thread = makeBlock(Math.max(thread.frame + 8, thread.chunk + 24) - this.#threadStart)
    this.#copy = new DataStackCopy(parts.memory, parts.layout)
    this.#block = this.#copy.block
  }

  /** Reads the stack of the thread whose state lies at an address; returns a StackResult. */
  read(thread: number, into: RawStack): number {
    let result: number = StackResult.lost
    let bottom = -1
    this.#heap.forget()
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) this.counts.retried++
      const wasEmpty = result === StackResult.empty
      result = this.#readOnce(thread, into)
      if (result === StackResult.lost) return result
      // A glimpse of a stack in the making may look empty, or end too early: what is seen twice is believed.
      if (result === StackResult.empty && wasEmpty) return result
      if (result !== StackResult.whole) continue
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
      this.#revalidate(this.#above)
    }
    if (result === StackResult.whole) {
      this.counts.whole++
      this.#reads++
      if ((this.#reads & 3) === 0) this.#auditStack(into)
      if ((this.#reads & 3) === 2) this.#revalidateOne(into)
    }
    return result
  }

  /** The one frame of a suspended coroutine or generator, added to `into`; false when it is none. */
  appendSuspended(frame: number, into: RawStack): boolean {
    this.#copy.clear()
    this.#heap.forget()
    if (into.depth === into.code.length || !this.#locate(frame)) return false
    const fields = this.#layout.frame
    const code = untaggedAt(this.#block, this.#offset + fields.code)
    const index = this.#codes.find(code)
    if (index < 0) return false
    const base = this.#bases.find(index, code, this.#tlbcIndex(this.#block, this.#offset))
    const instruction = (pointerAt(this.#block, this.#offset + fields.instruction) - base) / 2
    if (!(instruction >= -1 && instruction < this.#codes.length(index))) return false
    into.code[into.depth] = code
    into.instruction[into.depth] = instruction
    into.depth++
    return true
  }

  #readOnce(thread: number, into: RawStack): number {
    const { thread: fields, walk, cframeCurrent, frame } = this.#layout
    const state = this.#thread
    const start = this.#threadStart
    into.depth = 0
    if (!this.#memory.fill(state, thread + start, state.bytes.length)) return StackResult.lost
    let leaf = pointerAt(state, fields.frame - start)
    if (walk === 'cframe') leaf = isPointer(leaf) ? this.#memory.pointer(leaf + cframeCurrent) : 0
    const chunk = pointerAt(state, fields.chunk - start)
    const top = pointerAt(state, fields.chunk + 8 - start)
    const limit = pointerAt(state, fields.chunk + 16 - start)
    this.#top = top
    const isInChunk = leaf > chunk && leaf < limit
    if (!isInChunk && isPointer(leaf)) this.#heap.want(leaf)
    this.#heap.prefetch()
    this.#copy.take(chunk, isInChunk ? Math.max(top, leaf + frame.size) : top, limit)
    // A cframe lies on the C stack and may be gone by now; the data stack tells whether anything runs.
    if (!isPointer(leaf)) leaf = this.#copy.frameBelow(top, this.#codes)
    return leaf === 0 ? StackResult.empty : this.#walk(leaf, into, RUNNING)
  }

  /**
   * Walks from a leaf frame to the thread's first frame; the copy of the chunk has been taken. Where the walk leads out
   * of the chunk and into memory that has been used again (a shim of a C call that is over, a generator that has yielded),
   * what was met so far is left over, and what runs is the frame below it in the chunk.
   */
  #walk(leaf: number, into: RawStack, mode: WalkMode): number {
    this.#lowest = this.#top
    let result = this.#walkFrom(leaf, into, mode)
    for (let i = 0; i < MAX_DETOURS && result === StackResult.torn && !this.#isMismatch; i++) {
      const below = this.#copy.frameBelow(this.#lowest, this.#codes)
      if (below === 0) break
      this.counts.repaired++
      result = this.#walkFrom(below, into, mode)
    }
    return result
  }

  #walkFrom(leaf: number, into: RawStack, mode: WalkMode): number {
    const fields = this.#layout.frame
    const isTagged = this.#layout.number >= 314
    const limit = into.code.length
    const links = this.#links
    let depth = 0
    let isBottom = false
    let isGenerator = false
    const repairedBefore = this.counts.repaired
    this.#isMismatch = false
    links.reset()
    for (let frame = leaf, step = 0; frame !== 0; step++) {
      if (step > MAX_STEPS || !this.#locate(frame)) return StackResult.torn
      const block = this.#block
      const at = this.#offset
      const previous = pointerAt(block, at + fields.previous)
      if (block === this.#copy.block) {
        this.#lowest = frame
        // Callers lie below: anything else would go round for ever.
        if (previous >= frame && this.#copy.find(previous) >= 0) return StackResult.torn
      }
      const owner = block.bytes[at + fields.owner]!
      if (owner > LAST_OWNER) return StackResult.torn
      if (owner === OWNED_BY_GENERATOR) this.#heap.want(frame)
      if (owner >= FIRST_SHIM) {
        links.passShim()
        isBottom = !isGenerator
        frame = previous
        continue
      }
      const code = isTagged ? untaggedAt(block, at + fields.code) : pointerAt(block, at + fields.code)
      if (code === 0) {
        // From 3.14 on a frame that has returned drops its code: it is left over, and so is all above it.
        this.counts.repaired++
        depth = 0
        links.reset()
        frame = previous
        continue
      }
      const index = this.#codes.find(code)
      this.#suspect = code
      this.#above = depth > 0 ? into.code[depth - 1]! : 0
      if (index < 0) return StackResult.torn
      const base = this.#bases.find(index, code, this.#tlbcIndex(block, at))
      const instruction = (pointerAt(block, at + fields.instruction) - base) / 2
      if (!(instruction >= -1 && instruction < this.#codes.length(index))) return StackResult.torn
      const link = links.check(block, at, frame, index, instruction, base)
      if (link === Link.mismatch) {
        this.#isMismatch = true
        return StackResult.torn
      }
      if (link === Link.leftOver) {
        this.counts.repaired++
        depth = 0
      }
      if (!this.#codes.isHidden(index)) {
        if (depth === limit) {
          into.depth = depth
          return mode.isCut ? StackResult.whole : StackResult.lost
        }
        if (depth === 0) this.#leaf = frame
        else if (depth <= AUDIT_DEPTH) this.#linkFound[depth - 1] = link
        into.code[depth] = code
        into.instruction[depth] = instruction
        depth++
      }
      // A generator has always been called by something.
      isGenerator = owner === OWNED_BY_GENERATOR
      isBottom = links.isEntry && !isGenerator
      frame = previous
    }
    into.depth = depth
    // A generator that has just yielded has no previous frame: only a frame that C called may be the last.
    if (!isBottom) return StackResult.torn
    if (depth > 0) return StackResult.whole
    return this.counts.repaired === repairedBefore ? StackResult.empty : StackResult.torn
  }

  #tlbcIndex(block: Block, at: number): number {
    const { tlbcIndex } = this.#layout.frame
    return tlbcIndex < 0 ? 0 : block.ints[(at + tlbcIndex) >>> 2]!
  }

  /** Finds a frame in the copy of the data stack, else in the object it lies in. */
  #locate(frame: number): boolean {
    let offset = this.#copy.find(frame)
    if (offset < 0) offset = this.#copy.findOlder(frame)
    const block = offset < 0 ? this.#heap.find(frame) : this.#copy.block
    if (block === null) return false
    this.#block = block
    this.#offset = Math.max(0, offset)
    return true
  }

  /** See torn-estimate: the leaf of the stack just read, over memory as it is a moment later. */
  #auditStack(read: RawStack): void {
    const { counts } = this
    const repaired = counts.repaired
    const audit = this.#audit
    const leaf = this.#leaf
    counts.audits++
    this.#copy.takeAgain()
    const result = this.#walk(leaf, audit, AUDIT)
    const wasRepaired = counts.repaired !== repaired
    counts.repaired = repaired
    if (result !== StackResult.whole || wasRepaired) return
    const seam = findSeam(read, audit)
    if (seam >= 0 && this.#linkFound[seam] !== Link.verified) counts.passed++
  }

  #revalidateOne(stack: RawStack): void {
    this.#revalidate(stack.code[this.#reads % stack.depth]!)
  }

  #revalidate(code: number): void {
    const index = code === 0 ? -1 : this.#codes.find(code)
    if (index >= 0) this.#codes.revalidate(index)
  }
}
