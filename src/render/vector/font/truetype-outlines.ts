import type { OutlineStep } from '../shapes.ts'
import type { GlyphOutlines } from './glyph-outlines.ts'

/** Parts that a glyph may be made of; more are left out. */
const MOST_PARTS = 64

/** How a part of a glyph is moved and enlarged: x' = a x + c y + e, y' = b x + d y + f. */
type Placing = readonly [number, number, number, number, number, number]

interface Point {
  readonly x: number
  readonly y: number
  readonly isOnCurve: boolean
}

/** Outlines of curves of the second degree. Source: OpenType 1.9, glyf and loca. */
export function trueTypeOutlines({
  loca,
  glyf,
  isLong,
}: {
  loca: DataView
  glyf: DataView
  isLong: boolean
}): GlyphOutlines {
  const place = (glyph: number) => (isLong ? loca.getUint32(4 * glyph) : 2 * loca.getUint16(2 * glyph))
  return glyph => {
    const steps: OutlineStep[] = []
    const parts: { glyph: number; placing: Placing }[] = [{ glyph, placing: [1, 0, 0, 1, 0, 0] }]
    for (let i = 0; i < parts.length && i < MOST_PARTS; i++) {
      const part = parts[i]!
      const start = place(part.glyph)
      if (place(part.glyph + 1) <= start) continue
      const contours = glyf.getInt16(start)
      if (contours < 0) parts.push(...partsOf(glyf, start + 10, part.placing))
      else
        for (const points of contoursOf(glyf, start + 10, contours)) addContour(steps, points, part.placing)
    }
    return steps
  }
}

const WORDS = 1
const ARE_PLACES = 2
const HAS_SCALE = 8
const HAS_MORE = 0x20
const HAS_TWO_SCALES = 0x40
const HAS_MATRIX = 0x80

function* partsOf(glyf: DataView, start: number, outer: Placing) {
  let at = start
  for (let i = 0; i < MOST_PARTS; i++) {
    const flags = glyf.getUint16(at)
    const glyph = glyf.getUint16(at + 2)
    const isWords = (flags & WORDS) !== 0
    const number = (k: number) => (isWords ? glyf.getInt16(at + 4 + 2 * k) : glyf.getInt8(at + 4 + k))
    const [e, f] = (flags & ARE_PLACES) === 0 ? [0, 0] : [number(0), number(1)]
    at += isWords ? 8 : 6
    const fraction = () => {
      at += 2
      return glyf.getInt16(at - 2) / 16384
    }
    let [a, b, c, d] = [1, 0, 0, 1]
    if ((flags & HAS_SCALE) !== 0) a = d = fraction()
    else if ((flags & HAS_TWO_SCALES) !== 0) [a, d] = [fraction(), fraction()]
    else if ((flags & HAS_MATRIX) !== 0) [a, b, c, d] = [fraction(), fraction(), fraction(), fraction()]
    const [A, B, C, D, E, F] = outer
    const [x, y] = [A * e + C * f + E, B * e + D * f + F]
    const placing: Placing = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, x, y]
    yield { glyph, placing }
    if ((flags & HAS_MORE) === 0) return
  }
}

function* contoursOf(glyf: DataView, start: number, contours: number): Generator<Point[]> {
  const end = (i: number) => glyf.getUint16(start + 2 * i)
  const count = contours === 0 ? 0 : end(contours - 1) + 1
  let at = start + 2 * contours
  at += 2 + glyf.getUint16(at)
  const flags = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const flag = glyf.getUint8(at++)
    const repeats = (flag & 8) === 0 ? 0 : glyf.getUint8(at++)
    flags.fill(flag, i, i + repeats + 1)
    i += repeats
  }
  const numbers = (short: number, same: number) => {
    const values: number[] = []
    let value = 0
    for (const flag of flags) {
      if ((flag & short) !== 0) value += (flag & same) === 0 ? -glyf.getUint8(at++) : glyf.getUint8(at++)
      else if ((flag & same) === 0) {
        value += glyf.getInt16(at)
        at += 2
      }
      values.push(value)
    }
    return values
  }
  const xs = numbers(2, 16)
  const ys = numbers(4, 32)
  for (let i = 0, first = 0; i < contours; i++) {
    const last = end(i)
    const points: Point[] = []
    for (let k = first; k <= last; k++)
      points.push({ x: xs[k]!, y: ys[k]!, isOnCurve: (flags[k]! & 1) !== 0 })
    first = last + 1
    yield points
  }
}

function addContour(steps: OutlineStep[], points: readonly Point[], [a, b, c, d, e, f]: Placing): void {
  if (points.length < 2) return
  const placed = points.map(({ x, y, isOnCurve }) => ({
    x: a * x + c * y + e,
    y: b * x + d * y + f,
    isOnCurve,
  }))
  const found = placed.findIndex(({ isOnCurve }) => isOnCurve)
  // All off the curve: it begins half way between two of them.
  const start = found === -1 ? half(placed.at(-1)!, placed[0]!) : placed[found]!
  const order = found === -1 ? placed : [...placed.slice(found + 1), ...placed.slice(0, found)]
  steps.push(['M', start.x, start.y])
  let from = start
  let bend: Point | null = null
  for (const point of [...order, start]) {
    if (bend === null && point.isOnCurve) steps.push(['L', point.x, point.y])
    if (bend !== null) steps.push(curve(from, bend, point.isOnCurve ? point : half(bend, point)))
    if (point.isOnCurve) from = point
    else if (bend !== null) from = half(bend, point)
    bend = point.isOnCurve ? null : point
  }
  steps.push(['Z'])
}

function half(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, isOnCurve: true }
}

/** A curve of the second degree as one of the third. */
function curve(from: Point, bend: Point, to: Point): OutlineStep {
  const near = (end: number, middle: number) => end + (2 / 3) * (middle - end)
  return [
    'C',
    ...([
      near(from.x, bend.x),
      near(from.y, bend.y),
      near(to.x, bend.x),
      near(to.y, bend.y),
      to.x,
      to.y,
    ] as const),
  ]
}
