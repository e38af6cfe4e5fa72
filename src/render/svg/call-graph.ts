import type { GraphLayout } from '../../analysis/graph-layout/layout.ts'
import { formatCountOf, formatShare, formatValue, type Unit } from '../../base/units.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { shortPath } from '../../query/short-path.ts'
import { emptySentence } from '../../query/why-empty.ts'
import { truncate } from '../text/text-width.ts'
import { arrowAt, curveText } from './arrows.ts'
import { LINE_HEIGHT, type SizedGraph } from './call-graph-labels.ts'
import type { CallGraphLook } from './call-graph-look.ts'
import { comparedText } from './difference-look.ts'
import { leastWidth, pictureHeading } from './picture-heading.ts'
import { escapeXml, oneLine, shownName } from './svg-text.ts'

/** What a call graph is drawn of. */
export interface CallGraphPicture {
  readonly answer: CallGraphAnswer
  readonly sized: SizedGraph
  readonly layout: GraphLayout
  readonly look: CallGraphLook
  readonly title: string
  /** Whether heat is the functions' own cost. */
  readonly isBySelf: boolean
  /** What stands under the title: how it was measured. */
  readonly subtitle?: string
  /** Names of the groups, by their number. */
  readonly groupNames?: readonly string[]
  /** What is said where there is no function; absent: that limits leave all out, or that the recording is empty. */
  readonly emptyText?: string
}

const PADDING = 20
const HEADER = 60
const FOOTER = 34

/**
 * A call graph as one self-contained SVG document: no script, nothing loaded from anywhere, names escaped and whole in the tool
 * tips. In our own look it follows the reader's light or dark theme. O(nodes + edges).
 */
export function renderCallGraphSvg(picture: CallGraphPicture): string {
  const { answer, layout, look } = picture
  const heading = { title: picture.title, subtitle: subtitleOf(picture) }
  const cause = answer.leftOut.nodes > 0 ? 'limits' : 'recording'
  const emptyText = answer.nodes.length > 0 ? '' : (picture.emptyText ?? emptySentence(cause))
  const inner = Math.max(layout.width, leastWidth(heading), leastWidth({ title: '', subtitle: emptyText }))
  const width = Math.ceil(inner + 2 * PADDING)
  const height = Math.ceil(layout.height + HEADER + FOOTER + 8)
  const shift = (inner - layout.width) / 2
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(oneLine(picture.title))}</title>`,
    '<desc>Call graph: each box is a function, each arrow leads from a caller to what it calls.</desc>',
    `<style>${look.style}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...pictureHeading(heading, { x: PADDING, room: inner }),
    `<g transform="translate(${round(PADDING + shift)} ${HEADER})">`,
    ...groupsOf(picture),
    ...range(answer.edges.length, edge => edgeOf(picture, edge)),
    ...range(answer.nodes.length, node => nodeOf(picture, node)),
    ...range(answer.edges.length, edge => edgeTextOf(picture, edge)),
    ...groupNamesOf(picture),
    '</g>',
    emptyText === ''
      ? ''
      : `<text class="sub" x="${PADDING}" y="${HEADER + 20}">${escapeXml(emptyText)}</text>`,
    look.legend({
      ...{ right: width - PADDING, y: height - 14, room: inner },
      text: answer.valueType.name,
      most: mostOf(answer, picture.isBySelf),
      isSigned: answer.largestSigned !== null,
    }),
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

function* range(length: number, draw: (index: number) => string): Generator<string> {
  for (let index = 0; index < length; index++) yield draw(index)
}

function subtitleOf({ answer, subtitle }: CallGraphPicture): string {
  const { nodes, leftOut } = answer
  const drawn = formatCountOf(nodes.length, 'function')
  const rest = leftOut.nodes > 0 ? `${leftOut.nodes} more left out` : ''
  return [subtitle ?? '', drawn, rest].filter(text => text !== '').join(' · ')
}

/** What the hot end of the scale, or both ends of a difference, stand for; '' where nothing is known. */
function mostOf({ nodes, difference, largestSigned, valueType }: CallGraphAnswer, isBySelf: boolean): string {
  const largest = difference?.largest ?? largestSigned
  if (largest !== null) return formatValue(largest, valueType.unit as Unit)
  const shares = isBySelf ? nodes.selfShare : nodes.totalShare
  let [most, share] = [0, Number.NaN]
  for (let node = 0; node < nodes.length; node++) {
    if (nodes.weight[node]! <= most) continue
    most = nodes.weight[node]!
    share = Math.abs(shares[node]!)
  }
  return Number.isNaN(share) ? '' : formatShare(share)
}

