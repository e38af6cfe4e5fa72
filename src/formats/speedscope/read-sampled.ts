import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'

/** What the profiles of a file have in common while they are read. */
export interface ProfileContext {
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  /** Frame index by the file's own number. */
  readonly frames: Int32Array
  readonly thread: number
  /** The value that is time 0. */
  readonly origin: number
  /** Nanoseconds in one of the unit, NaN when it is no time. */
  readonly nanoseconds: number
}

/** Reads a sampled profile: a row a sample, each lasting its weight. @throws FormatError, LimitError. */
export function readSampled(profile: JsonValue, context: ProfileContext): void {
  const { shared, part, frames, thread, origin, nanoseconds } = context
  const samples = profile.at('samples')
  const weights = profile.at('weights').numbers()
  const list = samples.list()
  if (weights.length !== list.length) {
    profile.at('weights').fail(`one weight for each of ${list.length} samples, found ${weights.length}`)
  }
  const { columns } = part.samples
  let at = profile.at('startValue').optionalNumber(0) - origin
  for (let i = 0; i < list.length; i++) {
    const sample = list[i]
    if (!Array.isArray(sample)) profile.at('samples').fail('lists of frame numbers')
    let stack = -1
    for (const number of sample as unknown[]) {
      const frame = typeof number === 'number' ? frames[number] : undefined
      if (frame === undefined) samples.fail(`numbers of frames in sample ${i}, found ${String(number)}`)
      stack = shared.stack(stack, frame!)
    }
    assertDepth('speedscope', (sample as unknown[]).length)
    columns.stack.push(stack)
    columns.thread.push(thread)
    columns.time.push(at * nanoseconds)
    columns.state.push(0)
    columns.wait.push(-1)
    columns.flags.push(0)
    columns.labels.push(-1)
    part.weights[0]!.push(weights[i]!)
    // A negative weight (a difference) must not turn time back.
    at += Math.max(0, weights[i]!)
    assertStackCount('speedscope', shared.stacks.length)
  }
}
