import type { CallGraphAnswer } from '../../src/query/call-graph/answer.ts'
import type { GraphAnswer } from '../worker/protocol.ts'

/** A step of the keyboard along edges. */
export type GraphStep = 'caller' | 'callee' | 'previous' | 'next' | 'first' | 'hottest'

/** Neighbours of a node over drawn edges, the costliest first; without itself. */
export function neighboursOf(
  { graph }: Pick<GraphAnswer, 'graph'>,
  node: number,
  side: 'callers' | 'callees',
): number[] {
  const { edges } = graph
  const [own, other] = side === 'callers' ? [edges.callee, edges.caller] : [edges.caller, edges.callee]
  const found: number[] = []
  for (let edge = 0; edge < edges.length; edge++) {
    if (own[edge] === node && other[edge] !== node) found.push(edge)
  }
  const cost = (edge: number) => Math.abs(edges.total[edge]!) || 0
  return found.sort((a, b) => cost(b) - cost(a)).map(edge => other[edge]!)
}

/** The node of a func, or of the cycle that it is in; -1 none. */
export function nodeOf({ nodes, cycleMembers }: CallGraphAnswer, func: number): number {
  if (func === -1) return -1
  const own = nodes.func.indexOf(func)
  if (own !== -1 || !nodes.func.includes(-1)) return own
  return nodes.cycle.findIndex(
    (cycle, node) => nodes.func[node] === -1 && cycleMembers[cycle - 1]!.includes(func),
  )
}

/** Where a step leads: up to the costliest caller, down to the costliest callee, sideways to what the same caller calls (`cameFrom`,
 *  where it calls the node, else the costliest). The same node where there is nothing. `node` -1: at the beginning. */
export function walkGraph(
  answer: GraphAnswer,
  step: GraphStep,
  at: { node: number; cameFrom: number },
): number {
  const { graph, layout } = answer
  if (graph.nodes.length === 0) return -1
  const { node, cameFrom } = at
  if (step === 'hottest') return hottest(graph.nodes.self)
  if (node === -1 || step === 'first') return 0
  if (step === 'caller') return neighboursOf(answer, node, 'callers')[0] ?? node
  if (step === 'callee') return neighboursOf(answer, node, 'callees')[0] ?? node
  const callers = neighboursOf(answer, node, 'callers')
  const caller = callers.includes(cameFrom) ? cameFrom : (callers[0] ?? -1)
  const siblings = caller === -1 ? rootsOf(answer) : neighboursOf(answer, caller, 'callees')
  siblings.sort((a, b) => layout.x[a]! - layout.x[b]! || a - b)
  const place = siblings.indexOf(node)
  return siblings[place + (step === 'next' ? 1 : -1)] ?? node
}

function rootsOf({ graph }: GraphAnswer): number[] {
  const isCalled = new Uint8Array(graph.nodes.length)
  const { edges } = graph
  for (let edge = 0; edge < edges.length; edge++) {
    if (edges.caller[edge] !== edges.callee[edge]) isCalled[edges.callee[edge]!] = 1
  }
  return Array.from(isCalled.keys()).filter(node => isCalled[node] === 0)
}

function hottest(self: Float64Array): number {
  let best = 0
  for (let node = 1; node < self.length; node++) {
    if (Math.abs(self[node]!) > Math.abs(self[best]!) || Number.isNaN(self[best]!)) best = node
  }
  return best
}
