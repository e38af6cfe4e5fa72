import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { FramePlace, FrameTable, Mode } from './frame-table.ts'
import { FORMAT, high32, low32 } from './perf-bytes.ts'
import type { AddressSpace } from './processes.ts'
import { BRANCH_SIZE, type SampleReader } from './sample-reader.ts'

/** Markers in a call chain, low half (the high half is all ones): what follows is code of this kind. */
const CONTEXT_USER = -512
const CONTEXT_USER_DEFERRED = -640
const CONTEXTS: Readonly<Record<number, Mode>> = {
  [-32]: 'hypervisor',
  [-128]: 'kernel',
  [CONTEXT_USER]: 'user',
  [-2048]: 'guest-kernel',
  [-2176]: 'guest-kernel',
  [-2560]: 'guest-user',
}
/** Addresses above this are markers. */
const LAST_CONTEXT = -4095

const MODES: readonly (Mode | null)[] = [null, 'kernel', 'user', 'hypervisor', 'guest-kernel', 'guest-user']

/** What the spaces of a sample are. */
export interface Spaces {
  of(mode: Mode): AddressSpace
}

/** Whose code a sample's `misc` says was running; where it does not say, the address tells. */
function modeOf(misc: number, ipHigh: number): Mode {
  return MODES[misc & 7] ?? (ipHigh >>> 0 >= 0x80000000 ? 'kernel' : 'user')
}

/** Makes stacks of the addresses of a sample, which are listed leaf first. */
export class StackBuilder {
  readonly #shared: SharedBuilder
  readonly #frames: FrameTable
  /** Frames of the stack that is being made, leaf first. */
  #path = new Int32Array(64)
  #length = 0
  /** Where user frames begin, -1 while there are none. */
  #userAt = -1
  /** The address that is being looked up: one object for all. */
  readonly #place: FramePlace = { high: 0, low: 0, mode: 'user', isCaller: false }
  /** Whether the next address is where code runs or was interrupted, not where a callee will return to. */
  #isExact = true
  /** The cookie of user code that a later record will bring (two halves), null for none. */
  deferred: { readonly low: number; readonly high: number } | null = null
  /** Markers that are not known, and so what follows them. */
  unknownContexts = 0

  constructor(shared: SharedBuilder, frames: FrameTable) {
    this.#shared = shared
    this.#frames = frames
  }

  /** Begins a stack. */
  clear(): void {
    this.#length = 0
    this.#isExact = true
    this.#userAt = -1
    this.deferred = null
  }

  get length(): number {
    return this.#length
  }

  /** User frames so far. */
  get userLength(): number {
    return this.#userAt === -1 ? 0 : this.#length - this.#userAt
  }

  /** Appends the frame of an address, given as two halves: this runs once a frame, and so takes them one by one. */
  push(space: AddressSpace, mode: Mode, high: number, low: number): void {
    if (mode === 'user' && this.#userAt === -1) this.#userAt = this.#length
    const place = this.#place
    place.high = high
    place.low = low
    place.mode = mode
    place.isCaller = !this.#isExact
    this.#add(this.#frames.frame(space, place))
    this.#isExact = false
  }

  #add(frame: number): void {
    if (this.#length === this.#path.length) {
      const larger = new Int32Array(2 * this.#length)
      larger.set(this.#path)
      this.#path = larger
    }
    this.#path[this.#length++] = frame
    assertDepth(FORMAT, this.#length)
  }

  /** Puts user code in the place of what there is of it, leaf first: the address that ran, then where callers go on. */
  replaceUser(space: AddressSpace, addresses: readonly bigint[]): void {
    if (this.#userAt !== -1) this.#length = this.#userAt
    this.#userAt = -1
    this.#isExact = true
    for (const address of addresses) {
      this.push(space, 'user', Number(BigInt.asIntN(32, address >> 32n)), Number(BigInt.asIntN(32, address)))
    }
  }

  /** Appends the call chain of a sample (none: the instruction that ran) and of its branches where they are one. */
  pushSample(sample: SampleReader, spaces: Spaces): void {
    const block = sample.block!
    let mode = modeOf(sample.misc, sample.ipHigh)
    let isKnown = true
    for (let i = 0; i < sample.chainLength; i++) {
      const at = sample.chainAt + 8 * i
      const high = high32(block, at)
      const low = low32(block, at)
      if (high === 0xffffffff && (low | 0) >= LAST_CONTEXT && (low | 0) < 0) {
        const context = CONTEXTS[low | 0]
        if ((low | 0) === CONTEXT_USER_DEFERRED && i + 1 < sample.chainLength) {
          this.deferred = { low: low32(block, at + 8), high: high32(block, at + 8) }
          i++
          continue
        }
        if (context === undefined) this.unknownContexts++
        isKnown = context !== undefined
        mode = context ?? mode
        this.#isExact = true
        if (mode === 'user' && sample.isBranchCallStack) break
      } else if (isKnown) this.push(spaces.of(mode), mode, high, low)
    }
    if (sample.isBranchCallStack) this.#pushBranches(sample, spaces)
    if (this.#length === 0 && (sample.ipHigh !== 0 || sample.ipLow !== 0)) {
      const own = modeOf(sample.misc, sample.ipHigh)
      this.push(spaces.of(own), own, sample.ipHigh, sample.ipLow)
    }
  }

  /** The processor's own record of calls: where the last one went, and where each came from. */
  #pushBranches({ block, branchAt, branchCount }: SampleReader, spaces: Spaces): void {
    if (branchCount === 0) return
    const space = spaces.of('user')
    const push = (at: number) => this.push(space, 'user', high32(block!, at), low32(block!, at))
    push(branchAt + 8)
    for (let i = 0; i < branchCount; i++) push(branchAt + BRANCH_SIZE * i)
  }

  /** The frames so far, leaf first: for {@link continueFrom}. */
  frames(): Int32Array {
    return this.#path.slice(0, this.#length)
  }

  /** Begins a stack with the frames of one that was left unfinished. */
  continueFrom(frames: Int32Array): void {
    this.clear()
    for (const frame of frames) this.#add(frame)
  }

  /** The stack of the frames, -1 for none. */
  finish(): number {
    let stack = -1
    for (let i = this.#length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#path[i]!)
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }
}
