import { growableInt32 } from '../../base/growable.ts'
import type { Recording, Shared, StacksPart } from '../../model/recording.ts'
import { StackChildren } from '../../model/stack-children.ts'
import type { FrameIndex, SampleTable, StackIndex } from '../../model/tables.ts'
import { carryDurations } from '../time/thread-samples.ts'
import { SharedAdditions } from './shared-additions.ts'

/** Where a stack goes whose samples are left out. */
export const DROPPED = -2
/** The empty stack: nothing is known of what ran. */
export const EMPTY = -1

/** Makes the stacks of a transformed recording. Its other tables stay, or get rows behind those they have. */
export class StackRewriter {
  readonly additions: SharedAdditions
  readonly #shared: Shared
  readonly #frame = growableInt32()
  readonly #prefix = growableInt32()
  readonly #children = new StackChildren(this.#frame)
  readonly #hasInlined: boolean

  constructor(shared: Shared) {
    this.#shared = shared
    this.additions = new SharedAdditions(shared)
    this.#hasInlined = shared.frames.inlined.includes(1)
  }

  /** The stack that has `frame` on top of `prefix` (a stack of this rewriter, {@link EMPTY}: nothing below). */
  stack(prefix: StackIndex, frame: FrameIndex): StackIndex {
    const own = this.#hasInlined ? this.#withoutFalseInlining(prefix, frame) : frame
    let stack = this.#children.find(prefix, own)
    if (stack === -1) {
      stack = this.#frame.length
      this.#prefix.push(prefix)
      this.#frame.push(own)
      this.#children.add(prefix, own, stack)
    }
    return stack
  }

  /** The frame on top of a stack of this rewriter. */
  frameOf(stack: StackIndex): FrameIndex {
    return this.#frame.get(stack)
  }

  /** The recording's tables with the stacks made. */
  finish(): Shared {
    const length = this.#frame.length
    return this.additions.finish({ length, prefix: this.#prefix.finish(), frame: this.#frame.finish() })
  }

  /** A frame is inlined into the one before it: where that is gone, it stands for itself. */
  #withoutFalseInlining(prefix: StackIndex, frame: FrameIndex): FrameIndex {
    const { inlined, address } = this.#shared.frames
    if (frame >= inlined.length || inlined[frame] === 0) return frame
    const before = prefix === EMPTY ? -1 : this.#frame.get(prefix)
    const isInto = before !== -1 && before < inlined.length && address[before] === address[frame]
    return isInto ? frame : this.additions.apart(frame)
  }
}

/**
 * Moves every sample to the stack that `stackOf` says for its own ({@link EMPTY} the empty stack, {@link DROPPED} left
 * out); `empty` says where samples of the empty stack go. O(samples).
 */
export function moveSamples(
  recording: Recording,
  to: { readonly shared: Shared; readonly stackOf: Int32Array; readonly empty: number },
): Recording {
  const part = stacksOf(recording)
  const { stackOf, empty } = to
  const { stack, length } = part.samples
  const moved = new Int32Array(length)
  let isAny = false
  for (let i = 0; i < length; i++) {
    const own = stack[i]!
    const target = own === EMPTY ? empty : stackOf[own]!
    moved[i] = target
    if (target === DROPPED) isAny = true
  }
  const whole = { ...part, samples: { ...part.samples, stack: moved } }
  const stacks = isAny ? keptOnly(recording, whole, i => moved[i] !== DROPPED) : whole
  if (!isAny) carryDurations(recording, stacks.samples, null)
  return withStacksPart(recording, to.shared, stacks)
}

/** The recording with only those samples that `isKept` says. O(samples). */
export function keepSamples(recording: Recording, isKept: (sample: number) => boolean): Recording {
  return withStacksPart(recording, recording.shared, keptOnly(recording, stacksOf(recording), isKept))
}

/** What was counted or measured besides the samples knows nothing of what was done to them, and would contradict them. */
export function withStacksPart(recording: Recording, shared: Shared, stacks: StacksPart): Recording {
  return { ...recording, shared, stacks, calls: null, lines: null }
}

export function stacksOf({ stacks }: Recording): StacksPart {
  if (stacks === null) throw new TypeError('The recording has no stacks')
  return stacks
}

/** Some samples of `part`, whose rows are those of the recording's. */
function keptOnly(recording: Recording, part: StacksPart, isKept: (sample: number) => boolean): StacksPart {
  const kept = new Int32Array(part.samples.length)
  let length = 0
  for (let i = 0; i < kept.length; i++) if (isKept(i)) kept[length++] = i
  if (length === kept.length) return part
  const rows = kept.subarray(0, length)
  const { stack, thread, time, state, wait, flags, labels } = part.samples
  const samples: SampleTable = {
    length,
    stack: taken(stack, rows, new Int32Array(length)),
    thread: taken(thread, rows, new Int32Array(length)),
    time: taken(time, rows, new Float64Array(length)),
    state: taken(state, rows, new Uint8Array(length)),
    wait: taken(wait, rows, new Int32Array(length)),
    flags: taken(flags, rows, new Uint8Array(length)),
    labels: taken(labels, rows, new Int32Array(length)),
  }
  carryDurations(recording, samples, rows)
  const weights = part.weights.map(column => taken(column, rows, new Float64Array(length)))
  return { ...part, samples, weights }
}

function taken<A extends Int32Array | Uint8Array | Float64Array>(column: A, rows: Int32Array, into: A): A {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i]!]!
  return into
}
