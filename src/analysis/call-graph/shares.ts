import type { CallsPart } from '../../model/recording.ts'
import { type Components, edgesBy, findComponents, type OutEdges } from './components.ts'

/** Rounds in which shares within a ring of functions settle. */
const ROUNDS = 60

/** How much of each row of a call graph had to do with some of its functions: entries from 0 to 1, of these functions 1. */
export interface Shares {
  /** Of what the row cost with its callees: what was called, directly or through others, by one of them. */
  readonly above: Float64Array
  /** The same of what the row cost itself. */
  readonly aboveSelf: Float64Array
  /** Of what the row cost with its callees: what led to one of them. */
  readonly below: Float64Array
  /** As `above`, of these functions too: what of their cost other ones of them called. Calls within a ring are not looked at. */
  readonly outer: Float64Array
}

interface Graph {
  readonly part: CallsPart
  readonly isMeant: Uint8Array
  readonly self: Float64Array
  /** Per edge what the callee cost for this caller; 0 for calls by itself. */
  readonly cost: Float64Array
  readonly incoming: OutEdges
  readonly outgoing: OutEdges
  readonly components: Components
}

/**
 * Splits what functions cost over their callers in proportion to what their calls cost, which is exact where all of it or
 * nothing has to do with the functions meant, and else an estimate. Functions that call each other in a ring count as one,
 * where none of them is meant. O(rows + edges). Source: Graham, Kessler and McKusick, gprof, 1982.
 */
export function sharesOf(part: CallsPart, valueType: number, isMeant: Uint8Array): Shares {
  const { rows, edges } = part
  const graph: Graph = {
    ...{ part, isMeant, self: part.self[valueType]!.map(orZero), cost: costsOf(part, valueType) },
    incoming: edgesBy(edges.callee, rows.length),
    outgoing: edgesBy(edges.caller, rows.length),
    components: findComponents(rows.length, edges.caller, edges.callee),
  }
  const members = membersOf(graph.components)
  const above = Float64Array.from(isMeant)
  const below = Float64Array.from(isMeant)
  const rootOf = rootCosts(part, graph.cost, part.total[valueType]!)
  for (let one = members.length - 1; one >= 0; one--) settle(graph, members[one]!, above, rootOf)
  for (const rowsOfOne of members) settle(graph, rowsOfOne, below, null)
  const roots = { share: above, roots: rootOf }
  const outer = above.slice()
  for (const rowsOfOne of members) {
    const meant = rowsOfOne.filter(row => isMeant[row] === 1)
    const share = meant.length === 0 ? 0 : shareOf(graph, rowsOfOne, roots)
    for (const row of meant) outer[row] = share
  }
  return { above, aboveSelf: selfShares(graph, part.edgeSelf[valueType]!, above), below, outer }
}

/** Exact where the input says what a function cost itself for each caller. */
function selfShares(
  { part: { edges }, self }: Graph,
  edgeSelf: Float64Array,
  above: Float64Array,
): Float64Array {
  const [meant, called] = [new Float64Array(self.length), new Float64Array(self.length)]
  for (let edge = 0; edge < edges.length; edge++) {
    const callee = edges.callee[edge]!
    called[callee]! += edgeSelf[edge]!
    meant[callee]! += edgeSelf[edge]! * above[edges.caller[edge]!]!
  }
  // What is not known makes the sum NaN, and calls in rings more than there is: neither is taken.
  const isSaid = (row: number) => called[row]! > 0 && called[row]! <= (1 + 1e-9) * self[row]!
  return above.map((share, row) => (share < 1 && isSaid(row) ? Math.min(1, meant[row]! / self[row]!) : share))
}

/** Fills in the shares of one function or ring; `roots` what rows cost without a caller, null for the way down. */
function settle(
  graph: Graph,
  rows: readonly number[],
  share: Float64Array,
  roots: Float64Array | null,
): void {
  const free = rows.filter(row => graph.isMeant[row] === 0)
  if (free.length === rows.length) {
    const whole = shareOf(graph, rows, { share, roots })
    for (const row of rows) share[row] = whole
    return
  }
  for (let round = 0; round < ROUNDS && free.length > 0; round++) {
    for (const row of free) share[row] = shareOf(graph, [row], { share, roots })
  }
}

/** How much of what rows cost has to do with what is meant. Where they cost nothing their calls count, each as much. */
function shareOf(
  { part: { edges }, self, cost, incoming, outgoing }: Graph,
  rows: readonly number[],
  { share, roots }: { readonly share: Float64Array; readonly roots: Float64Array | null },
): number {
  const [list, end] = roots === null ? [outgoing, edges.callee] : [incoming, edges.caller]
  const within = new Set(rows)
  let [part, all, meant, calls] = [0, 0, 0, 0]
  for (const row of rows) {
    all += roots === null ? self[row]! : roots[row]!
    for (let k = list.start[row]!; k < list.start[row + 1]!; k++) {
      const edge = list.edge[k]!
      const other = end[edge]!
      if (within.has(other)) continue
      all += cost[edge]!
      part += cost[edge]! * share[other]!
      meant += share[other]!
      calls++
    }
  }
  if (all > 0) return Math.min(1, part / all)
  return calls > 0 ? meant / calls : 0
}

/** What edges cost; where the input does not say it, the callee's cost is shared out by number of calls. */
export function costsOf({ rows, edges, total, edgeTotal }: CallsPart, valueType: number): Float64Array {
  const known = edgeTotal[valueType]!
  const callsOf = (edge: number) => (edges.calls[edge]! > 0 ? edges.calls[edge]! : 1)
  const calls = new Float64Array(rows.length)
  for (let edge = 0; edge < edges.length; edge++) calls[edges.callee[edge]!]! += callsOf(edge)
  return known.map((cost, edge) => {
    const callee = edges.callee[edge]!
    if (edges.caller[edge] === callee) return 0
    return Number.isNaN(cost) ? (orZero(total[valueType]![callee]!) * callsOf(edge)) / calls[callee]! : cost
  })
}

/** What each row cost without any caller that is known. */
export function rootCosts({ edges }: CallsPart, cost: Float64Array, total: Float64Array): Float64Array {
  const rest = total.map(orZero)
  for (let edge = 0; edge < edges.length; edge++) rest[edges.callee[edge]!]! -= cost[edge]!
  return rest.map((left, row) => (left > 1e-9 * orZero(total[row]!) ? left : 0))
}

/** The rows of each component. */
export function membersOf({ count, of }: Components): number[][] {
  const members: number[][] = Array.from({ length: count }, () => [])
  for (const [row, one] of of.entries()) members[one]!.push(row)
  return members
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
