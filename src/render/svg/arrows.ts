/** The head of an arrow, and where its line ends. */
export interface Arrow {
  /** For the `d` of a path. */
  readonly path: string
  readonly lineX: number
  readonly lineY: number
}

/** A head of some length at the end of a line of Bézier curves (x and y by turns), in the direction in which it arrives. */
export function arrowAt(points: Float64Array, length: number): Arrow {
  const n = points.length
  const [x, y] = [points[n - 2]!, points[n - 1]!]
  let [dx, dy] = [0, 1]
  // Handles may lie on the end.
  for (let at = n - 4; at >= 0; at -= 2) {
    const far = Math.hypot(x - points[at]!, y - points[at + 1]!)
    if (far < 0.01) continue
    ;[dx, dy] = [(x - points[at]!) / far, (y - points[at + 1]!) / far]
    break
  }
  const half = 0.42 * length
  const [backX, backY] = [x - dx * length, y - dy * length]
  const at = (px: number, py: number) => `${round(px)} ${round(py)}`
  return {
    path: `M${at(x, y)}L${at(backX - dy * half, backY + dx * half)}L${at(backX + dy * half, backY - dx * half)}Z`,
    lineX: x - 0.8 * dx * length,
    lineY: y - 0.8 * dy * length,
  }
}

/** The `d` of a line of Bézier curves that ends in an arrow. */
export function curveText(points: Float64Array, { lineX, lineY }: Arrow): string {
  const parts = [`M${round(points[0]!)} ${round(points[1]!)}`]
  for (let at = 2; at + 5 < points.length; at += 6) {
    const isLast = at + 7 >= points.length
    const numbers = Array.from(points.subarray(at, at + 4), round)
    const end = isLast ? [round(lineX), round(lineY)] : Array.from(points.subarray(at + 4, at + 6), round)
    parts.push(`C${[...numbers, ...end].join(' ')}`)
  }
  return parts.join('')
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}
