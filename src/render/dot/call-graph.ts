import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { type DotAttributes, dotAttributes, dotNodeIds } from './dot-text.ts'
import { edgeLabel, type LabelOptions, nodeLabel } from './node-label.ts'
import { formatFixed } from './python-number.ts'
import type { DotTheme } from './theme.ts'

/** Nodes that stand together in a box. */
export interface DotGroups {
  /** Per node its group, -1 none. */
  readonly group: Int32Array
  readonly names: readonly string[]
}

/** What a graph in the DOT language has besides nodes and edges. */
export interface DotExtras {
  readonly groups?: DotGroups | null
  /** What stands below the graph. */
  readonly label?: string | undefined
}

/** A call graph in the DOT language, in pieces of some thousand characters. Names are text wherever they stand: no syntax of DOT,
 *  HTML or SVG in them has a meaning. O(nodes + edges). */
export function* renderDot(
  answer: CallGraphAnswer,
  theme: DotTheme,
  labels: LabelOptions,
  { groups = null, label }: DotExtras = {},
): Generator<string> {
  yield dotHead(theme, 'box', label)
  const ids = dotNodeIds(answer.nodes.id)
  if (groups !== null) yield* dotGroups(ids, theme, groups)
  const { nodes, edges } = answer
  let [edge, lines]: [number, string[]] = [0, []]
  for (let node = 0; node < nodes.length; node++) {
    lines.push(dotNode(ids[node]!, nodeAttributes(answer, node, { theme, labels })))
    for (; edge < edges.length && edges.caller[edge] === node; edge++) {
      const label = edgeLabel(answer, edge)
      const style = edges.isResidual[edge] === 1 ? 'dashed' : undefined
      const attributes = edgeAttributes(theme, edges.weight[edge]!, { label, style })
      lines.push(dotEdge(ids[node]!, ids[edges.callee[edge]!]!, attributes))
    }
    if (lines.length > 500) {
      yield lines.join('')
      lines = []
    }
  }
  yield `${lines.join('')}}\n`
}

function* dotGroups(ids: readonly string[], theme: DotTheme, { group, names }: DotGroups): Generator<string> {
  const members = names.map((): string[] => [])
  for (const [node, own] of group.entries()) if (own !== -1) members[own]!.push(ids[node]!)
  const { fontName, group: look } = theme
  for (const [own, name] of names.entries()) {
    const attributes = dotAttributes({
      bgcolor: look.fill,
      color: look.color,
      fontcolor: look.fontColor,
      fontname: fontName,
      label: name,
      labeljust: 'l',
      margin: 12,
    })
    yield `\tsubgraph cluster${own} {\n\t\tgraph${attributes};\n\t\t${members[own]!.join('; ')};\n\t}\n`
  }
}

/** The beginning of a graph. */
export function dotHead(theme: DotTheme, nodeShape?: string, label?: string): string {
  const fontname = theme.fontName
  const graph = { bgcolor: theme.background, fontname, label, nodesep: 0.125, ranksep: 0.25 }
  const { nodeStyle: style, fontColor: fontcolor } = theme
  return [
    // Without it graphs have a tooltip of "%3" in some releases of dot.
    'digraph {\n\ttooltip=" "\n',
    `\tgraph${dotAttributes(graph)};\n`,
    `\tnode${dotAttributes({ fontcolor, fontname, height: 0, shape: nodeShape, style, width: 0 })};\n`,
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

/** The attributes of an edge's line: how it looks by its weight, and what stands on it. */
export function edgeAttributes(
  theme: DotTheme,
  weight: number,
  { label, style }: { label: string; style?: string | undefined },
): DotAttributes {
  const { color, fontColor } = theme.edge(weight)
  const width = theme.penWidth(weight)
  const penwidth = formatFixed(width, 2)
  return {
    arrowsize: formatFixed(0.5 * Math.sqrt(width), 2),
    color,
    fontcolor: fontColor,
    fontsize: formatFixed(theme.fontSize(weight), 2),
    label,
    labeldistance: penwidth,
    penwidth,
    style,
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
    color: look.color,
    fillcolor: look.fill,
    fontcolor: look.fontColor,
    fontsize: formatFixed(theme.fontSize(nodes.weight[node]!), 2),
    label: nodeLabel(answer, node, labels),
    tooltip: nodes.file[node],
  }
}
