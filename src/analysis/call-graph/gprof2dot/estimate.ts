import { type Components, findComponents, numberCycles } from '../components.ts'
import { type CallGraph, membersOf } from '../graph.ts'
import { integrate } from './integrate.ts'
import type { Profile } from './profile.ts'
import { callRatios, ratio } from './ratios.ts'

/** How the totals of stacks are worked out: gprof2dot's `--total`. */
export type TotalChoice = 'callratios' | 'callstacks'

/**
 * The graph that gprof2dot would draw of a profile, before anything is left out: shares by its arithmetic, totals and edges
 * as it estimates them. Figures that its parser does not keep are NaN. O(functions + edges), see `integrate`.
 * @throws LimitError where a cycle has too many entries.
 */
export function estimateGraph(profile: Profile, choice: TotalChoice): CallGraph {
  const { self, edges } = profile
  const length = self.length
  const components = findComponents(length, edges.caller, edges.callee)
  const { cycle, count } = numberCycles(components)
  const whole = sum(self)
  const isTimed = profile.measure === 'time'
  const selfShare = self.map(value => ratio(value, whole))
  const totals = totalsOf({ profile, selfShare, components, cycle, cycles: count }, choice)
  return {
    ...{ whole, cycles: count, members: membersOf(cycle, count, node => profile.functions[node]!.func) },
    nodes: {
      length,
      func: Int32Array.from(profile.functions, ({ func }) => func),
      ...{ cycle, self, selfShare, calls: profile.called },
      total: isTimed && totals.time !== null ? totals.time : unknown(length),
      totalShare: totals.share,
    },
    edges: {
      length: edges.length,
      caller: edges.caller,
      callee: edges.callee,
      total: isTimed && totals.edgeTime !== null ? totals.edgeTime : unknown(edges.length),
      ...{ calls: edges.calls, share: totals.edgeShare, isResidual: new Uint8Array(edges.length) },
    },
  }
}

interface Totals {
  readonly share: Float64Array
  readonly edgeShare: Float64Array
  /** Null where there are no times. */
  readonly time: Float64Array | null
  readonly edgeTime: Float64Array | null
}

interface Estimate {
  readonly profile: Profile
  readonly selfShare: Float64Array
  readonly components: Components
  readonly cycle: Int32Array
  readonly cycles: number
}

function totalsOf(estimate: Estimate, choice: TotalChoice): Totals {
  const { profile, selfShare, components, cycle, cycles } = estimate
  const { caller, callee } = profile.edges
  if (profile.method === 'given') return givenTotals(profile)
  const ratios = callRatios(profile, cycle, cycles)
  const ofCallee = (share: Float64Array) => ratios.map((own, edge) => own * share[callee[edge]!]!)
  if (profile.method === 'given-shares') {
    // A function that calls itself keeps the share that its edge began with: its own.
    const edgeShare = ofCallee(profile.total).map((share, edge) =>
      Number.isNaN(share) ? profile.total[caller[edge]!]! : share,
    )
    return { share: profile.total, edgeShare, time: null, edgeTime: null }
  }
  if (choice === 'callstacks' && profile.stackTotals !== null) {
    const whole = sum(profile.self)
    const share = profile.stackTotals().map(value => ratio(value, whole))
    return { share, edgeShare: ofCallee(share), time: null, edgeTime: null }
  }
  const isTimed = profile.measure === 'time'
  const flow = integrate({
    ...{ self: isTimed ? profile.self : selfShare, caller, callee, ratio: ratios, components },
  })
  if (!isTimed) return { share: flow.total, edgeShare: flow.edgeTotal, time: null, edgeTime: null }
  const whole = sum(profile.self)
  return {
    share: flow.total.map(value => ratio(value, whole)),
    edgeShare: flow.edgeTotal.map(value => (Number.isNaN(value) ? value : ratio(value, whole))),
    ...{ time: flow.total, edgeTime: flow.edgeTotal },
  }
}

/** Totals of the file, of the largest of them where that is more than the sum of self. */
function givenTotals(profile: Profile): Totals {
  const whole = profile.total.reduce((most, value) => Math.max(most, value), profile.leastTotal)
  return {
    share: profile.total.map(value => ratio(value, whole)),
    edgeShare: profile.edges.total.map(value => (Number.isNaN(value) ? value : ratio(value, whole))),
    ...{ time: profile.total, edgeTime: profile.edges.total },
  }
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0)
}

function unknown(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN)
}
