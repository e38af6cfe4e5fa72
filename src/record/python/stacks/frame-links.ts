// Whether a frame of Python 3.11 or newer can be the caller of the frame above it. What CPython leaves behind:
//  - The caller of a frame in the data stack has saved its stack pointer *after* it filled the frame above. Up to 3.13 it
//    forgets it as soon as that frame has returned: a caller without one has nothing above it.
//  - A function that Python code calls lies on the caller's stack, at the saved stack pointer (or one above: 3.11 and
//    3.12 keep a NULL there for methods), and the frame above names the same function. Seen on 3.11 to 3.15 at every
//    call instruction but those that enter __init__ through a trampoline.
//  - A generator that a `for`, `await` or `yield from` resumes lies one or two below the saved stack pointer.
//  - Loads and stack shuffles call nothing.
import { PairMap } from '../../../base/pair-map.ts'
import { CallSite, opcodeSite } from '../code/call-sites.ts'
import type { CodeTable } from '../code/code-table.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, type ProcessMemory, pointerAt, untaggedAt } from '../interpreter/memory.ts'

/** What the check of one link found. */
export const Link = {
  /** There is no frame above. */
  none: 0,
  /** The caller holds the function that runs above. */
  verified: 1,
  /** Nothing speaks against it, but nothing proves it: C lies between, or a special method was called. */
  unverified: 2,
  /** The frame cannot have called anything: what lies above is left over, the frame is the leaf. */
  leftOver: 3,
  /** The frame called another function than the one above. */
  mismatch: 4,
} as const

const OWNED_BY_GENERATOR = 1
/** A call site that disagrees this often and never agrees calls in a way that is not known here. */
const ODD_LIMIT = 8
/** A generator's frame lies this far behind the generator's beginning at most. */
const GENERATOR_HEAD = 160

/** Checks the links of one walk, leaf first. Allocates nothing. */
export class FrameLinks {
  /** Whether the frame checked last was called by C (3.11 marks it; later releases put a shim below it). */
  isEntry = false
  readonly #memory: ProcessMemory
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #isTagged: boolean
  /** How often a call site that never agreed has disagreed. */
  readonly #odd = new PairMap()
  #hasCallee = false
  #isInline = false
  #calleeFrame = 0
  #calleeFunction = 0
  #calleeOwner = 0
  constructor(parts: { memory: ProcessMemory; layout: Layout; codes: CodeTable }) {
    this.#memory = parts.memory
    this.#layout = parts.layout
    this.#codes = parts.codes
    this.#isTagged = parts.layout.number >= 314
  }

  /** Begins a walk, or begins it anew below frames that are left over. */
  reset(): void {
    this.#hasCallee = false
    this.#isInline = false
    this.isEntry = false
  }

  /** A shim lies below the frame checked last: C called it. */
  passShim(): void {
    this.#isInline = false
  }

  /**
   * Checks the frame at `at` in `block` as the caller of the one checked before; it becomes the callee of the next.
   * `base` is the address of its first instruction. (Arguments in a row: this is called for every frame of every sample.)
   */
  check(block: Block, at: number, frame: number, index: number, instruction: number, base: number): number {
    const fields = this.#layout.frame
    const link = this.#hasCallee ? this.#compare(block, at, frame, index, instruction, base) : Link.none
    this.isEntry = fields.isEntry >= 0 && block.bytes[at + fields.isEntry] !== 0
    this.#hasCallee = true
    this.#isInline = !this.isEntry
    this.#calleeFrame = frame
    this.#calleeFunction = this.#reference(block, at + fields.function)
    this.#calleeOwner = block.bytes[at + fields.owner]!
    return link
  }

  #compare(
    block: Block,
    at: number,
    frame: number,
    index: number,
    instruction: number,
    base: number,
  ): number {
    const { stackTop } = this.#layout.frame
    const site = instruction < 0 ? 0 : this.#codes.site(index, instruction)
    if ((site & CallSite.mayCall) === 0) return Link.leftOver
    if (this.#isInline && (site & CallSite.kind) === CallSite.first) return Link.leftOver
    if (!this.#isInline) return Link.unverified
    let top = 0
    if (this.#isTagged) top = pointerAt(block, at + stackTop) - frame
    else {
      const depth = block.ints[(at + stackTop) >>> 2]!
      if (depth < 0) return Link.leftOver
      top = this.#layout.frame.size + 8 * depth
    }
    if (!(top >= 16) || !(at + top + 16 <= block.length)) return Link.unverified
    const slot = at + top
    if (this.#calleeOwner === OWNED_BY_GENERATOR) return this.#compareGenerator(block, slot)
    const isHere = this.#reference(block, slot) === this.#calleeFunction
    if (isHere || this.#reference(block, slot + 8) === this.#calleeFunction) {
      this.#codes.markVerified(index, instruction)
      return Link.verified
    }
    return this.#judge(index, instruction, base)
  }

  /** Being there proves little: another generator may have taken the memory of the first. */
  #compareGenerator(block: Block, slot: number): number {
    for (let at = slot - 8; at >= slot - 16; at -= 8) {
      const distance = this.#calleeFrame - this.#reference(block, at)
      if (distance > 0 && distance <= GENERATOR_HEAD) return Link.unverified
    }
    return Link.leftOver
  }

  /** The caller holds another function: torn, unless its instruction calls in some other way. */
  #judge(index: number, instruction: number, base: number): number {
    const known = this.#codes.site(index, instruction)
    if ((known & CallSite.verified) !== 0) return Link.mismatch
    let start = instruction
    while (start > 0 && (this.#codes.site(index, start) & CallSite.cache) !== 0) start--
    // Specialisation changes instructions while the program runs: the one that is there now counts.
    const opcode = this.#memory.u8(base + 2 * start)
    if (opcode < 0 || (opcodeSite(this.#layout.number, opcode) & CallSite.kind) !== CallSite.stackCallable) {
      return Link.unverified
    }
    const count = Math.max(0, this.#odd.get(index, instruction)) + 1
    this.#odd.set(index, instruction, count)
    return count <= ODD_LIMIT ? Link.mismatch : Link.unverified
  }

  #reference(block: Block, offset: number): number {
    return this.#isTagged ? untaggedAt(block, offset) : pointerAt(block, offset)
  }
}
