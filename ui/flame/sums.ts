import type { Palette } from '../canvas/palette.ts'
import type { Boxes } from './boxes.ts'

/**
 * Running sums over boxes, so that the colour of any run of boxes too thin to draw is known in O(1): how much of the
 * pixel they cover, and the mean of their colours by width. Columns have `length + 1` entries.
 */
export interface BoxSums {
  readonly width: Float64Array
  readonly red: Float64Array
  readonly green: Float64Array
  readonly blue: Float64Array
  /** Width of matching boxes; null when nothing is searched. */
  readonly match: Float64Array | null
}

/** O(boxes); some 3 ms and 32 MB a million. */
export function sumBoxes(
  boxes: Boxes,
  { fill, matches }: Pick<Palette, 'fill' | 'matches'>,
  tones: Uint8Array,
): BoxSums {
  const { length, from, to, func } = boxes
  const width = new Float64Array(length + 1)
  const red = new Float64Array(length + 1)
  const green = new Float64Array(length + 1)
  const blue = new Float64Array(length + 1)
  const match = matches === null ? null : new Float64Array(length + 1)
  let w = 0
  let r = 0
  let g = 0
  let b = 0
  let m = 0
  for (let i = 0; i < length; i++) {
    const box = to[i]! - from[i]!
    const colour = fill[tones[i]!]!
    w += box
    r += box * (colour & 0xff)
    g += box * ((colour >>> 8) & 0xff)
    b += box * ((colour >>> 16) & 0xff)
    width[i + 1] = w
    red[i + 1] = r
    green[i + 1] = g
    blue[i + 1] = b
    if (match !== null) {
      if (matches![func[i]!] === 1) m += box
      match[i + 1] = m
    }
  }
  return { width, red, green, blue, match }
}
