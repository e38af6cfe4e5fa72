import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { ownCode } from './own-code.ts'
import { interpreterMachinery, pythonInternals } from './python-internals.ts'
import { EMPTY, moveSamples, StackRewriter } from './stack-rewriter.ts'

/** Transforms that have a name instead of a pattern. */
export const PRESETS = ['only-my-code', 'hide-python-internals', 'fold-interpreter'] as const
/** One of {@link PRESETS}. */
export type Preset = (typeof PRESETS)[number]

/** What stands in for a stack of which a preset would leave nothing, so that its cost stays in sight. */
const LEFT_OVER: Readonly<Record<Preset, string>> = {
  'only-my-code': '(not my code)',
  'hide-python-internals': '(Python internals)',
  'fold-interpreter': '(interpreter)',
}

/** Which funcs a preset folds into their callers: one byte a func. See {@link ownCode}, {@link pythonInternals} and
 *  {@link interpreterMachinery} for what counts. */
export function foldedByPreset(recording: Recording, preset: Preset): Uint8Array {
  if (preset === 'only-my-code') return ownCode(recording).map(isOwn => 1 - isOwn)
  return preset === 'fold-interpreter'
    ? interpreterMachinery(recording.shared)
    : pythonInternals(recording.shared)
}

/**
 * Folds frames into their callers as a preset says. The whole stays: a stack of which nothing is left becomes one frame
 * in brackets. O(stacks + samples).
 */
export function applyPreset(recording: Recording, preset: Preset): Recording {
  const { stacks, frames } = recording.shared
  const isFolded = foldedByPreset(recording, preset)
  const rewriter = new StackRewriter(recording.shared)
  const stackOf = new Int32Array(stacks.length)
  for (let s = 0; s < stackOf.length; s++) {
    const prefix = stacks.prefix[s]!
    const below = prefix === -1 ? EMPTY : stackOf[prefix]!
    const frame = stacks.frame[s]!
    stackOf[s] = isFolded[frames.func[frame]!] === 1 ? below : rewriter.stack(below, frame)
  }
  if (stackOf.includes(EMPTY)) {
    const frame = rewriter.additions.frame({ name: LEFT_OVER[preset], kind: FuncKind.marker })
    const leftOver = rewriter.stack(EMPTY, frame)
    for (let s = 0; s < stackOf.length; s++) if (stackOf[s] === EMPTY) stackOf[s] = leftOver
  }
  return moveSamples(recording, { shared: rewriter.finish(), stackOf, empty: EMPTY })
}
