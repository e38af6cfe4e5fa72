import { layOutLayered } from '../../src/analysis/graph-layout/layered.ts'
import { formatCount, formatShare, withMinus } from '../../src/base/units.ts'
import type { Recording } from '../../src/model/recording.ts'
import type { CallGraphAnswer } from '../../src/query/call-graph/answer.ts'
import { queryCallGraph } from '../../src/query/call-graph/call-graph.ts'
import type { GraphDifference } from '../../src/query/call-graph/difference.ts'
import { groupNodes } from '../../src/query/call-graph/groups.ts'
import { comparedShare } from '../../src/render/svg/difference-look.ts'
import { fitText, shownName } from '../../src/render/svg/svg-text.ts'
import { textWidth } from '../../src/render/svg/text-widths.ts'
import type { GraphAnswer, GraphQuestion } from './protocol.ts'

/** Text of nodes and edges, in CSS pixels. */
const TEXT = 12
const NODE = { height: 44, paddingX: 5, least: 84 }
/** Texts stay as large when the graph is drawn a fifth smaller. */
const ROOM = 1.25
/** Columns of a name; what is longer ends in an ellipsis. */
const MOST_COLUMNS = 34
/** Fonts of pages may be wider than those that texts are measured with. */
const SLACK = 1.16

/** Answers a question about the call graph of a recording: what is drawn, and where it stands. */
export function answerGraph(recording: Recording, question: GraphQuestion): GraphAnswer {
  const { filter, nodeCount, include, exclude, expand, cycles, cluster } = question
  const graph = queryCallGraph(recording, {
    ...{ filter, nodeCount, include, exclude, expand, cycles },
    // What is few is drawn whole; how many nodes there are is the reader's to say.
    nodeThreshold: question.leastNode,
    edgeThreshold: question.leastEdge,
  })
  const { nodes, edges } = graph
  const groups = cluster === 'none' ? null : groupNodes(nodes, recording.shared, cluster)
  const names = nodes.name.map(shownName)
  const labels = names.map(name => fitText(name, MOST_COLUMNS))
  const figures = Array.from(nodes.totalShare, (share, node) =>
    graph.difference === null
      ? figureOf(share, nodes.selfShare[node]!)
      : comparedFigure(graph, graph.difference, node),
  )
  const width = Float64Array.from(labels, (label, node) =>
    Math.max(
      NODE.least,
      ROOM * Math.max(textWidth(label, TEXT, 'code'), SLACK * textWidth(figures[node]!, TEXT, 'sans')) +
        2 * NODE.paddingX,
    ),
  )
  const height = new Float64Array(nodes.length).fill(NODE.height)
  const edgeTexts = Array.from({ length: edges.length }, (_, edge) =>
    edgeText(graph, edge, question.edgeFigure),
  )
  const edgeTextWidth = Float64Array.from(edgeTexts, text => ROOM * SLACK * textWidth(text, TEXT, 'sans'))
  const layout = layOutLayered({
    nodes: nodes.length,
    width,
    height,
    caller: edges.caller,
    callee: edges.callee,
    labelWidth: edgeTextWidth,
    labelHeight: Float64Array.from(edgeTexts, text => (text === '' ? 0 : 16)),
    weight: edges.weight.map(Math.abs),
    group: groups?.group ?? null,
  })
  return {
    graph: { ...graph, nodes: { ...nodes, name: names } },
    ...{ layout, width, height, labels, figures, edgeTexts, edgeTextWidth },
    groupNames: groups?.names ?? [],
  }
}

function figureOf(total: number, self: number): string {
  const share = (value: number) => (Number.isNaN(value) ? '–' : withMinus(formatShare(value)))
  return `${share(total)} · self ${share(self)}`
}

/** "▲+2.2 % · self ▼−0.3 %", in points of the larger whole. */
function comparedFigure(graph: CallGraphAnswer, difference: GraphDifference, node: number): string {
  const { nodes, total } = graph
  const change = (measure: 'self' | 'total') =>
    shareChange(nodes[measure][node]!, difference.nodes[measure][node]!, { total, difference })
  return `${change('total')} · self ${change('self')}`
}

function shareChange(
  own: number,
  base: number,
  { total, difference }: { total: number; difference: GraphDifference },
): string {
  return comparedShare({ own, base }, Math.max(total, difference.whole))
}

function edgeText(
  { edges, total, difference }: CallGraphAnswer,
  edge: number,
  figure: GraphQuestion['edgeFigure'],
): string {
  if (figure === 'none') return ''
  const calls = edges.calls[edge]!
  if (figure === 'calls') return Number.isNaN(calls) ? '' : `${formatCount(calls)}×`
  if (difference !== null) {
    const [own, base] = [edges.total[edge]!, difference.edges.total[edge]!]
    return Number.isNaN(own) || Number.isNaN(base) ? '' : shareChange(own, base, { total, difference })
  }
  const share = edges.share[edge]!
  return Number.isNaN(share) ? '' : withMinus(formatShare(share))
}
