import { type Growable, growableInt32 } from '../../base/growable.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { IntegerSet } from './known-objects.ts'

const FORMAT = 'mojo'

/** The prefix tree while MOJO's samples go into it: knows of each stack how deep it is and what a repetition takes of it,
 *  so that a sample costs its own frames however deep the one before was. */
export class MojoStacks {
  readonly #shared: SharedBuilder
  readonly #natives = new IntegerSet()
  /** Per stack the stack that is left without its innermost frames that are no Python's. */
  readonly #python: Growable<Int32Array> = growableInt32()
  readonly #depth: Growable<Int32Array> = growableInt32()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** Notes that a frame is none of Python's. */
  addNative(frame: number): void {
    this.#natives.add(frame)
  }

  /** The stack of `frames` on top of `prefix`. */
  push(prefix: number, frames: readonly number[]): number {
    let stack = prefix
    for (const frame of frames) {
      const below = stack
      stack = this.#shared.stack(below, frame)
      if (stack < this.#depth.length) continue
      this.#depth.push(below === -1 ? 1 : this.#depth.get(below) + 1)
      this.#python.push(this.#natives.has(frame) ? (below === -1 ? -1 : this.#python.get(below)) : stack)
      assertDepth(FORMAT, this.#depth.get(stack))
    }
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  /** What STACK_REPEAT takes of a stack. */
  repeated(stack: number): number {
    return stack === -1 ? -1 : this.#python.get(stack)
  }
}
