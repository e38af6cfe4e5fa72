import type { MapDifference, SquareMapAnswer } from '../../query/tree/square-map.ts'
import { changeLabel, type DifferenceSteps, differenceSteps } from './difference-look.ts'

/** What the colours of a map are of. */
export type MapMeasure = 'self' | 'total'

/** What a box is: a func, -1 - g for a group; null where it stands for what is too small. */
export function keyOfBox(map: SquareMapAnswer, box: number): number | null {
  return map.boxes.node[box] === -1 ? null : map.chain[map.chainStart[box + 1]! - 1]!
}

/** The step of every box by what its own self time or its total differs by: a function may cost more in one place and less in
 *  another. Groups have no colour. */
export function mapSteps(
  map: SquareMapAnswer,
  difference: MapDifference,
  measure: MapMeasure,
): DifferenceSteps {
  const { length } = map.boxes
  const ofFuncs = (column: Float64Array) =>
    Float64Array.from({ length }, (_, box) => ((keyOfBox(map, box) ?? -1) < 0 ? 0 : column[box]!))
  const { own, base } = sidesOf(difference, measure)
  return differenceSteps(ofFuncs(own), ofFuncs(base))
}

/** What stands beside the name of a box: what its coloured figure differs by, of a group its total, in points of the larger
 *  whole. */
export function mapChange(
  map: SquareMapAnswer,
  difference: MapDifference,
  at: { readonly box: number; readonly measure: MapMeasure; readonly largest: number },
): string {
  const { box, measure, largest } = at
  const isGroup = (keyOfBox(map, box) ?? -1) < 0
  const { own, base } = sidesOf(difference, isGroup ? 'total' : measure)
  const whole = Math.max(map.whole, difference.whole)
  return changeLabel(
    { own: own[box]!, base: base[box]! },
    { whole, largest: isGroup ? Number.POSITIVE_INFINITY : largest },
  )
}

function sidesOf({ self, baseSelf, total, baseTotal }: MapDifference, measure: MapMeasure) {
  return measure === 'total' ? { own: total, base: baseTotal } : { own: self, base: baseSelf }
}
