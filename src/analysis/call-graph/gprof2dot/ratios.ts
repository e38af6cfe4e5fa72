import type { Profile } from './profile.ts'

/** A share as gprof2dot has it: of nothing it is 1, and it is never below 0 or above 1. */
export function ratio(part: number, whole: number): number {
  if (whole === 0) return 1
  const share = part / whole
  return share < 0 ? 0 : share > 1 ? 1 : share
}

/**
 * Per edge its share of all calls of its callee: of those from outside its cycle for an edge into a cycle. NaN for a function
 * that calls itself; 0 where the edge has no weight. `cycle` is per function, 0 none.
 */
export function callRatios({ self, edges }: Profile, cycle: Int32Array, cycles: number): Float64Array {
  const { caller, callee, weight, length } = edges
  const byFunction = new Float64Array(self.length)
  const byCycle = new Float64Array(cycles + 1)
  const entersCycle = (edge: number) =>
    cycle[callee[edge]!] !== 0 && cycle[callee[edge]!] !== cycle[caller[edge]!]
  for (let edge = 0; edge < length; edge++) {
    const own = weight[edge]!
    if (caller[edge] === callee[edge] || Number.isNaN(own)) continue
    byFunction[callee[edge]!]! += own
    if (entersCycle(edge)) byCycle[cycle[callee[edge]!]!]! += own
  }
  return Float64Array.from({ length }, (_, edge) => {
    if (caller[edge] === callee[edge]) return Number.NaN
    if (Number.isNaN(weight[edge]!)) return 0
    const to = callee[edge]!
    return ratio(weight[edge]!, entersCycle(edge) ? byCycle[cycle[to]!]! : byFunction[to]!)
  })
}
