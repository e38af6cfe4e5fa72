import type { CallGraphAnswer } from '../../query/call-graph.ts'
import { type DotAttributes, dotAttributes, dotNodeIds } from './dot-text.ts'
import { edgeLabel, type LabelOptions, nodeLabel } from './node-label.ts'
import { formatFixed } from './python-number.ts'
import type { DotTheme } from './theme.ts'

/** A call graph in the DOT language, in pieces of some thousand characters. Names are text wherever they stand: no syntax of DOT,
 *  HTML or SVG in them has a meaning. O(nodes + edges). */
export function* renderDot(
  answer: CallGraphAnswer,
  theme: DotTheme,
  labels: LabelOptions,
): Generator<string> {
  yield dotHead(theme, { shape: 'box' })
  const ids = dotNodeIds(answer.nodes.id)
  const { nodes, edges } = answer
  let [edge, lines]: [number, string[]] = [0, []]
  for (let node = 0; node < nodes.length; node++) {
    lines.push(dotNode(ids[node]!, nodeAttributes(answer, node, { theme, labels })))
    for (; edge < edges.length && edges.caller[edge] === node; edge++) {
      lines.push(dotEdge(ids[node]!, ids[edges.callee[edge]!]!, edgeAttributes(answer, edge, theme)))
    }
    if (lines.length > 500) {
      yield lines.join('')
      lines = []
    }
  }
  yield `${lines.join('')}}\n`
}

/** The beginning of a graph. */
export function dotHead(theme: DotTheme, nodeShape: DotAttributes): string {
  const fontname = theme.fontName
  const graph = { fontname, ranksep: 0.25, nodesep: 0.125, bgcolor: theme.background }
  const { nodeStyle: style, fontColor: fontcolor } = theme
  return [
    // Without it graphs have a tooltip of "%3" in some releases of dot.
    'digraph {\n\ttooltip=" "\n',
    `\tgraph${dotAttributes(graph)};\n`,
    `\tnode${dotAttributes({ fontname, ...nodeShape, style, fontcolor, width: 0, height: 0 })};\n`,
    `\tedge${dotAttributes({ fontname })};\n`,
  ].join('')
}

/** A line that makes a node. */
export function dotNode(id: string, attributes: DotAttributes): string {
  return `\t${id}${dotAttributes(attributes)};\n`
}

/** A line that makes an edge. */
export function dotEdge(caller: string, callee: string, attributes: DotAttributes): string {
  return `\t${caller} -> ${callee}${dotAttributes(attributes)};\n`
}

/** What a line looks like by its weight. */
export function edgeLook(theme: DotTheme, weight: number): DotAttributes {
  const { color, fontColor } = theme.edge(weight)
  const width = theme.penWidth(weight)
  return {
    color,
    fontcolor: fontColor,
    fontsize: formatFixed(theme.fontSize(weight), 2),
    penwidth: formatFixed(width, 2),
    labeldistance: formatFixed(width, 2),
    arrowsize: formatFixed(0.5 * Math.sqrt(width), 2),
  }
}

function nodeAttributes(
  answer: CallGraphAnswer,
  node: number,
  { theme, labels }: { theme: DotTheme; labels: LabelOptions },
): DotAttributes {
  const { nodes } = answer
  const look = theme.node(nodes.weight[node]!)
  return {
    label: nodeLabel(answer, node, labels),
    color: look.color,
    fillcolor: look.fill,
    fontcolor: look.fontColor,
    fontsize: formatFixed(theme.fontSize(nodes.weight[node]!), 2),
    tooltip: nodes.file[node],
  }
}

function edgeAttributes(answer: CallGraphAnswer, edge: number, theme: DotTheme): DotAttributes {
  const { edges } = answer
  const look = edgeLook(theme, edges.weight[edge]!)
  const style = edges.isResidual[edge] === 1 ? 'dashed' : undefined
  return { ...look, label: edgeLabel(answer, edge), style }
}
