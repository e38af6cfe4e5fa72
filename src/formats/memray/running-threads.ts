import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Capture } from './capture.ts'

/** A thread while a file of all allocations is read. */
export interface RunningThread {
  readonly id: number
  /** Index into the recording's threads. */
  readonly thread: number
  /** The stack at each depth, -1 for frames that are memray's own. */
  readonly stacks: number[]
}

/** The Python stacks of the threads. */
export class RunningThreads {
  current: RunningThread
  readonly #capture: Capture
  readonly #byId = new Map<number, RunningThread>()

  constructor(capture: Capture) {
    this.#capture = capture
    this.current = this.#find(0)
  }

  switchTo(id: number): void {
    this.current = this.#find(id)
  }

  #find(id: number): RunningThread {
    let found = this.#byId.get(id)
    if (found === undefined) {
      // Thread 0 is none: it stands for what comes before the first switch.
      found = { id, thread: id === 0 ? -1 : this.#capture.thread(id), stacks: [] }
      this.#byId.set(id, found)
    }
    return found
  }

  /** The stack of the current thread, -1 empty. */
  get stack(): number {
    return this.current.stacks.at(-1) ?? -1
  }

  push(frame: number): void {
    const { id, stacks } = this.current
    const { header, shared } = this.#capture
    const isOwn = id === header.mainThread && stacks.length < header.skippedFrames
    stacks.push(isOwn ? -1 : shared.stack(this.stack, frame))
    assertDepth('memray', stacks.length)
    assertStackCount('memray', shared.stacks.length)
  }

  pop(count: number): void {
    const { stacks } = this.current
    stacks.length = Math.max(0, stacks.length - count)
  }
}
