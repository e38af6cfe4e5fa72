import { withoutRings } from './acyclic.ts'
import { layOutGroups } from './groups.ts'
import type { GraphLayout, LayoutGraph } from './layout.ts'
import { orderRows } from './order-rows.ts'
import { findParts, packParts, takePart } from './parts.ts'
import { placeRows } from './place-rows.ts'
import { rankNodes } from './ranks.ts'
import { routeEdges } from './route-edges.ts'
import { makeRows } from './rows.ts'

/**
 * Lays a graph out in rows, callers above callees: parts that nothing connects side by side, the nodes of a group in a box.
 * Work is bounded: large graphs get fewer sweeps, never more time. The same graph always gets the same layout. 600 nodes and
 * 1,200 edges take about 0.2 s; 100,000 nodes some seconds. Source of the steps: Sugiyama, Tagawa and Toda, 1981.
 */
export function layOutLayered(graph: LayoutGraph): GraphLayout {
  if (graph.group !== null) return layOutGroups(graph, layOutLayered)
  const parts = findParts(graph)
  if (parts.length === 1) return layOutPart(graph)
  return packParts(
    graph,
    parts.map(part => ({ part, layout: layOutPart(takePart(graph, part)) })),
  )
}

function layOutPart(graph: LayoutGraph): GraphLayout {
  const edges = withoutRings(graph.nodes, graph.caller, graph.callee)
  const rows = makeRows(graph, edges, rankNodes(graph.nodes, edges, graph.weight))
  const order = orderRows(rows)
  const places = placeRows(rows, order)
  const routes = routeEdges(graph, edges, { rows, order, places })
  let width = 0
  for (let i = 0; i < rows.length; i++) width = Math.max(width, places.x[i]! + rows.right[i]!)
  const y = Float64Array.from({ length: graph.nodes }, (_, node) => {
    const row = rows.row[node]!
    return (places.top[row]! + places.bottom[row]!) / 2
  })
  return {
    width,
    height: places.bottom[rows.count - 1] ?? 0,
    x: places.x.slice(0, graph.nodes),
    y,
    ...routes,
    groups: [],
  }
}
