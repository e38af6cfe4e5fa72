import type { Recording } from '../../model/recording.ts'
import { DROPPED, EMPTY, keepSamples, moveSamples, StackRewriter, stacksOf } from './stack-rewriter.ts'

/** One byte a frame of the recording: 1 where it is meant. */
export type FrameMask = Uint8Array

/** Keeps the samples in whose stack any of the frames stands. O(stacks + samples). Source of all of these: pprof 2026-09,
 *  profile/filter.go and prune.go. */
export function focusFrames(recording: Recording, isMeant: FrameMask): Recording {
  const isOn = stacksWith(recording, isMeant)
  const { stack } = stacksOf(recording).samples
  return keepSamples(recording, i => stack[i] !== EMPTY && isOn[stack[i]!] === 1)
}

/** Leaves out the samples in whose stack any of the frames stands. */
export function ignoreFrames(recording: Recording, isMeant: FrameMask): Recording {
  const isOn = stacksWith(recording, isMeant)
  const { stack } = stacksOf(recording).samples
  return keepSamples(recording, i => stack[i] === EMPTY || isOn[stack[i]!] === 0)
}

/** Takes frames out of the stacks: their cost falls to their callers. `whenEmpty` says where samples go of which nothing
 *  is left. */
export function removeFrames(
  recording: Recording,
  isMeant: FrameMask,
  whenEmpty: typeof DROPPED | typeof EMPTY,
): Recording {
  const { stacks } = recording.shared
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? EMPTY : stackOf[prefix]!
    const frame = stacks.frame[s]!
    stackOf[s] = isMeant[frame] === 1 ? below : rewriter.stack(below, frame)
  }
  if (whenEmpty === DROPPED) replaceEmpty(stackOf)
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: whenEmpty })
}

/** Per stack, whether any of the frames stands in it. */
function stacksWith({ shared }: Recording, isMeant: FrameMask): Uint8Array {
  const { prefix, frame, length } = shared.stacks
  const isOn = new Uint8Array(length)
  for (let s = 0; s < length; s++) {
    const below = prefix[s]!
    isOn[s] = isMeant[frame[s]!]! | (below === -1 ? 0 : isOn[below]!)
  }
  return isOn
}

function replaceEmpty(stackOf: Int32Array): void {
  for (let s = 0; s < stackOf.length; s++) if (stackOf[s] === EMPTY) stackOf[s] = DROPPED
}
