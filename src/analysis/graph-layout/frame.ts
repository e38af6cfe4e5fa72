import { withoutRings } from './acyclic.ts'
import { GAPS, type GraphLayout, type LayoutGraph } from './layout.ts'
import { layOutParts } from './parts.ts'
import { layOutRanked } from './ranked.ts'
import { rankNodes } from './ranks.ts'

/** Lines of texts that there may be between two rows of boxes. */
const MOST_LINES = 8
/** A picture is wide anyway. */
const LEAST_ROOM = 600

/** Lays out boxes and the edges between them, of which there are many between two: their texts take several lines where one
 *  would be wider than the boxes. */
export function layOutFrame(graph: LayoutGraph): GraphLayout {
  return layOutParts(graph, layOutPart)
}

function layOutPart(graph: LayoutGraph): GraphLayout {
  const edges = withoutRings(graph.nodes, graph.caller, graph.callee)
  const rank = rankNodes(graph.nodes, edges, graph.weight)
  const lines = linesOfTexts(graph, rank)
  return layOutRanked(
    graph,
    edges,
    rank.map(row => row * lines),
  )
}

function linesOfTexts({ width, labelWidth }: LayoutGraph, rank: Int32Array): number {
  let [last, texts] = [0, 0]
  for (const row of rank) last = Math.max(last, row)
  const widths = new Float64Array(last + 1)
  for (const [node, row] of rank.entries()) widths[row]! += width[node]! + GAPS.node
  for (const own of labelWidth) texts += own > 0 ? own + 2 * GAPS.edge : 0
  const room = widths.reduce((most, own) => Math.max(most, own), LEAST_ROOM)
  return Math.min(MOST_LINES, Math.max(1, Math.ceil(texts / (Math.max(1, last) * room))))
}