function* groupsOf({ layout, groupNames = [] }: CallGraphPicture): Generator<string> {
  for (const { group, x, y, width, height } of layout.groups) {
    yield [
      `<g class="group"><title>${escapeXml(oneLine(groupNames[group] ?? ''))}</title>`,
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/></g>`,
    ].join('')
  }
}

/** Names of groups, over the lines that lead into them. Of long paths the end says most. */
function* groupNamesOf({ layout, groupNames = [] }: CallGraphPicture): Generator<string> {
  for (const { group, x, y, width } of layout.groups) {
    const whole = oneLine(groupNames[group] ?? '')
    const columns = Math.max(1, Math.floor((width - 20) / 7))
    const name = whole.length <= columns ? whole : truncate(shortPath(whole, null), columns, 'start')
    yield `<text class="sub over" x="${round(x + 10)}" y="${round(y + 17)}">${escapeXml(name)}</text>`
  }
}

function nodeOf({ answer, sized, layout, look }: CallGraphPicture, node: number): string {
  const { graph, lines, nodeSize } = sized
  const [width, height] = [graph.width[node]!, graph.height[node]!]
  const [x, y] = [layout.x[node]!, layout.y[node]!]
  const size = nodeSize[node]!
  const weight = answer.nodes.weight[node]!
  const own = lines[node]!
  const first = y - (own.length * size * LINE_HEIGHT) / 2
  const texts = own.map(({ text, kind }, i) => {
    const at = `x="${round(x)}" y="${round(first + (i + 0.5) * size * LINE_HEIGHT + 0.35 * size)}"`
    return `<text ${look.text(weight, kind)} ${at}${sizeOf(look, size)}>${escapeXml(text)}</text>`
  })
  const place = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`
  return `<g class="node"><title>${escapeXml(tipOf(answer, node))}</title><rect ${look.box(weight)} ${place}/>${texts.join('')}</g>`
}

function sizeOf(look: CallGraphLook, size: number): string {
  return size === look.size ? '' : ` style="font-size:${round(size)}px"`
}

function tipOf(answer: CallGraphAnswer, node: number): string {
  const { nodes, valueType, hasValues, difference } = answer
  const figure = (share: number, value: number) =>
    `${Number.isNaN(share) ? '–' : formatShare(share)}${hasValues && !Number.isNaN(value) ? ` (${formatValue(value, valueType.unit as Unit)})` : ''}`
  return [
    shownName(nodes.name[node]!),
    oneLine(nodes.file[node] ?? nodes.module[node] ?? ''),
    ...(difference === null
      ? [
          `total ${figure(nodes.totalShare[node]!, nodes.total[node]!)}, self ${figure(nodes.selfShare[node]!, nodes.self[node]!)}`,
        ]
      : (['total', 'self'] as const).map(measure =>
          comparedText(
            measure,
            { own: nodes[measure][node]!, base: difference.nodes[measure][node]! },
            valueType.unit as Unit,
          ),
        )),
    Number.isNaN(nodes.calls[node]!) ? '' : `called ${formatValue(nodes.calls[node]!, 'count')} times`,
  ]
    .filter(line => line !== '')
    .join('\n')
}

function edgeOf({ answer, layout, look }: CallGraphPicture, edge: number): string {
  const { nodes, edges } = answer
  const weight = edges.weight[edge]!
  const pen = look.pen(weight)
  const points = layout.points.subarray(2 * layout.start[edge]!, 2 * layout.start[edge + 1]!)
  const arrow = arrowAt(points, 5 + 1.5 * pen)
  const [caller, callee] = [nodes.name[edges.caller[edge]!]!, nodes.name[edges.callee[edge]!]!]
  const figures = [
    Number.isNaN(edges.share[edge]!) ? '' : formatShare(edges.share[edge]!),
    Number.isNaN(edges.calls[edge]!) ? '' : `${formatValue(edges.calls[edge]!, 'count')} calls`,
    edges.isResidual[edge] === 1 ? 'through functions that are left out' : '',
  ]
  const tip = [`${oneLine(caller)} → ${oneLine(callee)}`, figures.filter(text => text !== '').join(', ')]
  const dashes = edges.isResidual[edge] === 1 ? ` stroke-dasharray="${round(4 + pen)} ${round(2 + pen)}"` : ''
  return [
    `<g class="edge"><title>${escapeXml(tip.join('\n').trim())}</title>`,
    `<path ${look.line(weight)} d="${curveText(points, arrow)}" fill="none" stroke-width="${round(pen)}"${dashes}/>`,
    `<path ${look.arrow(weight)} d="${arrow.path}"/></g>`,
  ].join('')
}

function edgeTextOf({ answer, sized, layout, look }: CallGraphPicture, edge: number): string {
  const text = sized.edgeText[edge]!
  if (text === '' || Number.isNaN(layout.labelX[edge]!)) return ''
  const size = sized.graph.labelHeight[edge]! / LINE_HEIGHT
  // Beside the line, however wide it is.
  const pen = look.pen(answer.edges.weight[edge]!)
  return `<text class="calls" x="${round(layout.labelX[edge]! + pen / 2)}" y="${round(layout.labelY[edge]! + 0.35 * size)}"${sizeOf(look, size)}>${escapeXml(text)}</text>`
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
