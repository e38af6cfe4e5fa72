import type { DownwardEdges } from './acyclic.ts'
import type { GraphLayout, LayoutGraph } from './layout.ts'
import { orderRows } from './order-rows.ts'
import { placeRows } from './place-rows.ts'
import { routeEdges } from './route-edges.ts'
import { makeRows } from './rows.ts'

/** Lays out a graph without groups whose nodes have been given rows, from 0, and whose edges lead downward. */
export function layOutRanked(graph: LayoutGraph, edges: DownwardEdges, rank: Int32Array): GraphLayout {
  const rows = makeRows(graph, edges, rank)
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
