import { CostHeap } from '../totals/cost-heap.ts'
import { edgesBy, type OutEdges } from './components.ts'
import type { CallGraph } from './graph.ts'

/** Ways between chosen nodes of a graph that lead over others: columns of callers and callees. */
export interface HiddenWays {
  readonly caller: readonly number[]
  readonly callee: readonly number[]
}

/**
 * How chosen nodes of a graph hang together over those that were not chosen, where no stacks say it: each node that gets most of its
 * cost over others is joined to the chosen node from which the costliest way comes (the way whose smallest call is the largest).
 * At most one way a node; none that would lead back up to a node above. O(edges log nodes + chosen × drawn edges).
 */
export function findHiddenWays(graph: CallGraph, isChosen: Uint8Array): HiddenWays {
  const { nodes, edges } = graph
  const into = edgesBy(edges.callee, nodes.length)
  const from = widestSources(graph, isChosen)
  const drawn = drawnCallees(graph, isChosen)
  const ways: { caller: number[]; callee: number[] } = { caller: [], callee: [] }
  const chosen = Array.from(isChosen.keys()).filter(node => isChosen[node] === 1)
  chosen.sort((a, b) => costOf(nodes.total[b]!) - costOf(nodes.total[a]!) || a - b)
  for (const node of chosen) {
    const candidates = waysInto(node, { graph, isChosen, into, from })
    for (const caller of candidates) {
      if (caller === node || isBelow(caller, node, drawn)) continue
      ways.caller.push(caller)
      ways.callee.push(node)
      drawn.get(caller)!.push(node)
      break
    }
  }
  return ways
}

/** A graph with ways as residual edges of unknown cost; a call between the same two nodes becomes one. */
export function withHiddenWays(graph: CallGraph, ways: HiddenWays): CallGraph {
  const { edges, nodes } = graph
  if (ways.caller.length === 0) return graph
  const key = (caller: number, callee: number) => caller * nodes.length + callee
  const known = new Map<number, number>()
  for (let edge = 0; edge < edges.length; edge++)
    known.set(key(edges.caller[edge]!, edges.callee[edge]!), edge)
  const added = Array.from(ways.caller.keys()).filter(
    way => !known.has(key(ways.caller[way]!, ways.callee[way]!)),
  )
  const length = edges.length + added.length
  const longer = (column: Float64Array) => {
    const all = new Float64Array(length).fill(Number.NaN)
    all.set(column)
    return all
  }
  const ends = (own: Int32Array, list: readonly number[]) =>
    Int32Array.from({ length }, (_, i) => (i < own.length ? own[i]! : list[added[i - own.length]!]!))
  const isResidual = new Uint8Array(length).fill(1)
  isResidual.set(edges.isResidual)
  const [total, share] = [longer(edges.total), longer(edges.share)]
  for (let way = 0; way < ways.caller.length; way++) {
    const edge = known.get(key(ways.caller[way]!, ways.callee[way]!))
    if (edge === undefined) continue
    isResidual[edge] = 1
    total[edge] = share[edge] = Number.NaN
  }
  return {
    ...graph,
    edges: {
      ...{ length, total, share, isResidual, calls: longer(edges.calls) },
      caller: ends(edges.caller, ways.caller),
      callee: ends(edges.callee, ways.callee),
    },
  }
}

/** Per node that is not chosen the chosen one from which the widest way over such nodes comes, -1 none, and how wide it is. */
interface Sources {
  readonly source: Int32Array
  readonly width: Float64Array
}

function widestSources({ nodes, edges }: CallGraph, isChosen: Uint8Array): Sources {
  const out = edgesBy(edges.caller, nodes.length)
  const source = new Int32Array(nodes.length).fill(-1)
  const width = new Float64Array(nodes.length).fill(-1)
  const isDone = new Uint8Array(nodes.length)
  const heap = new CostHeap()
  const spread = (node: number, origin: number, most: number) => {
    for (let i = out.start[node]!; i < out.start[node + 1]!; i++) {
      const edge = out.edge[i]!
      const to = edges.callee[edge]!
      const wide = Math.min(most, costOf(edges.total[edge]!))
      if (isChosen[to] === 1 || wide <= width[to]!) continue
      width[to] = wide
      source[to] = origin
      heap.push(to, wide)
    }
  }
  for (let node = 0; node < nodes.length; node++)
    if (isChosen[node] === 1) spread(node, node, Number.POSITIVE_INFINITY)
  for (let node = heap.pop(); node !== -1; node = heap.pop()) {
    if (isDone[node] === 1) continue
    isDone[node] = 1
    spread(node, source[node]!, width[node]!)
  }
  return { source, width }
}

/** The chosen nodes from which ways over others come that are wider than every call that is drawn, the widest first. */
function waysInto(
  node: number,
  how: { graph: CallGraph; isChosen: Uint8Array; into: OutEdges; from: Sources },
): number[] {
  const { edges } = how.graph
  const found: { source: number; width: number }[] = []
  let widest = -1
  for (let i = how.into.start[node]!; i < how.into.start[node + 1]!; i++) {
    const edge = how.into.edge[i]!
    const caller = edges.caller[edge]!
    if (caller === node) continue
    const cost = costOf(edges.total[edge]!)
    if (how.isChosen[caller] === 1) widest = Math.max(widest, cost)
    else if (how.from.source[caller] !== -1) {
      found.push({ source: how.from.source[caller]!, width: Math.min(cost, how.from.width[caller]!) })
    }
  }
  return found
    .filter(({ width }) => width > widest)
    .sort((a, b) => b.width - a.width || a.source - b.source)
    .map(({ source }) => source)
}

function drawnCallees({ edges }: CallGraph, isChosen: Uint8Array): Map<number, number[]> {
  const drawn = new Map<number, number[]>()
  for (let node = 0; node < isChosen.length; node++) if (isChosen[node] === 1) drawn.set(node, [])
  for (let edge = 0; edge < edges.length; edge++) {
    const callee = edges.callee[edge]!
    if (isChosen[callee] === 1) drawn.get(edges.caller[edge]!)?.push(callee)
  }
  return drawn
}

/** Whether one node is reached from another over what is drawn. */
function isBelow(node: number, above: number, drawn: ReadonlyMap<number, readonly number[]>): boolean {
  const seen = new Set([above])
  for (const at of seen) {
    if (at === node) return true
    for (const callee of drawn.get(at)!) seen.add(callee)
  }
  return false
}

function costOf(total: number): number {
  return Number.isNaN(total) ? 0 : Math.abs(total)
}
