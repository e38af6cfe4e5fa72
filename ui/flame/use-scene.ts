import { useMemo } from 'preact/hooks'
import { heat, matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import { theme } from '../state/theme.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { makePalette, type Palette } from './palette.ts'
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
  const { self, hottest } = heat.value
  const found = matches.value
  const palette = useMemo(
    () =>
      makePalette({
        theme: theme.value,
        colouring: colouring.value,
        self,
        hottest,
        packageOf,
        matches: found,
      }),
    [theme.value, colouring.value, self, hottest, packageOf, found],
  )
  const sums = useMemo(
    () => (answer === null ? null : sumBoxes(answer.boxes, palette.fill, found)),
    [answer, palette, found],
  )
  if (answer === null || sums === null) return null
  const { boxes, isEstimated } = answer
  const whole = boxes.end - boxes.start
  const mark = isEstimated ? '~' : ''
  return {
    palette,
    sums,
    share: box => mark + formatShare((boxes.to[box]! - boxes.from[box]!) / whole),
  }
}
