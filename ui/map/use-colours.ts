import { useMemo, useRef } from 'preact/hooks'
import type { MapDifference } from '../../src/query/tree/square-map.ts'
import { comparedShare } from '../../src/render/svg/difference-look.ts'
import { NEUTRAL } from '../../src/render/svg/heat.ts'
import { isSamePalette, makePalette, type Palette, pixel } from '../flame/palette.ts'
import { functions, matches } from '../state/answers.ts'
import { colouring, recording } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import { heatMeasure } from '../state/map-state.ts'
import { theme } from '../state/theme.ts'
import { differences, heat, signedSteps } from '../state/tones.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import type { MapTexts } from './labels.ts'
import { keyOf, wrappersOf } from './places.ts'
import type { MapFills } from './raster.ts'

/** The parts of a map that cost something and change seldom. */
export interface MapColours {
  readonly fills: MapFills
  readonly texts: MapTexts
  readonly outline: string
  readonly ground: string
}

const NO_FUNCS = new Int32Array(0)

/** What a box is called. */
export function nameOfKey(key: number, answer: Pick<MapAnswer, 'groups'>): string {
  return key < 0 ? (answer.groups[-1 - key] ?? '') : (recording.value?.funcs.name[key] ?? '')
}

/** Self or total cost of each func, and the largest: what the heat of the map is of. */
function useMeasure(map: MapAnswer): { readonly values: Float64Array; readonly hottest: number } {
  const known = heat.value
  const answer = functions.value.value
  const measure = heatMeasure.value
  return useMemo(() => {
    if (answer === null) return { values: map.selfOfFunc, hottest: highest(map.selfOfFunc) }
    if (measure === 'self') return { values: known.self, hottest: known.hottest }
    const values = new Float64Array(known.self.length)
    let hottest = 0
    const { rows } = answer
    for (let row = 0; row < rows.length; row++) {
      values[rows.func[row]!] = rows.total[row]!
      hottest = Math.max(hottest, rows.total[row]!)
    }
    return { values, hottest }
  }, [measure, known, answer, answer === null ? map : null])
}

function highest(values: Float64Array): number {
  let most = 0
  for (const value of values) if (value > most) most = value
  return most
}

/** Colours and texts of a map's boxes, made anew when the answer, the heat, the search or the theme change. */
export function useMapColours(answer: MapAnswer): MapColours {
  const measure = useMeasure(answer)
  const packageOf = recording.value?.funcs.package ?? NO_FUNCS
  const found = matches.value
  const of = heatMeasure.value
  const compared = (answer.difference === null ? signedSteps : differences).value?.[of] ?? null
  const last = useRef<Palette | null>(null)
  const palette = useMemo(() => {
    const made = makePalette({
      theme: theme.value,
      colouring: colouring.value,
      self: measure.values,
      hottest: measure.hottest,
      difference: compared,
      packageOf,
      matches: found,
    })
    // The functions table usually brings the heat that the boxes had already: then nothing is to be drawn anew.
    if (last.current === null || !isSamePalette(last.current, made)) last.current = made
    return last.current
  }, [theme.value, colouring.value, measure, compared, packageOf, found])
  return useMemo(() => {
    const neutral = NEUTRAL[theme.value]
    return {
      fills: fillsOf(answer, palette, neutral),
      texts: textsOf(answer, palette, neutral),
      outline: neutral[7]!,
      ground: neutral[0]!,
    }
  }, [answer, palette])
}

/** What a box's total differs by, in points of the larger whole: as everywhere the label tells the total. */
function changeOf(
  { whole }: MapAnswer,
  { total, baseTotal, whole: baseWhole }: MapDifference,
  box: number,
): string {
  return comparedShare({ own: total[box]!, base: baseTotal[box]! }, Math.max(whole, baseWhole))
}

function fillsOf(answer: MapAnswer, palette: Palette, neutral: readonly string[]): MapFills {
  const { length } = answer.boxes
  const fill = new Uint32Array(length)
  const found = palette.matches === null ? null : new Uint8Array(length)
  const group = pixel(neutral[2]!)
  for (let box = 0; box < length; box++) {
    const key = keyOf(answer, box)
    fill[box] = key === null || key < 0 ? group : palette.fill[key]!
    if (found !== null && key !== null && key >= 0) found[box] = palette.matches![key]!
  }
  return {
    ground: palette.background,
    fill,
    found,
    accent: palette.accent,
    rest: pixel(neutral[2]!),
    restDot: pixel(neutral[4]!),
  }
}

function textsOf(answer: MapAnswer, palette: Palette, neutral: readonly string[]): MapTexts {
  const mark = answer.isEstimated ? '~' : ''
  const name = (key: number) => nameOfKey(key, answer)
  return {
    name: box => name(keyOf(answer, box) ?? 0),
    wrappers: box => Array.from(wrappersOf(answer, box), name),
    share: box =>
      answer.difference !== null
        ? changeOf(answer, answer.difference, box)
        : mark + formatShare(answer.whole > 0 ? answer.total[box]! / answer.whole : 0),
    colour: box => {
      const key = keyOf(answer, box)
      return key === null || key < 0 ? palette.texts.length : palette.text[key]!
    },
    strong: [...palette.texts, neutral[7]!],
    quiet: [...palette.quietTexts, neutral[6]!],
  }
}
