import type { Recording, Shared } from '../../model/recording.ts'
import type { FrameMask } from './pattern-filters.ts'
import { DROPPED, EMPTY, moveSamples, StackRewriter } from './stack-rewriter.ts'

/** Cuts off what stands below the outermost of the frames, so that it becomes the root; samples without any fall out.
 *  O(stacks + samples). */
export function rootAt(recording: Recording, isMeant: FrameMask): Recording {
  const { stacks } = recording.shared
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? DROPPED : stackOf[prefix]!
    const frame = stacks.frame[s]!
    if (below !== DROPPED) stackOf[s] = rewriter.stack(below, frame)
    else stackOf[s] = isMeant[frame] === 1 ? rewriter.stack(EMPTY, frame) : DROPPED
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: DROPPED })
}

/**
 * The same as pprof does it: it cuts places in the code rather than frames, so wherever one of the frames is inlined, what
 * it is inlined into is left out, further up in a stack too. Source: pprof 2026-09, profile/filter.go, `ShowFrom`.
 */
export function showFrom(recording: Recording, isMeant: FrameMask): Recording {
  const { stacks } = recording.shared
  const isWithin = inlinedStacks(recording.shared)
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  // Per stack: what its place stands on, and whether one of the frames is met in the place.
  const below = new Int32Array(stacks.length)
  const isMet = new Uint8Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const frame = stacks.frame[s]!
    const before = prefix === -1 ? DROPPED : stackOf[prefix]!
    below[s] = isWithin[s] === 1 ? below[prefix]! : before
    const wasMet = isWithin[s] === 1 ? isMet[prefix]! : 0
    isMet[s] = wasMet | isMeant[frame]!
    const isFirst = wasMet === 0 && isMet[s] === 1
    const on = isFirst ? (below[s] === DROPPED ? EMPTY : below[s]!) : before
    stackOf[s] = on === DROPPED ? DROPPED : rewriter.stack(on, frame)
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: DROPPED })
}

/**
 * Cuts off what the innermost of the frames called: its cost becomes that frame's own. Stacks without any stay. Like
 * pprof, it leaves out what is inlined into one of the frames further down in a stack too. Source: pprof 2026-09,
 * profile/prune.go, `PruneFrom`. O(stacks + samples).
 */
export function pruneFrom(recording: Recording, isMeant: FrameMask): Recording {
  const { stacks, frames } = recording.shared
  if (!frames.inlined.includes(1)) return pruneFrames(recording, isMeant)
  const isWithin = inlinedStacks(recording.shared)
  const rewriter = new StackRewriter(recording.shared)
  // Per stack: with all of its place; with its place cut; cut at the innermost place where one of the frames is met, EMPTY
  // where none is, and the same of the places below; whether one is met in its place.
  const whole = new Int32Array(stacks.length)
  const cut = new Int32Array(stacks.length)
  const pruned = new Int32Array(stacks.length)
  const prunedBelow = new Int32Array(stacks.length)
  const isMet = new Uint8Array(stacks.length)
  for (let s = 0; s < whole.length; s++) {
    const prefix = stacks.prefix[s]!
    const frame = stacks.frame[s]!
    const isOn = isWithin[s] === 1
    whole[s] = rewriter.stack(prefix === -1 ? EMPTY : isOn ? whole[prefix]! : cut[prefix]!, frame)
    const wasMet = isOn ? isMet[prefix]! : 0
    isMet[s] = wasMet | isMeant[frame]!
    cut[s] = isMeant[frame] === 0 && wasMet === 1 ? cut[prefix]! : whole[s]!
    prunedBelow[s] = prefix === -1 ? EMPTY : isOn ? prunedBelow[prefix]! : pruned[prefix]!
    pruned[s] = isMet[s] === 1 ? cut[s]! : prunedBelow[s]!
  }
  const stackOf = pruned.map((stack, s) => (stack === EMPTY ? cut[s]! : stack))
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}

/** The same where nothing is inlined: the tree stays, samples move down in it. */
function pruneFrames(recording: Recording, isMeant: FrameMask): Recording {
  const { stacks } = recording.shared
  const stackOf = new Int32Array(stacks.length)
  const innermost = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    innermost[s] = isMeant[stacks.frame[s]!] === 1 ? s : prefix === -1 ? -1 : innermost[prefix]!
    stackOf[s] = innermost[s] === -1 ? s : innermost[s]!
  }
  return moveSamples(recording, { shared: recording.shared, stackOf, empty: EMPTY })
}

/** Per stack, whether its frame is inlined into the one it stands on. */
function inlinedStacks({ stacks, frames }: Shared): Uint8Array {
  const isWithin = new Uint8Array(stacks.length)
  if (!frames.inlined.includes(1)) return isWithin
  for (let s = 0; s < isWithin.length; s++) {
    const prefix = stacks.prefix[s]!
    const frame = stacks.frame[s]!
    if (prefix === -1 || frames.inlined[frame] === 0) continue
    isWithin[s] = frames.address[stacks.frame[prefix]!] === frames.address[frame] ? 1 : 0
  }
  return isWithin
}
