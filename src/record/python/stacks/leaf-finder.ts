// Which frame ran at the moment the data stack was copied? The leaf pointer was read a moment before, and a function that
// takes a microsecond has returned by then: taking the pointer's word would give stacks that never were, dropping what is
// over would give its time to the callers. But the copy tells by itself: frames lie end to end, and a frame that is live
// has a caller below that waits for it. So from a frame that is surely live (the thread's first, or the leaf pointer's when
// it is still running) the way leads up, frame by frame, as long as the next one is live too. Generators lie elsewhere:
// the caller's stack holds them.
import { CallSite } from '../code/call-sites.ts'
import type { CodeTable } from '../code/code-table.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import type { ProcessMemory } from '../interpreter/memory.ts'
import type { DataStackCopy } from './data-stack-copy.ts'
import { FrameLinks, Link } from './frame-links.ts'
import { type FramePlaces, FrameReader, Owner } from './frame-reader.ts'

const MAX_STEPS = 100_000

/** Finds the leaf in a copy of a data stack. Allocates nothing. */
export class LeafFinder {
  readonly #layout: Layout
  readonly #codes: CodeTable
  readonly #copy: DataStackCopy
  readonly #links: FrameLinks
  readonly #lower: FrameReader
  readonly #upper: FrameReader
  /** Where the frame above the one that was reached begins. */
  #end = 0

  constructor(places: FramePlaces & { memory: ProcessMemory }) {
    this.#layout = places.layout
    this.#codes = places.codes
    this.#copy = places.copy
    this.#links = new FrameLinks(places)
    this.#lower = new FrameReader(places)
    this.#upper = new FrameReader(places)
  }

  /** The leaf at the time of the copy, given the leaf pointer read before; 0 when the copy holds no frame. */
  find(pointed: number): number {
    const start = this.#isLive(pointed) ? pointed : this.#copy.firstFrame
    if (start === 0 || !this.#enter(start)) return pointed
    return this.#climb()
  }

  /** Whether a frame of the copy surely runs, whatever is above it. */
  #isLive(frame: number): boolean {
    const reader = this.#lower
    if (!reader.findInCopy(frame) || reader.owner !== Owner.thread || !reader.decode()) return false
    return !reader.isOver
  }

  #enter(frame: number): boolean {
    if (!this.#lower.findInCopy(frame) || !this.#lower.decode() || this.#lower.isOver) return false
    this.#end = frame + this.#codes.frameBytes(this.#lower.index)
    return true
  }

  #climb(): number {
    const lower = this.#lower
    let leaf = lower.frame
    for (let step = 0; step < MAX_STEPS; step++) {
      if (this.#stepInCopy()) {
        leaf = lower.frame
        continue
      }
      const generator = this.#resumed()
      if (generator === 0) break
      leaf = generator
    }
    return leaf
  }

  /** Goes to the frame that lies right above, when it is live. */
  #stepInCopy(): boolean {
    const upper = this.#upper
    const lower = this.#lower
    if (!upper.findInCopy(this.#end) || upper.owner !== Owner.thread || !upper.decode() || upper.isOver)
      return false
    const caller = lower.frame
    if (upper.previous === caller) {
      this.#links.reset()
      this.#check(upper)
      const link = this.#check(lower)
      if (link === Link.leftOver || link === Link.mismatch) return false
    } else if (!this.#isCalledThroughC() && !this.#isCalledByGenerator()) {
      return false
    }
    return this.#enter(upper.frame)
  }

  #check(frame: FrameReader): number {
    return this.#links.check(frame.block, frame.at, frame.frame, frame.index, frame.instruction, frame.base)
  }

  /** Whether the upper frame may have been called by C that the lower one called: what lies between is not looked at. */
  #isCalledThroughC(): boolean {
    const { previous } = this.#upper
    const { index, instruction } = this.#lower
    if (instruction < 0 || (this.#codes.site(index, instruction) & CallSite.mayCall) === 0) return false
    if (previous === 0 || this.#copy.find(previous) >= 0) return false
    // Up to 3.13 a frame that waits for C counts as running.
    return this.#layout.number >= 314 || this.#lower.isRunning
  }

  /** Whether the upper frame was called by a generator that the lower one has resumed. */
  #isCalledByGenerator(): boolean {
    const lower = this.#lower
    const frame = this.#layout.generatorFrame
    const top = this.#resumeTop()
    if (top === 0) return false
    const { previous } = this.#upper
    return lower.slot(top - 8) + frame === previous || lower.slot(top - 16) + frame === previous
  }

  /** Address of the lower frame's saved stack top when it has resumed a generator, which lies below it; else 0. */
  #resumeTop(): number {
    const { index, instruction, stackTop } = this.#lower
    if (this.#layout.generatorFrame < 0 || stackTop === 0 || instruction < 0) return 0
    const kind = this.#codes.site(index, instruction) & CallSite.kind
    return kind === CallSite.resumes ? stackTop : 0
  }

  /** The frame of a generator that the lower frame has resumed and that runs; it becomes the lower one. 0 for none. */
  #resumed(): number {
    const lower = this.#lower
    const top = this.#resumeTop()
    if (top === 0) return 0
    const caller = lower.frame
    for (let slot = top - 8; slot >= top - 16; slot -= 8) {
      const generator = lower.slot(slot)
      if (generator === 0 || !this.#upper.find(generator + this.#layout.generatorFrame)) continue
      const upper = this.#upper
      if (upper.owner !== Owner.generator || upper.previous !== caller || !upper.decode() || upper.isOver)
        continue
      // What the generator itself calls lies above the frame that resumed it.
      if (!lower.find(upper.frame) || !lower.decode()) return 0
      return lower.frame
    }
    return 0
  }
}
