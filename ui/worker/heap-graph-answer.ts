import { layOutLayered } from '../../src/analysis/graph-layout/layered.ts'
import { heapDominators } from '../../src/analysis/heap/dominators.ts'
import { snapshotRange } from '../../src/analysis/heap/snapshot-range.ts'
import { formatValue } from '../../src/base/units.ts'
import type { HeapLook } from '../../src/query/heap/look.ts'
import {
  queryReferenceGraph,
  type ReferenceDirection,
  type ReferenceNode,
} from '../../src/query/heap/reference-graph.ts'
import { fitText, oneLine, shownName } from '../../src/render/svg/svg-text.ts'
import { textWidth } from '../../src/render/svg/text-widths.ts'
import type { HeapGraphAnswer } from './heap-protocol.ts'
import { typeSizes } from './heap-type-sizes.ts'

/** Text of nodes and edges, in CSS pixels. */
const TEXT = 12
const NODE = { height: 44, paddingX: 5, least: 96 }
/** Texts stay as large when the graph is drawn a fifth smaller; fonts of pages may be wider than those measured with. */
const ROOM = 1.25
const SLACK = 1.08
/** Columns of names and of what edges say. */
const MOST_COLUMNS = 34
const MOST_EDGE_COLUMNS = 24
/** Neighbours of one object, and objects in all. */
const BREADTH = 6
const MOST = 80

/** Answers a question about the references around an object: who refers to whom, and where they stand. */
export function answerHeapGraph(
  look: HeapLook,
  { object, direction, depth }: { object: number; direction: ReferenceDirection; depth: number },
): HeapGraphAnswer {
  const { nodes, edges, isCut } = queryReferenceGraph(look, [object], {
    ...{ direction, depth, breadth: BREADTH, most: MOST },
  })
  const labels = nodes.map(({ name }) => fitText(shownName(name), MOST_COLUMNS))
  const figures = nodes.map(figureOf)
  const width = Float64Array.from(labels, (label, node) =>
    Math.max(
      NODE.least,
      ROOM * Math.max(textWidth(label, TEXT, 'code'), SLACK * textWidth(figures[node]!, TEXT, 'sans')) +
        2 * NODE.paddingX,
    ),
  )
  const height = new Float64Array(nodes.length).fill(NODE.height)
  const edgeTexts = edges.map(({ label }) => fitText(oneLine(label), MOST_EDGE_COLUMNS))
  const caller = Int32Array.from(edges, ({ from }) => from)
  const callee = Int32Array.from(edges, ({ to }) => to)
  const centre = nodes.findIndex(node => node.object === object)
  // A line is hot where the one alone keeps the other alive: as hot as what it keeps, beside what the object itself keeps.
  const most = Math.max(1, nodes[centre]?.retained || 0)
  const { dominator } = heapDominators(look.recording, look.snapshot)
  const { first } = snapshotRange(look.recording.heap!, look.snapshot)
  const weight = Float64Array.from(edges, ({ from, to }) =>
    dominator[nodes[to]!.object - first] === nodes[from]!.object - first
      ? Math.min(1, nodes[to]!.retained / most)
      : 0,
  )
  const edgeTextWidth = Float64Array.from(edgeTexts, text =>
    text === '' ? 0 : ROOM * SLACK * textWidth(text, TEXT, 'sans') + 2 * NODE.paddingX,
  )
  const layout = layOutLayered({
    nodes: nodes.length,
    ...{ width, height, caller, callee, weight },
    labelWidth: edgeTextWidth,
    labelHeight: Float64Array.from(edgeTexts, text => (text === '' ? 0 : 16)),
    group: null,
  })
  const sizes = typeSizes(look)
  const { type } = look.recording.heap!.objects
  return {
    graph: {
      nodes: { length: nodes.length },
      edges: { length: edges.length, caller, callee, weight, isResidual: new Uint8Array(edges.length) },
    },
    ...{ layout, width, height, labels, figures, edgeTexts, edgeTextWidth, nodes, isCut },
    groupNames: [],
    typeSizes: Float64Array.from(nodes, node => sizes.ofType[type[node.object]!]!),
    hottest: sizes.most,
    centre,
  }
}

/** "root · 12.4 kB · 3 more": what it retains first. */
function figureOf({ retained, size, root, hidden }: ReferenceNode): string {
  const kept = formatValue(Number.isNaN(retained) ? size : retained, 'bytes')
  return [kept, root === null ? '' : 'root', hidden === 0 ? '' : `${hidden} more`]
    .filter(text => text !== '')
    .join(' · ')
}
