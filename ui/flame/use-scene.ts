import { useMemo } from 'preact/hooks'
import { changeLabel } from '../../src/render/svg/difference-look.ts'
import { type Palette, tonesOf } from '../canvas/palette.ts'
import { usePalette } from '../canvas/use-palette.ts'
import { colouring } from '../state/app-state.ts'
import { formatShare, formatValue } from '../state/figures.ts'
import { heatMeasure } from '../state/map-state.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { type BoxSums, sumBoxes } from './sums.ts'

/** The parts of a scene that cost something and change seldom. */
export interface Colours {
  readonly palette: Palette
  /** Tone of each box. */
  readonly tones: Uint8Array
  readonly sums: BoxSums
  /** What stands after the name of a box; '' nothing. */
  readonly share: (box: number) => string
}

/** Colours of an answer's boxes, made anew when the answer, the heat, the search, the theme or the colouring change. */
export function useColours(answer: FlameAnswer): Colours {
  const { boxes, difference } = answer
  const measure = heatMeasure.value
  const scale = answer.steps?.[measure] ?? null
  const palette = usePalette({ selfOfFunc: answer.selfOfFunc, isCompared: scale !== null })
  const steps = colouring.value === 'package' ? null : (scale?.steps ?? null)
  const { tones, sums } = useMemo(() => {
    const tones = tonesOf(palette, boxes.func, steps)
    return { tones, sums: sumBoxes(boxes, palette, tones) }
  }, [boxes, palette, steps])
  const mark = answer.isEstimated ? '~' : ''
  return {
    ...{ palette, tones, sums },
    share: box => {
      if (difference !== null && scale !== null) {
        const whole = Math.max(difference.whole, difference.baseWhole)
        const [own, base] =
          measure === 'self'
            ? [difference.self, difference.baseSelf]
            : [difference.totals, difference.baseTotals]
        // What a caller of the centre cost itself is not in the picture.
        if (Number.isNaN(own[box]!)) return ''
        return changeLabel({ own: own[box]!, base: base[box]! }, { whole, largest: scale.largest })
      }
      const width = boxes.to[box]! - boxes.from[box]!
      return answer.unit === 'time'
        ? formatValue(width, 'nanoseconds')
        : mark + formatShare(width / boxes.whole)
    },
  }
}
