import type { HeapGraphAnswer } from '../worker/heap-protocol.ts'

/** A step from object to object: to who refers to it, to what it refers to, or to one beside it. */
export type HeapGraphStep = 'centre' | 'referrer' | 'referent' | 'previous' | 'next'

/** Who refers to a node ('in') or what it refers to ('out'), without itself, those that retain most first. */
export function graphNeighbours(
  { graph, nodes }: Pick<HeapGraphAnswer, 'graph' | 'nodes'>,
  node: number,
  side: 'in' | 'out',
): number[] {
  const { caller, callee, length } = graph.edges
  const [own, other] = side === 'in' ? [callee, caller] : [caller, callee]
  const found = new Set<number>()
  for (let edge = 0; edge < length; edge++) {
    if (own[edge] === node && other[edge] !== node) found.add(other[edge]!)
  }
  return [...found].sort((a, b) => nodes[b]!.retained - nodes[a]!.retained || a - b)
}

/** Where a step leads from a node (-1: to the one in the middle); the same node where there is nothing. */
export function walkHeapGraph(answer: HeapGraphAnswer, node: number, step: HeapGraphStep): number {
  if (answer.nodes.length === 0) return -1
  if (node === -1 || step === 'centre') return answer.centre
  if (step === 'referrer') return graphNeighbours(answer, node, 'in')[0] ?? node
  if (step === 'referent') return graphNeighbours(answer, node, 'out')[0] ?? node
  // Beside it is what stands in the same row.
  const { x, y } = answer.layout
  const row = Array.from(answer.nodes.keys()).filter(other => Math.abs(y[other]! - y[node]!) < 1)
  row.sort((a, b) => x[a]! - x[b]!)
  return row[row.indexOf(node) + (step === 'next' ? 1 : -1)] ?? node
}
