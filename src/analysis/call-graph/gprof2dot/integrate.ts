import { type Components, edgesBy, type OutEdges } from '../components.ts'
import { CycleWalk } from './cycle-walk.ts'
import type { Flow, FlowGraph } from './flow-graph.ts'

/**
 * Passes what functions cost on to their callers, each its share, callees first. A cycle passes on what all its members
 * cost; among them it is spread anew from each member that is called from outside, along edges that lead away from it. These
 * are estimates: they take every call of a function to cost the same.
 * O(nodes + edges), and in a cycle for each of its entries. Source: gprof2dot's integrate; Graham et al., gprof, 1982.
 */
export function integrate(graph: FlowGraph): Flow {
  const { self, caller, callee, ratio, components } = graph
  const nodes = self.length
  const out = edgesBy(caller, nodes)
  const total = new Float64Array(nodes)
  const edgeTotal = new Float64Array(caller.length).fill(Number.NaN)
  const byComponent = new Float64Array(components.count)
  const members = membersOf(components)
  const entries = entryRatios(graph)
  const walk = new CycleWalk(graph, out, { total, edgeTotal })
  for (let component = 0; component < components.count; component++) {
    const [from, to] = [members.start[component]!, members.start[component + 1]!]
    let sum = 0
    for (let i = from; i < to; i++) sum += costOf(members.edge[i]!)
    byComponent[component] = sum
    if (to - from === 1) total[members.edge[from]!] = sum
    else for (const [entry, share] of entries[component] ?? []) walk.spread(entry, share)
  }
  return { total, edgeTotal }

  /** What a node costs and calls outside its component; sets the totals of these edges. */
  function costOf(node: number): number {
    let sum = self[node]!
    for (let i = out.start[node]!; i < out.start[node + 1]!; i++) {
      const edge = out.edge[i]!
      const target = components.of[callee[edge]!]!
      if (target === components.of[node]) continue
      edgeTotal[edge] = ratio[edge]! * byComponent[target]!
      sum += edgeTotal[edge]!
    }
    return sum
  }
}

/** The nodes of each component side by side. */
function membersOf({ of, count }: Components): OutEdges {
  return edgesBy(of, count)
}

/** Per component with several members those that are called from outside, with the sum of the shares of these calls. */
function entryRatios({ caller, callee, ratio, components }: FlowGraph): (Map<number, number> | undefined)[] {
  const entries: (Map<number, number> | undefined)[] = []
  const { of, size } = components
  for (let edge = 0; edge < caller.length; edge++) {
    const component = of[callee[edge]!]!
    if (size[component]! < 2 || of[caller[edge]!] === component) continue
    entries[component] ??= new Map()
    const known = entries[component].get(callee[edge]!) ?? 0
    entries[component].set(callee[edge]!, known + ratio[edge]!)
  }
  return entries
}
