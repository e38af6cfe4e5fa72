import { withoutRings } from './acyclic.ts'
import { layOutGroups } from './groups.ts'
import type { GraphLayout, LayoutGraph } from './layout.ts'
import { layOutParts } from './parts.ts'
import { layOutRanked } from './ranked.ts'
import { rankNodes } from './ranks.ts'

/**
 * Lays a graph out in rows, callers above callees: parts that nothing connects side by side, the nodes of a group in a box.
 * Work is bounded: large graphs get fewer sweeps, never more time. The same graph always gets the same layout. 600 nodes and
 * 1,200 edges take about 0.2 s; 100,000 nodes some seconds. Source of the steps: Sugiyama, Tagawa and Toda, 1981.
 */
export function layOutLayered(graph: LayoutGraph): GraphLayout {
  if (graph.group !== null) return layOutGroups(graph, layOutLayered)
  return layOutParts(graph, layOutPart)
}

function layOutPart(graph: LayoutGraph): GraphLayout {
  const edges = withoutRings(graph.nodes, graph.caller, graph.callee)
  const rank = rankNodes(graph.nodes, edges, graph.weight)
  return layOutRanked(graph, edges, rank)
}
