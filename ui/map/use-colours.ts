import { useMemo } from 'preact/hooks'
import { NEUTRAL } from '../../src/render/svg/heat.ts'
import { type MapMeasure, mapChange } from '../../src/render/svg/map-difference.ts'
import { type Palette, pixel, tonesOf } from '../canvas/palette.ts'
import { usePalette } from '../canvas/use-palette.ts'
import { colouring, recording } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import { heatMeasure } from '../state/map-state.ts'
import { mapScale } from '../state/picture-scale.ts'
import { theme } from '../state/theme.ts'
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

/** What a box is called. */
export function nameOfKey(key: number, answer: Pick<MapAnswer, 'groups'>): string {
  return key < 0 ? (answer.groups[-1 - key] ?? '') : (recording.value?.funcs.name[key] ?? '')
}

/** Colours and texts of a map's boxes, made anew when the answer, the heat, the search or the theme change. */
export function useMapColours(answer: MapAnswer): MapColours {
  const { selfOfFunc } = answer
  const scale = answer.difference === null ? null : mapScale.value
  const palette = usePalette({ selfOfFunc, isCompared: scale !== null })
  const steps = colouring.value === 'package' ? null : (scale?.steps ?? null)
  const measure = heatMeasure.value
  return useMemo(() => {
    const neutral = NEUTRAL[theme.value]
    const funcs = funcsOf(answer)
    const tones = tonesOf(palette, funcs, steps)
    return {
      fills: fillsOf(palette, { funcs, tones, neutral }),
      texts: textsOf(answer, palette, { tones, measure, largest: scale?.largest ?? 0 }),
      outline: neutral[7]!,
      ground: neutral[0]!,
    }
  }, [answer, palette, steps, measure])
}

/** Func of each box, below 0 where it has none. */
function funcsOf(answer: MapAnswer): Int32Array {
  return Int32Array.from({ length: answer.boxes.length }, (_, box) => keyOf(answer, box) ?? -1)
}

function fillsOf(
  palette: Palette,
  { funcs, tones, neutral }: { funcs: Int32Array; tones: Uint8Array; neutral: readonly string[] },
): MapFills {
  const { matches } = palette
  return {
    ground: palette.background,
    fill: Uint32Array.from(tones, tone => palette.fill[tone]!),
    found: matches === null ? null : Uint8Array.from(funcs, func => matches[func] ?? 0),
    accent: palette.accent,
    rest: pixel(neutral[2]!),
    restDot: pixel(neutral[4]!),
  }
}

function textsOf(
  answer: MapAnswer,
  colours: Palette,
  { tones, measure, largest }: { tones: Uint8Array; measure: MapMeasure; largest: number },
): MapTexts {
  const { difference } = answer
  const mark = answer.isEstimated ? '~' : ''
  const name = (key: number) => nameOfKey(key, answer)
  return {
    name: box => name(keyOf(answer, box) ?? 0),
    wrappers: box => Array.from(wrappersOf(answer, box), name),
    share: box =>
      difference !== null
        ? mapChange(answer, difference, { box, measure, largest })
        : mark + formatShare(answer.whole > 0 ? answer.total[box]! / answer.whole : 0),
    tone: box => tones[box]!,
    colours,
  }
}
