// Stacks of Python 3.11 and newer. Frames of running functions lie one behind the other in the thread's data stack, a
// list of chunks {previous@0, size@8, top@16, data@24}; frames of generators lie inside the generator, and from 3.12 on
// a shim on the C stack marks each place where C called Python.
//
//   thread ──▶ leaf pointer                 chunk: │ header │ main │ f │ g │ … free
//                   └──────────────────────────────────────────────▲  (previous: g → f → main → shim)
//
// The target runs while it is read. The leaf pointer is read first, then the whole chunk in one pread, low addresses
// first: callers before callees. The copy is one moment of the data stack; which of its frames was the leaf at that
// moment it tells itself (leaf-finder), and whether each frame can be the caller of the one above (frame-links). Neither
// rejects what changed, so neither fast nor slow code is favoured.
import type { CodeTable } from '../code/code-table.ts'
import type { InstructionBases } from '../code/instruction-bases.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory, pointerAt } from '../interpreter/memory.ts'
import { DataStackCopy } from './data-stack-copy.ts'
import { FrameLinks, Link } from './frame-links.ts'
import { FrameReader, Owner } from './frame-reader.ts'
import { HeapFrames } from './heap-frames.ts'
import { LeafFinder } from './leaf-finder.ts'
import { type RawStack, StackResult } from './raw-stack.ts'
import { AUDIT_DEPTH, findSeam, makeAuditStack } from './stack-audit.ts'
import { StackBottoms } from './stack-bottoms.ts'
import { newTornCounts, type TornCounts } from './torn-estimate.ts'

const MAX_STEPS = 300_000
const ATTEMPTS = 3
/** How often one walk may begin anew further below. */
const MAX_DETOURS = 8

interface WalkMode {
  /** A stack deeper than there is room for is cut, not lost. */
  readonly isCut: boolean
}
const RUNNING: WalkMode = { isCut: false }
const AUDIT: WalkMode = { isCut: true }

