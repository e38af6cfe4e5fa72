/** A height at which a line passes between two places. */
export interface Gate {
  readonly y: number
  readonly low: number
  readonly high: number
}

/** After so many attempts a line is led through all its gates. */
const ATTEMPTS = 5
/** How far a line may miss a gate, and points that are nearer than this above each other are one. */
const NEAR = 0.5

/** Ends at which a curve stands upright. */
export interface UprightEnds {
  readonly top: boolean
  readonly bottom: boolean
}

/**
 * Cubic curves through points that fall (x and y by turns) and through all gates: the line gets further points where a curve
 * would leave its way. O(points + gates) an attempt.
 */
export function smoothThrough(
  line: readonly number[],
  gates: readonly Gate[],
  isUpright: UprightEnds,
): number[] {
  let way = line
  for (let attempt = 1; ; attempt++) {
    const curve = smooth(way, isUpright)
    const missed = missedGates(curve, gates, attempt === ATTEMPTS)
    if (missed.length === 0 || attempt > ATTEMPTS) return curve
    way = withPoints(way, missed)
  }
}

/** Curves through points that fall: none goes further sideways than its points. Source: Fritsch and Carlson, "Monotone piecewise
 *  cubic interpolation", 1980. */
function smooth(line: readonly number[], isUpright: UprightEnds): number[] {
  const count = line.length / 2
  const slope = new Float64Array(count)
  const secant = (i: number) => {
    const dy = Math.max(1e-6, line[2 * i + 3]! - line[2 * i + 1]!)
    return (line[2 * i + 2]! - line[2 * i]!) / dy
  }
  for (let i = 1; i + 1 < count; i++) {
    const [before, after] = [secant(i - 1), secant(i)]
    if (before * after > 0) slope[i] = (2 * before * after) / (before + after)
  }
  // Steep lines leave upright; what goes far down goes straight.
  const isLong = line[2 * count - 1]! - line[1]! > 160
  slope[0] = isLong && !isUpright.top ? 0.6 * secant(0) : 0
  slope[count - 1] = isLong && !isUpright.bottom ? 0.6 * secant(count - 2) : 0
  const curve: number[] = [line[0]!, line[1]!]
  for (let i = 0; i + 1 < count; i++) {
    const [x0, y0, x1, y1] = [line[2 * i]!, line[2 * i + 1]!, line[2 * i + 2]!, line[2 * i + 3]!]
    const third = (y1 - y0) / 3
    curve.push(x0 + slope[i]! * third, y0 + third, x1 - slope[i + 1]! * third, y1 - third, x1, y1)
  }
  return curve
}

/** The points, x and y by turns, at which a curve is to pass the gates that it misses (or all of them); gates fall as curves do. */
function missedGates(curve: readonly number[], gates: readonly Gate[], isEach: boolean): number[] {
  const missed: number[] = []
  const end = curve[curve.length - 1]!
  let at = 0
  for (const { y, low, high } of gates) {
    if (y < curve[1]! + NEAR || y > end - NEAR) continue
    while (at + 8 < curve.length && curve[at + 7]! < y) at += 6
    const x = placeAt(curve, at, y)
    if (isEach || x < low - NEAR || x > high + NEAR) missed.push(Math.min(high, Math.max(low, x)), y)
  }
  return missed
}

/** Where the curve that begins at `at` is at a height. Its handles stand at thirds of its height, so that it falls evenly. */
function placeAt(curve: readonly number[], at: number, y: number): number {
  const t = (y - curve[at + 1]!) / Math.max(1e-6, curve[at + 7]! - curve[at + 1]!)
  const u = 1 - t
  return (
    u * u * u * curve[at]! +
    3 * u * u * t * curve[at + 2]! +
    3 * u * t * t * curve[at + 4]! +
    t * t * t * curve[at + 6]!
  )
}

/** A line with further points, both falling. A further point takes the place of one at its height; the ends stay. */
function withPoints(line: readonly number[], further: readonly number[]): number[] {
  const all: number[] = [line[0]!, line[1]!]
  let at = 0
  const take = (until: number) => {
    for (; at + 3 < line.length - 1 && line[at + 3]! < until - NEAR; at += 2)
      all.push(line[at + 2]!, line[at + 3]!)
    // One at the same height.
    if (at + 3 < line.length - 1 && line[at + 3]! < until + NEAR) at += 2
  }
  for (let i = 0; i < further.length; i += 2) {
    const [x, y] = [further[i]!, further[i + 1]!]
    take(y)
    if (y > all[all.length - 1]! + NEAR) all.push(x, y)
    else if (all.length > 2) all[all.length - 2] = x
  }
  take(Number.POSITIVE_INFINITY)
  all.push(line[line.length - 2]!, line[line.length - 1]!)
  return all
}
