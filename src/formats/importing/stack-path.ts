import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from './limits.ts'

/**
 * The frames of the sample that is being read, and the stack they make. What it has in common with the sample before,
 * from the root up, is not looked up again.
 */
export class StackPath {
  depth = 0
  readonly #shared: SharedBuilder
  readonly #format: string
  /** Innermost first, as they come. */
  #frames = new Int32Array(256)
  /** Of the stack made last: its frames and stacks, root first. */
  #lastFrames = new Int32Array(256)
  #lastStacks = new Int32Array(256)
  #lastDepth = 0
  /** Per frame the stack it was met on last, plus one. */
  #stackOfFrame = new Int32Array(1024)

  constructor(shared: SharedBuilder, format: string) {
    this.#shared = shared
    this.#format = format
  }

  /** Adds the next frame outwards. @throws LimitError when the stack is too deep. */
  push(frame: number): void {
    if (this.depth === this.#frames.length) {
      assertDepth(this.#format, this.depth)
      this.#frames = doubled(this.#frames)
      this.#lastFrames = doubled(this.#lastFrames)
      this.#lastStacks = doubled(this.#lastStacks)
    }
    this.#frames[this.depth++] = frame
  }

  /** The frame added last. */
  get top(): number {
    return this.#frames[this.depth - 1]!
  }

  set top(frame: number) {
    this.#frames[this.depth - 1] = frame
  }

  /** The stack on which a frame was met last, -1 where it never was. */
  lastStackOf(frame: number): number {
    return frame < this.#stackOfFrame.length ? this.#stackOfFrame[frame]! - 1 : -1
  }

  /** The stack of the first `count` frames added, on top of `stack`; all are forgotten. @throws LimitError. */
  finishOn(stack: number, count: number): number {
    let leaf = stack
    for (let index = count - 1; index >= 0; index--) {
      leaf = this.#shared.stack(leaf, this.#frames[index]!)
      this.#remember(this.#frames[index]!, leaf)
    }
    assertStackCount(this.#format, this.#shared.stacks.length)
    this.depth = 0
    return leaf
  }

  #remember(frame: number, stack: number): void {
    if (frame >= this.#stackOfFrame.length) {
      const larger = new Int32Array(2 * Math.max(frame, 512))
      larger.set(this.#stackOfFrame)
      this.#stackOfFrame = larger
    }
    this.#stackOfFrame[frame] = stack + 1
  }

  /** The stack of the frames added, which are forgotten; -1 for none. @throws LimitError. */
  finish(): number {
    const { depth } = this
    const frames = this.#frames
    const lastFrames = this.#lastFrames
    const lastStacks = this.#lastStacks
    const common = Math.min(depth, this.#lastDepth)
    let at = 0
    while (at < common && lastFrames[at] === frames[depth - 1 - at]) at++
    let stack = at === 0 ? -1 : lastStacks[at - 1]!
    for (; at < depth; at++) {
      const frame = frames[depth - 1 - at]!
      stack = this.#shared.stack(stack, frame)
      lastFrames[at] = frame
      lastStacks[at] = stack
      this.#remember(frame, stack)
    }
    assertStackCount(this.#format, this.#shared.stacks.length)
    this.#lastDepth = depth
    this.depth = 0
    return stack
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length)
  larger.set(column)
  return larger
}
