import type { FoldOptions } from '../../src/analysis/tree/folded-tree.ts'
import type { Recording } from '../../src/model/recording.ts'
import type { FlameSight } from './protocol.ts'

/** A tree of at most so many stacks is drawn whole: moving through it then asks for nothing. */
export const MOST_WHOLE = 2_000_000
/** What is a smaller share of the window than this is no pixel on any screen. */
const LEAST = 1 / 16_384

/** How many windows wide what is looked at is, with what is beside it. */
const SIGHT_STEPS = 4

/** What is looked at: the range in sight, and as much on both sides of it, in steps, so that moving a little asks for nothing; null:
 *  most of all. */
export function sightOf({ from, to }: FlameSight): FlameSight | null {
  if (to - from > 0.5) return null
  const step = 2 ** Math.ceil(Math.log2(to - from))
  const first = Math.floor((from + to) / 2 / step - 0.5) - 1
  return { from: first * step, to: (first + SIGHT_STEPS) * step }
}

/** What of a flame graph need not be drawn: of very many stacks what no screen can show; null: nothing. */
export function foldOf({ shared }: Pick<Recording, 'shared'>, sight: FlameSight | null): FoldOptions | null {
  if (shared.stacks.length <= MOST_WHOLE) return null
  return {
    least: LEAST,
    sight: sight && { ...sight, least: ((sight.to - sight.from) / SIGHT_STEPS) * LEAST },
  }
}
