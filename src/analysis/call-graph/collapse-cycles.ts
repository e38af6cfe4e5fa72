import { PairMap } from '../../base/pair-map.ts'
import { addKnown } from './from-calls.ts'
import { type CallGraph, sharesOf } from './graph.ts'

/**
 * A call graph in which functions that call each other in a ring are one node, as KCachegrind's cycle detection has them:
 * its self is that of its members, its total that and what they call outside; calls within are left out. For graphs of
 * which no stacks are known. O(nodes + edges). Source: KCachegrind libcore/tracedata.cpp.
 */
export function collapseCycles(graph: CallGraph): CallGraph {
  if (graph.cycles === 0) return graph
  const { nodes } = graph
  const apart = Int32Array.from(nodes.func.keys()).filter(node => nodes.cycle[node] === 0)
  const length = apart.length + graph.cycles
  const to = nodes.cycle.map(cycle => (cycle === 0 ? -1 : apart.length + cycle - 1))
  for (const [index, node] of apart.entries()) to[node] = index
  const columns = {
    func: new Int32Array(length).fill(-1),
    cycle: Int32Array.from({ length }, (_, node) => Math.max(0, node - apart.length + 1)),
    self: new Float64Array(length),
    total: new Float64Array(length),
    calls: new Float64Array(length).fill(Number.NaN),
  }
  for (let node = 0; node < nodes.length; node++) {
    const own = to[node]!
    const isMember = nodes.cycle[node] !== 0
    columns.self[own]! += nodes.self[node]!
    // Of a cycle the calls are those from outside, and the total is its self and what it calls outside.
    columns.total[own]! += isMember ? nodes.self[node]! : nodes.total[node]!
    if (isMember) continue
    columns.func[own] = nodes.func[node]!
    columns.calls[own] = nodes.calls[node]!
  }
  const between = edgesBetween(graph, to, columns)
  return {
    ...{ whole: graph.whole, cycles: graph.cycles, members: graph.members },
    nodes: {
      ...{ length, ...columns },
      selfShare: sharesOf(columns.self, graph.whole),
      totalShare: sharesOf(columns.total, graph.whole),
    },
    edges: {
      ...between,
      share: sharesOf(between.total, graph.whole),
      isResidual: new Uint8Array(between.length),
    },
  }
}

function edgesBetween(
  { nodes, edges }: CallGraph,
  to: Int32Array,
  columns: { total: Float64Array; calls: Float64Array },
): Pick<CallGraph['edges'], 'length' | 'caller' | 'callee' | 'total' | 'calls'> {
  const byPair = new PairMap(edges.length)
  const [caller, callee, total, calls]: number[][] = [[], [], [], []]
  for (let edge = 0; edge < edges.length; edge++) {
    const [from, target] = [edges.caller[edge]!, edges.callee[edge]!]
    const cycle = nodes.cycle[from]!
    if (cycle !== 0 && cycle === nodes.cycle[target]) continue
    const [a, b] = [to[from]!, to[target]!]
    const known = byPair.get(a, b)
    if (cycle !== 0) columns.total[a] = addKnown(columns.total[a]!, edges.total[edge]!)
    if (nodes.cycle[target] !== 0) columns.calls[b] = addKnown(columns.calls[b]!, edges.calls[edge]!)
    if (known === -1) {
      byPair.set(a, b, caller!.length)
      caller!.push(a)
      callee!.push(b)
      total!.push(edges.total[edge]!)
      calls!.push(edges.calls[edge]!)
    } else {
      total![known] = addKnown(total![known]!, edges.total[edge]!)
      calls![known] = addKnown(calls![known]!, edges.calls[edge]!)
    }
  }
  return {
    length: caller!.length,
    caller: Int32Array.from(caller!),
    callee: Int32Array.from(callee!),
    total: Float64Array.from(total!),
    calls: Float64Array.from(calls!),
  }
}
