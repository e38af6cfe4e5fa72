import type { GraphLayout, LayoutGraph } from '../../analysis/graph-layout/layout.ts'
import { formatBytes, formatCount } from '../../base/units.ts'
import type { ReferenceGraphAnswer, ReferenceNode } from '../../query/heap/reference-graph.ts'
import { arrowAt, curveText } from './arrows.ts'
import { LINE_HEIGHT } from './call-graph-labels.ts'
import { callGraphLook } from './call-graph-look.ts'
import { ACCENT } from './heat.ts'
import { leastWidth, pictureHeading } from './picture-heading.ts'
import { escapeXml, fitText, oneLine, shownName } from './svg-text.ts'
import { textWidth } from './text-widths.ts'

/** What a graph of references is drawn of. */
export interface ReferencePicture {
  readonly answer: ReferenceGraphAnswer
  readonly layout: GraphLayout
  readonly title: string
  readonly subtitle: string
}

const SIZE = 12
const PADDING = 20
const HEADER = 60
const FOOTER = 34
const BOX = { x: 9, y: 6 }
/** Columns of a name and of a label on an arrow; what is longer stands whole in the tool tip. */
const MOST_COLUMNS = 44
const LABEL_COLUMNS = 28
/** The reader's font may be wider than ours. */
const SLACK = 1.06

/** What is written in the box of an object: name, what it retains, why it is a root, neighbours that are not shown. */
export function referenceLines({
  name,
  size,
  retained,
  root,
  hidden,
  object,
}: ReferenceNode): readonly string[] {
  const short = (text: string) => fitText(oneLine(text), MOST_COLUMNS)
  const keeps = Number.isNaN(retained) || retained === size ? '' : `, keeps ${formatBytes(retained)}`
  return [
    fitText(shownName(name), MOST_COLUMNS),
    `#${object} · ${formatBytes(size)}${keeps}`,
    ...(root === null ? [] : [short(`root: ${root}`)]),
    ...(hidden === 0 ? [] : [`${formatCount(hidden)} more not shown`]),
  ]
}

/** Objects and references with the room that their texts take: who refers stands above. O(nodes + edges). */
export function sizeReferences({ nodes, edges }: ReferenceGraphAnswer): LayoutGraph {
  const lines = nodes.map(referenceLines)
  const widest = (texts: readonly string[]) =>
    texts.reduce((most, text, i) => Math.max(most, textWidth(text, SIZE, i === 0 ? 'code' : 'sans')), 0)
  const labels = edges.map(edgeText)
  return {
    nodes: nodes.length,
    width: Float64Array.from(lines, texts => widest(texts) * SLACK + 2 * BOX.x),
    height: Float64Array.from(lines, texts => texts.length * SIZE * LINE_HEIGHT + 2 * BOX.y),
    caller: Int32Array.from(edges, ({ from }) => from),
    callee: Int32Array.from(edges, ({ to }) => to),
    labelWidth: Float64Array.from(labels, text => textWidth(text, SIZE, 'sans') * SLACK),
    labelHeight: Float64Array.from(labels, text => (text === '' ? 0 : SIZE * LINE_HEIGHT)),
    weight: new Float64Array(edges.length).fill(0.5),
    group: null,
  }
}

/** Who refers to what, as one self-contained SVG document: no script, nothing loaded from anywhere, names escaped. Heat is what an
 *  object retains; what was asked for has a line around it. O(nodes + edges). */
