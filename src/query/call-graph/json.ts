import type { GraphAnswer } from '../../wire/graph.ts'
import { known } from '../../wire/known.ts'
import type { CallGraphAnswer } from './answer.ts'

/** A call graph as `graph --json` prints it. */
export function callGraphJson(
  answer: CallGraphAnswer,
  { recording, compat }: { recording: string; compat: 'gprof2dot' | null },
): GraphAnswer {
  const { nodes, edges, valueType } = answer
  return {
    version: 1,
    recording,
    compat,
    valueType: { name: valueType.name, unit: valueType.unit },
    total: answer.total,
    nodes: nodes.id.map((id, node) => ({
      id,
      name: nodes.name[node]!,
      module: nodes.module[node]!,
      process: nodes.process[node]!,
      file: nodes.file[node]!,
      self: known(nodes.self[node]!),
      total: known(nodes.total[node]!),
      selfShare: known(nodes.selfShare[node]!),
      totalShare: known(nodes.totalShare[node]!),
      calls: known(nodes.calls[node]!),
      cycle: nodes.cycle[node] === 0 ? null : nodes.cycle[node]!,
      weight: nodes.weight[node]!,
      ...baseOfNode(answer, node),
    })),
    edges: Array.from(edges.caller, (caller, edge) => ({
      caller,
      callee: edges.callee[edge]!,
      total: known(edges.total[edge]!),
      share: known(edges.share[edge]!),
      calls: known(edges.calls[edge]!),
      isResidual: edges.isResidual[edge] === 1,
      ...baseOfEdge(answer, edge),
    })),
    leftOut: answer.leftOut,
    ...(answer.difference === null ? {} : { base: { total: answer.difference.whole } }),
  }
}

function baseOfNode({ difference }: CallGraphAnswer, node: number) {
  if (difference === null) return {}
  const { self, total, calls } = difference.nodes
  return { base: { self: known(self[node]!), total: known(total[node]!), calls: known(calls[node]!) } }
}

function baseOfEdge({ difference }: CallGraphAnswer, edge: number) {
  if (difference === null) return {}
  const { total, calls } = difference.edges
  return { base: { total: known(total[edge]!), calls: known(calls[edge]!) } }
}
