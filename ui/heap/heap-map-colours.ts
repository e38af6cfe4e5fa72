import { useMemo } from 'preact/hooks'
import { ACCENT, NEUTRAL } from '../../src/render/svg/heat.ts'
import { mixPixels, pixel } from '../canvas/palette.ts'
import type { MapTexts } from '../map/labels.ts'
import type { MapFills } from '../map/raster.ts'
import { searchText } from '../state/app-state.ts'
import { formatValue } from '../state/figures.ts'
import { searchOf } from '../state/heap-state.ts'
import { theme } from '../state/theme.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { heapScale, heapStep, largestGrowth } from './heap-tones.ts'

/** Share of its colour that a box keeps which a search does not match. */
const FADED = 0.25

/** Place in the chains of what a box is; -1 where it stands for what is too small. */
export function entryOf({ boxes, chainStart }: HeapMapAnswer, box: number): number {
  return boxes.node[box] === -1 ? -1 : chainStart[box + 1]! - 1
}

/** Colours and texts of a heap's map, made anew when the answer, the growth, the search or the theme change. */
export function useHeapMapColours(answer: HeapMapAnswer): {
  fills: MapFills
  texts: MapTexts
  outline: string
  ground: string
} {
  const now = theme.value
  const text = searchText.value.trim()
  const grown = largestGrowth.value
  return useMemo(() => {
    const neutral = NEUTRAL[now]
    const isFound = text === '' ? null : searchOf(text)
    return {
      fills: fillsOf(answer, now, isFound),
      texts: textsOf(answer, now, isFound),
      outline: neutral[7]!,
      ground: neutral[0]!,
    }
  }, [answer, now, text, grown])
}

type IsFound = ((name: string) => boolean) | null

function fillsOf(answer: HeapMapAnswer, now: 'dark' | 'light', isFound: IsFound): MapFills {
  const neutral = NEUTRAL[now]
  const ground = pixel(neutral[0]!)
  const scale = heapScale(now).fills.map(pixel)
  const { length } = answer.boxes
  const fill = new Uint32Array(length)
  const found = isFound === null ? null : new Uint8Array(length)
  for (let box = 0; box < length; box++) {
    const entry = entryOf(answer, box)
    const type = entry === -1 ? '' : answer.types[entry]!
    const own = type === '' ? pixel(neutral[2]!) : scale[stepOf(answer, entry)]!
    const isMatch = isFound === null || type === '' || isFound(answer.names[entry]!)
    fill[box] = isMatch ? own : mixPixels(ground, own, FADED)
    if (found !== null && type !== '' && isMatch) found[box] = 1
  }
  return {
    ground,
    fill,
    found,
    accent: pixel(ACCENT[now]),
    rest: pixel(neutral[2]!),
    restDot: pixel(neutral[4]!),
  }
}

function textsOf(answer: HeapMapAnswer, now: 'dark' | 'light', isFound: IsFound): MapTexts {
  const { texts } = heapScale(now)
  const plain = NEUTRAL[now]
  const mark = answer.isEstimated ? '~' : ''
  return {
    name: box => answer.names[entryOf(answer, box)] ?? '',
    wrappers: box => answer.names.slice(answer.chainStart[box]!, answer.chainStart[box + 1]! - 1),
    share: box => mark + formatValue(answer.total[box]!, 'bytes'),
    tone: box => {
      const entry = entryOf(answer, box)
      if (entry === -1 || answer.types[entry] === '') return texts.length
      if (isFound !== null && !isFound(answer.names[entry]!)) return texts.length
      return stepOf(answer, entry)
    },
    colours: { texts: [...texts, plain[7]!], quietTexts: [...texts, plain[6]!] },
  }
}

function stepOf({ types, typeSizes, hottest }: HeapMapAnswer, entry: number): number {
  return heapStep(types[entry]!, typeSizes[entry]!, hottest)
}
