import type { CallsPart } from '../../model/recording.ts'
import { edgesBy, findComponents, type OutEdges } from './components.ts'
import { costsOf, membersOf, rootCosts, sharesOf } from './shares.ts'

/** Rounds in which cost goes round a ring of functions. */
const ROUNDS = 60

/** What a function cost for each row of a call graph that called it, directly or through others (`side` callers), or what each row
 *  cost for it (callees), and what of that it cost itself. Per row; 0 where there is no way between the two. */
export interface CallFlows {
  readonly total: Float64Array
  /** NaN of callers: nobody knows. */
  readonly self: Float64Array
}

/** What rows cost for a row that called them, directly or through others, split in proportion: see {@link sharesOf}. */
export function calleeFlows(part: CallsPart, valueType: number, row: number): CallFlows {
  const isMeant = new Uint8Array(part.rows.length)
  isMeant[row] = 1
  const { above, aboveSelf } = sharesOf(part, valueType, isMeant)
  const whole = part.total[valueType]![row]!
  const known = (value: number) => (Number.isNaN(value) ? 0 : value)
  if (whole < 0) return { total: above.fill(Number.NaN), self: above }
  return {
    total: above.map((share, other) => Math.min(whole, share * known(part.total[valueType]![other]!))),
    self: aboveSelf.map((share, other) => share * known(part.self[valueType]![other]!)),
  }
}

/**
 * Splits what a row cost over its callers and theirs in proportion to what their calls cost, as gprof's authors did (Graham, Kessler
 * and McKusick, 1982). In a ring of functions it goes from member to caller, and leaves by the calls that lead into the ring: all of
 * it. O(rows + edges), and 60 times the edges of rings.
 */
export function callerFlows(part: CallsPart, valueType: number, row: number): CallFlows {
  const { rows, edges } = part
  const cost = costsOf(part, valueType)
  const root = rootCosts(part, cost, part.total[valueType]!)
  const incoming = edgesBy(edges.callee, rows.length)
  const components = findComponents(rows.length, edges.caller, edges.callee)
  const members = membersOf(components)
  const flow = new Float64Array(rows.length)
  const all = part.total[valueType]![row]! || 0
  if (all < 0) return { total: flow.fill(Number.NaN), self: flow }
  flow[row] = all
  for (let one = components.of[row]!; one < components.count; one++) {
    const ring = members[one]!
    const entered = ring.reduce((sum, member) => sum + flow[member]!, 0)
    if (!(entered > 0)) continue
    const leaving = ring.length > 1 ? goRound(ring, { part, cost, root, incoming, flow, entered }) : [entered]
    const isOutside = (edge: number) => components.of[edges.caller[edge]!] !== one
    const into = ring.map(member => edgesInto(incoming, member).filter(isOutside))
    const led = ring.map((member, k) => into[k]!.reduce((sum, edge) => sum + cost[edge]!, root[member]!))
    const sum = led.reduce((most, own, k) => most + own * leaving[k]!, 0)
    const calls = into.reduce((count, own) => count + own.length, 0)
    for (const [k, own] of into.entries()) {
      for (const edge of own) {
        const share = sum > 0 ? (leaving[k]! * cost[edge]!) / sum : 1 / calls
        flow[edges.caller[edge]!]! += entered * share
      }
    }
  }
  return { total: flow, self: flow.map(() => Number.NaN) }
}

/** Lets what entered a ring of functions from below go from member to caller until it has left: none is passed by more than all.
 *  Returns how much of each member's calls it went through. */
function goRound(
  ring: readonly number[],
  of: {
    readonly part: CallsPart
    readonly cost: Float64Array
    readonly root: Float64Array
    readonly incoming: OutEdges
    readonly flow: Float64Array
    readonly entered: number
  },
): number[] {
  const { part, cost, root, incoming, flow, entered } = of
  const place = new Map(ring.map((member, k) => [member, k]))
  const into = ring.map(member => edgesInto(incoming, member))
  const whole = into.map((edges, k) => edges.reduce((sum, edge) => sum + cost[edge]!, root[ring[k]!]!))
  const steps = into.map((edges, k) =>
    edges.flatMap(edge => {
      const to = place.get(part.edges.caller[edge]!)
      return to === undefined || !(cost[edge]! > 0) ? [] : [{ to, share: cost[edge]! / whole[k]! }]
    }),
  )
  const passed = Float64Array.from(ring, member => flow[member]!)
  let moving = passed.slice()
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(ring.length)
    for (const [k, amount] of moving.entries()) {
      if (amount > 0) for (const { to, share } of steps[k]!) next[to]! += amount * share
    }
    for (const [k, amount] of next.entries()) passed[k]! += amount
    moving = next
  }
  for (const [k, member] of ring.entries()) flow[member] = Math.min(entered, passed[k]!)
  return Array.from(passed, (amount, k) => (whole[k]! > 0 ? amount / whole[k]! : 0))
}

function edgesInto({ start, edge }: OutEdges, row: number): number[] {
  return Array.from(edge.subarray(start[row]!, start[row + 1]!))
}
