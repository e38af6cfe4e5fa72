import { useMemo, useRef } from 'preact/hooks'
import type { TreeDifference } from '../../src/analysis/difference/unite-trees.ts'
import { comparedShare } from '../../src/render/svg/difference-look.ts'
import { matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { theme } from '../state/theme.ts'
import { differences, heat, signedSteps } from '../state/tones.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { isSamePalette, makePalette, type Palette } from './palette.ts'
import { type BoxSums, sumBoxes } from './sums.ts'

/** The parts of a scene that cost something and change seldom. */
export interface Colours {
  readonly palette: Palette
  readonly sums: BoxSums
  readonly share: (box: number) => string
}

const NO_FUNCS = new Int32Array(0)

/** Colours of an answer's boxes, made anew when the answer, the heat, the search, the theme or the colouring change. */
export function useColours(answer: FlameAnswer | null): Colours | null {
  const packageOf = recording.value?.funcs.package ?? NO_FUNCS
  const known = heat.value
  const found = matches.value
  const compared = differences.value?.self ?? null
  const signed = signedSteps.value?.self ?? null
  const last = useRef<Palette | null>(null)
  const palette = useMemo(() => {
    const self = known.isKnown || answer === null ? known.self : answer.selfOfFunc
    const made = makePalette({
      theme: theme.value,
      colouring: colouring.value,
      self,
      hottest: known.isKnown ? known.hottest : highest(self),
      // A flame chart shows one side only.
      difference: answer !== null && answer.difference === null ? signed : compared,
      packageOf,
      matches: found,
    })
    // The functions table usually brings the heat that the boxes had already: then nothing is to be drawn anew.
    if (last.current === null || !isSamePalette(last.current, made)) last.current = made
    return last.current
  }, [
    theme.value,
    colouring.value,
    known,
    known.isKnown ? null : answer,
    answer?.difference === null,
    compared,
    signed,
    packageOf,
    found,
  ])
  const sums = useMemo(
    () => (answer === null ? null : sumBoxes(answer.boxes, palette.fill, found)),
    [answer, palette, found],
  )
  if (answer === null || sums === null) return null
  const { boxes, isEstimated } = answer
  const { whole } = boxes
  const mark = isEstimated ? '~' : ''
  return {
    palette,
    sums,
    share: box => {
      if (answer.difference !== null) return changeOf(answer.difference, box)
      const width = boxes.to[box]! - boxes.from[box]!
      return answer.unit === 'time' ? formatValue(width, 'nanoseconds') : mark + formatShare(width / whole)
    },
  }
}

/** What a box's total differs by, in points of the larger whole: as everywhere the label tells the total, and colour self. */
function changeOf(difference: TreeDifference, box: number): string {
  const whole = Math.max(difference.whole, difference.baseWhole)
  return comparedShare({ own: difference.totals[box]!, base: difference.baseTotals[box]! }, whole)
}

function highest(values: Float64Array): number {
  let most = 0
  for (const value of values) if (value > most) most = value
  return most
}