/** What became of a frame outside the copy since the copy was taken. */
const Fate = { here: 0, yielded: 1, gone: 2 } as const

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
  readonly #links: FrameLinks
  readonly #thread: Block
  readonly #threadStart: number
  readonly #copy: DataStackCopy
  readonly #heap: HeapFrames
  readonly #reader: FrameReader
  readonly #finder: LeafFinder
  readonly #audit = makeAuditStack()
  readonly #bottoms = new StackBottoms()
  /** How the link between frame i and its caller was found, for the frames near the leaf. */
  readonly #linkFound = new Int8Array(AUDIT_DEPTH)
  #reads = 0
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
    const { memory, layout, codes, bases } = parts
    this.#memory = memory
    this.#layout = layout
    this.#codes = codes
    this.#links = new FrameLinks(parts)
    this.#threadStart = Math.min(layout.thread.frame, layout.thread.chunk)
    this.#thread = makeBlock(Math.max(layout.thread.frame + 8, layout.thread.chunk + 24) - this.#threadStart)
    this.#copy = new DataStackCopy(memory, layout)
    this.#heap = new HeapFrames(memory, layout)
    const places = { memory, layout, codes, bases, copy: this.#copy, heap: this.#heap }
    this.#reader = new FrameReader(places)
    this.#finder = new LeafFinder(places)
  }

  /** Reads the stack of the thread whose state lies at an address; returns a StackResult. */
  read(thread: number, into: RawStack): number {
    let result: number = StackResult.lost
    let bottom = -1
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
      if ((this.#reads & 7) === 0) this.#auditStack(into)
      if ((this.#reads & 7) === 4) this.#revalidate(into.code[this.#reads % into.depth]!)
    }
    return result
  }

  /** The one frame of a suspended coroutine or generator, added to `into`; false when it is none. */
  appendSuspended(frame: number, into: RawStack): boolean {
    this.#copy.clear()
    this.#heap.forget()
    const reader = this.#reader
    if (into.depth === into.code.length || !reader.find(frame) || !reader.decode() || reader.code === 0)
      return false
    into.code[into.depth] = reader.code
    into.instruction[into.depth] = reader.instruction
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
    // A cframe lies on the C stack and may be gone by now; the data stack tells whether anything runs.
    if (walk === 'cframe') leaf = isPointer(leaf) ? this.#memory.pointer(leaf + cframeCurrent) : 0
    const chunk = pointerAt(state, fields.chunk - start)
    const top = pointerAt(state, fields.chunk + 8 - start)
    const limit = pointerAt(state, fields.chunk + 16 - start)
    const isInChunk = leaf > chunk && leaf < limit
    this.#top = top
    this.#copy.take(chunk, isInChunk ? Math.max(top, leaf + frame.size) : top, limit)
    if (!isPointer(leaf) && !(top > this.#copy.firstFrame && this.#copy.firstFrame > 0))
      return StackResult.empty
    return this.#walk(leaf, into, RUNNING)
  }

  /**
   * Walks from the leaf at the time of the copy, given the one that was pointed to a moment before, to the thread's first
   * frame. Where the walk leads out of the chunk into memory that has been used again since (a shim of a C call that is
   * over, a generator that has yielded), what was met so far is left over, and the frame below it in the chunk runs.
   */
  #walk(pointed: number, into: RawStack, mode: WalkMode): number {
    this.#heap.forget()
    this.#lowest = this.#top
    let result = this.#walkFrom(this.#finder.find(pointed), into, mode)
    for (let i = 0; i < MAX_DETOURS && result === StackResult.torn && !this.#isMismatch; i++) {
      const below = this.#copy.frameBelow(this.#lowest, this.#codes)
      if (below === 0) break
      this.counts.repaired++
      result = this.#walkFrom(below, into, mode)
    }
    return result
  }

  #walkFrom(leaf: number, into: RawStack, mode: WalkMode): number {
    const reader = this.#reader
    const links = this.#links
    let depth = 0
    let isBottom = false
    let isGenerator = false
    const repairedBefore = this.counts.repaired
    this.#isMismatch = false
    links.reset()
    let previous = leaf
    for (let step = 0; previous !== 0; step++) {
      const frame = previous
      const fate = this.#find(frame)
      if (step > MAX_STEPS) return StackResult.torn
      previous = reader.previous
      if (fate !== Fate.here) {
        // What lies below in the copy waits for it, or did when the copy was taken.
        previous = this.#copy.frameBelow(this.#lowest, this.#codes)
        if (previous === 0) return StackResult.torn
        links.passShim()
        if (fate === Fate.gone) continue
      }
      if (reader.isInCopy) {
        this.#lowest = frame
        // Callers lie below: anything else would go round for ever.
        if (previous >= frame && this.#copy.find(previous) >= 0) return StackResult.torn
      }
      if (reader.owner >= Owner.firstShim) {
        links.passShim()
        isBottom = !isGenerator
        continue
      }
      const isKnown = reader.decode()
      this.#suspect = reader.code
      this.#above = depth > 0 ? into.code[depth - 1]! : 0
      if (!isKnown) return StackResult.torn
      if (reader.code === 0 || (depth === 0 && reader.isOver)) {
        // It has returned, and so has all above it.
        this.counts.repaired++
        depth = 0
        links.reset()
        continue
      }
      const { index, instruction } = reader
      const link = links.check(reader.block, reader.at, frame, index, instruction, reader.base)
      if (link === Link.mismatch) {
        this.#isMismatch = true
        return StackResult.torn
      }
      if (link === Link.leftOver) {
        this.counts.repaired++
        depth = 0
      }
      if (!this.#codes.isHidden(index)) {
        if (depth === into.code.length) {
          into.depth = depth
          return mode.isCut ? StackResult.whole : StackResult.lost
        }
        if (depth === 0) this.#leaf = frame
        else if (depth <= AUDIT_DEPTH) this.#linkFound[depth - 1] = link
        into.code[depth] = reader.code
        into.instruction[depth] = instruction
        depth++
      }
      if (fate === Fate.yielded) links.passShim()
      // A generator has always been called by something.
      isGenerator = reader.owner === Owner.generator
      isBottom = links.isEntry && !isGenerator
    }
    into.depth = depth
    // A generator that has just yielded has no previous frame: only a frame that C called may be the last.
    if (!isBottom) return StackResult.torn
    if (depth > 0) return StackResult.whole
    return this.counts.repaired === repairedBefore ? StackResult.empty : StackResult.torn
  }

  /**
   * Finds a frame, and says whether it still is what it was when the copy was taken: those outside the copy are read
   * after it, when a generator may have yielded and a shim's place on the C stack may hold something else.
   */
  #find(frame: number): number {
    const reader = this.#reader
    const isFound = reader.find(frame)
    if (isFound && reader.isInCopy) return Fate.here
    // Without a frame in the copy above it nothing is known of it.
    const isLeaf = this.#lowest === this.#top
    if (!isFound) return Fate.gone
    if (reader.owner === Owner.generator && !isLeaf) {
      if (!reader.decode() || reader.code === 0) return Fate.gone
      return reader.previous === 0 ? Fate.yielded : Fate.here
    }
    return isLeaf || (reader.owner >= Owner.firstShim && reader.previous % 8 === 0) ? Fate.here : Fate.gone
  }

  /** See torn-estimate: the leaf of the stack just read, over memory as it is a moment later. */
  #auditStack(read: RawStack): void {
    const { counts } = this
    const repaired = counts.repaired
    counts.audits++
    this.#copy.takeAgain()
    const result = this.#walk(this.#leaf, this.#audit, AUDIT)
    counts.repaired = repaired
    if (result !== StackResult.whole) return
    const seam = findSeam(read, this.#audit)
    if (seam >= 0 && this.#linkFound[seam] !== Link.verified) counts.passed++
  }

  #revalidate(code: number): void {
    const index = code === 0 ? -1 : this.#codes.find(code)
    if (index >= 0) this.#codes.revalidate(index)
  }
}