export function renderReferencesSvg({ answer, layout, title, subtitle }: ReferencePicture): string {
  const look = callGraphLook('heat', { skew: 1, isBySelf: false })
  const inner = Math.max(layout.width, leastWidth({ title, subtitle }))
  const [width, height] = [Math.ceil(inner + 2 * PADDING), Math.ceil(layout.height + HEADER + FOOTER + 8)]
  const most = answer.nodes.reduce((value, { retained }) => Math.max(value, retained || 0), 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(oneLine(title))}</title>`,
    '<desc>References: each box is an object, each arrow leads from an object to one that it refers to.</desc>',
    `<style>${look.style}${TARGET_STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...pictureHeading({ title, subtitle }, { x: PADDING, room: inner }),
    `<g transform="translate(${round(PADDING + (inner - layout.width) / 2)} ${HEADER})">`,
    ...answer.edges.map((_, edge) => edgeOf(answer, layout, edge)),
    ...answer.nodes.map((node, i) =>
      nodeOf(node, { layout, place: i, weight: (node.retained || 0) / most || 0 }),
    ),
    ...answer.edges.map((edge, i) => labelOf(edgeText(edge), layout, i)),
    '</g>',
    most === 0
      ? ''
      : look.legend({
          ...{ right: width - PADDING, y: height - 14, room: inner },
          ...{ text: 'kept alive', most: formatBytes(most) },
        }),
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')

  function nodeOf(
    node: ReferenceNode,
    { layout, place, weight }: { layout: GraphLayout; place: number; weight: number },
  ): string {
    const lines = referenceLines(node)
    const [x, y] = [layout.x[place]!, layout.y[place]!]
    const own = sizeReferences({ ...answer, nodes: [node], edges: [] })
    const [boxWidth, boxHeight] = [own.width[0]!, own.height[0]!]
    const first = y - (lines.length * SIZE * LINE_HEIGHT) / 2
    const texts = lines.map((text, i) => {
      const at = `x="${round(x)}" y="${round(first + (i + 0.5) * SIZE * LINE_HEIGHT + 0.35 * SIZE)}"`
      return `<text ${look.text(weight, i === 0 ? 'name' : 'figure')} ${at}>${escapeXml(text)}</text>`
    })
    const box = `x="${round(x - boxWidth / 2)}" y="${round(y - boxHeight / 2)}" width="${round(boxWidth)}" height="${round(boxHeight)}"`
    const kind = node.distance === 0 ? 'node target' : 'node'
    return `<g class="${kind}"><title>${escapeXml(tipOf(node))}</title><rect ${look.box(weight)} ${box}/>${texts.join('')}</g>`
  }

  function edgeOf(
    { nodes, edges }: ReferenceGraphAnswer,
    { points: all, start }: GraphLayout,
    i: number,
  ): string {
    const { from, to, label } = edges[i]!
    const points = all.subarray(2 * start[i]!, 2 * start[i + 1]!)
    const arrow = arrowAt(points, 7)
    const tip = `${oneLine(nodes[from]!.name)}${label === '' ? '' : ` ${oneLine(label)}`} → ${oneLine(nodes[to]!.name)}`
    return [
      `<g class="edge"><title>${escapeXml(tip)}</title>`,
      `<path ${look.line(0)} d="${curveText(points, arrow)}" fill="none" stroke-width="1"/>`,
      `<path ${look.arrow(0)} d="${arrow.path}"/></g>`,
    ].join('')
  }
}

const TARGET_STYLE = [
  `.target rect{stroke:${ACCENT.light};stroke-width:2.5}`,
  `@media(prefers-color-scheme:dark){.target rect{stroke:${ACCENT.dark}}}`,
].join('')

function labelOf(text: string, { labelX, labelY }: GraphLayout, edge: number): string {
  if (text === '' || Number.isNaN(labelX[edge]!)) return ''
  return `<text class="calls" x="${round(labelX[edge]! + 0.5)}" y="${round(labelY[edge]! + 0.35 * SIZE)}">${escapeXml(text)}</text>`
}

function edgeText({ label }: { label: string }): string {
  return fitText(oneLine(label), LABEL_COLUMNS)
}

function tipOf({ name, object, address, size, retained, kept, root }: ReferenceNode): string {
  return [
    `${oneLine(name)} #${object}`,
    Number.isNaN(address) ? '' : `at 0x${address.toString(16)}`,
    Number.isNaN(retained)
      ? formatBytes(size)
      : `${formatBytes(size)}; keeps ${formatCount(kept)} objects, ${formatBytes(retained)} alive`,
    root === null ? '' : `root: ${oneLine(root)}`,
  ]
    .filter(line => line !== '')
    .join('\n')
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
