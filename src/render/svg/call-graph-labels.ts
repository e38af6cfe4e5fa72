import type { LayoutGraph } from '../../analysis/graph-layout/layout.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { drawnName } from '../dot/function-name.ts'
import { edgeLabel, type LabelOptions, nodeLabel } from '../dot/node-label.ts'
import { fitText, oneLine } from './svg-text.ts'
import { type PictureFont, textWidth } from './text-widths.ts'

/** A line of a node. */
export interface LabelLine {
  readonly text: string
  readonly kind: 'place' | 'name' | 'figure'
}

/** The texts of a drawn call graph, and its nodes and edges with the room that they take. */
export interface SizedGraph {
  readonly graph: LayoutGraph
  /** Per node. */
  readonly lines: readonly (readonly LabelLine[])[]
  /** Per edge; '' none. */
  readonly edgeText: readonly string[]
  readonly nodeSize: Float64Array
}

/** What is written how large. */
export interface LabelFonts {
  /** Pixels, by the weight of a node or edge. */
  readonly size: (weight: number) => number
  readonly name: PictureFont
}

/** Height of a line as a share of the font's size. */
export const LINE_HEIGHT = 1.25
const PADDING = { x: 9, y: 6 }
/** Columns of a name; what is longer ends in an ellipsis and stands whole in the tool tip. */
const MOST_COLUMNS = 44
/** The reader's font may be wider than ours. */
const SLACK = 1.06

/** Writes the labels and measures them. `group` is the group of each node, null for none. O(nodes + edges). */
export function sizeGraph(
  answer: CallGraphAnswer,
  labels: LabelOptions,
  { fonts, group = null }: { fonts: LabelFonts; group?: Int32Array | null },
): SizedGraph {
  const { nodes, edges } = answer
  const lines = Array.from({ length: nodes.length }, (_, node) => linesOf(answer, node, labels))
  const edgeText = Array.from({ length: edges.length }, (_, edge) =>
    edgeLabel(answer, edge).replaceAll('\n', ' · '),
  )
  const nodeSize = Float64Array.from(nodes.weight, fonts.size)
  const edgeSize = Float64Array.from(edges.weight, fonts.size)
  return {
    lines,
    edgeText,
    nodeSize,
    graph: {
      nodes: nodes.length,
      width: nodeSize.map((size, node) => widest(lines[node]!, size, fonts) * SLACK + 2 * PADDING.x),
      height: nodeSize.map((size, node) => lines[node]!.length * size * LINE_HEIGHT + 2 * PADDING.y),
      caller: edges.caller,
      callee: edges.callee,
      labelWidth: edgeSize.map((size, edge) => textWidth(edgeText[edge]!, size, 'sans') * SLACK),
      labelHeight: edgeSize.map((size, edge) => (edgeText[edge] === '' ? 0 : size * LINE_HEIGHT)),
      weight: edges.weight.map(Math.abs),
      group,
    },
  }
}

function widest(lines: readonly LabelLine[], size: number, fonts: LabelFonts): number {
  let most = 0
  for (const { text, kind } of lines) {
    most = Math.max(most, textWidth(text, size, kind === 'name' ? fonts.name : 'sans'))
  }
  return most
}

/** The lines of gprof2dot's label, each told what it is. */
function linesOf(answer: CallGraphAnswer, node: number, options: LabelOptions): LabelLine[] {
  const { nodes } = answer
  const short = (text: string) => fitText(oneLine(text), MOST_COLUMNS)
  const places = [nodes.process[node]!, nodes.module[node]!].filter(line => line !== null)
  const names = drawnName(nodes.name[node]!, options).split('\n')
  const figures = nodeLabel(answer, node, options).split('\n')
  const before = places.join('\n').split('\n').length * (places.length > 0 ? 1 : 0) + names.length
  return [
    ...places.map(text => ({ text: short(text), kind: 'place' as const })),
    ...names.map(text => ({ text: short(text) || '(no name)', kind: 'name' as const })),
    ...figures.slice(before).map(text => ({ text, kind: 'figure' as const })),
  ]
}
