import { FormatError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { FrameIndex, StackIndex } from '../../model/tables.ts'
import { FuncKind } from '../../model/tables.ts'
import { describeValue, type PickleValue } from '../decoding/pickle/values.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'

const FORMAT = 'tracemalloc'

/**
 * Stacks of tracebacks. The file shares equal tracebacks and frames: each is looked at once, so that the work is bounded by
 * the bytes. tracemalloc knows no functions: a line of a file stands for one.
 */
export class Tracebacks {
  readonly #shared: SharedBuilder
  readonly #stacks = new Map<readonly PickleValue[], StackIndex>()
  readonly #frames = new Map<PickleValue, FrameIndex>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** The stack of a traceback, whose frames come innermost first; -1 for one of no frames. */
  stack(frames: readonly PickleValue[]): StackIndex {
    let stack = this.#stacks.get(frames)
    if (stack !== undefined) return stack
    assertDepth(FORMAT, frames.length)
    stack = -1
    for (let i = frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#frame(frames[i]!))
    assertStackCount(FORMAT, this.#shared.stacks.length)
    this.#stacks.set(frames, stack)
    return stack
  }

  #frame(value: PickleValue): FrameIndex {
    let frame = this.#frames.get(value)
    if (frame !== undefined) return frame
    const [file, number] = Array.isArray(value) ? value : []
    if (typeof file !== 'string' || typeof number !== 'number') {
      throw new FormatError(FORMAT, `expected a frame (file, line), found ${describeValue(value)}`)
    }
    const line = Number.isInteger(number) && number >= 0 && number < 2 ** 31 ? number : -1
    const name = `${file.replace(/^.*[\\/]/, '')}:${line === -1 ? '?' : line}`
    const func = this.#shared.func({ name, file, line, kind: FuncKind.python })
    frame = this.#shared.plainFrame(func, line)
    this.#frames.set(value, frame)
    return frame
  }
}
