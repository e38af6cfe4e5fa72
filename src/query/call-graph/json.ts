import type { GraphAnswer } from '../../wire/graph.ts'
import { known } from '../../wire/known.ts'
import type { Emptiness } from '../why-empty.ts'
import type { CallGraphAnswer } from './answer.ts'

/** A call graph as `graph --json` prints it. */
export function callGraphJson(
  answer: CallGraphAnswer,
  about: {
    readonly recording: string
    readonly compat: 'gprof2dot' | null
    readonly isEstimated: boolean
    readonly emptiness: Emptiness | null
  },
): GraphAnswer {
  const { nodes, edges, valueType } = answer
  return {
    version: 1,
    recording: about.recording,
    compat: about.compat,
    valueType: { name: valueType.name, unit: valueType.unit },
    ...(about.isEstimated ? { isEstimated: true } : {}),
    ...(about.emptiness === null ? {} : { emptiness: about.emptiness }),
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
