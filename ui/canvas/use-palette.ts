import { useMemo, useRef } from 'preact/hooks'
import { matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { heatMeasure } from '../state/map-state.ts'
import { theme } from '../state/theme.ts'
import { pictureHeat, signedSteps } from '../state/tones.ts'
import { isSamePalette, makePalette, type Palette } from './palette.ts'

const NO_FUNCS = new Int32Array(0)
/** Of boxes that have steps of their own. */
const NO_STEPS = new Uint8Array(0)

/** The palette of a picture of boxes, made anew when the heat, the search, the theme or the colouring change. */
export function usePalette({
  selfOfFunc,
  isCompared,
}: {
  /** Heat before the functions table is there. */
  selfOfFunc: Float64Array
  /** Whether each box has a step of its own on the scale of differences. */
  isCompared: boolean
}): Palette {
  const packageOf = recording.value?.funcs.package ?? NO_FUNCS
  const known = pictureHeat.value
  const found = matches.value
  const signed = signedSteps.value?.[heatMeasure.value] ?? null
  const steps = isCompared ? NO_STEPS : signed
  const last = useRef<Palette | null>(null)
  return useMemo(() => {
    const made = makePalette({
      theme: theme.value,
      colouring: colouring.value,
      values: known?.values ?? selfOfFunc,
      hottest: known?.hottest ?? selfOfFunc.reduce((most, value) => Math.max(most, value), 0),
      steps,
      packageOf,
      matches: found,
    })
    // The functions table usually brings the heat that the boxes had already: then nothing is to be drawn anew.
    if (last.current === null || !isSamePalette(last.current, made)) last.current = made
    return last.current
  }, [theme.value, colouring.value, known, known === null ? selfOfFunc : null, steps, packageOf, found])
}
