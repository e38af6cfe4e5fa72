import { formatValue, secondsPer } from '../../base/units.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { formatFloatRepr } from '../text/python-format.ts'
import { dotEdge, dotHead, dotNode, edgeAttributes } from './call-graph.ts'
import { dotNodeIds } from './dot-text.ts'
import { drawnName } from './function-name.ts'
import {
  DEFAULT_MEASURES,
  edgeLabel,
  type LabelOptions,
  type Measure,
  measureText,
  nodeLabel,
  percentText,
  timesText,
} from './node-label.ts'
import { type Pairing, pairNodes } from './pair-nodes.ts'
import { formatFixed } from './python-number.ts'
import type { DotTheme } from './theme.ts'

/** What {@link renderDotComparison} is asked. */
export interface ComparisonOptions {
  /** Differences of shares below this, in hundredths of the whole, are none. Above 0. */
  readonly tolerance: number
  readonly onlySlower?: boolean
  readonly onlyFaster?: boolean
  /** Colour nodes by how large the difference is. */
  readonly isColoredByDifference?: boolean
  /** What functions of the two are the same: those of one name, as in gprof2dot's pictures, or of one name in one file (or
   *  binary). With names all is as gprof2dot has it: differences of times and samples stand there as hundredths, and edges of a
   *  function that the second lacks are held against those of the function before it. */
  readonly matchBy: 'name' | 'place'
}

/**
 * Two call graphs of nearly the same structure in the DOT language: the nodes and edges of the first, with the figures of both
 * where the second has them. What got slower has the shape of an arrow to the right, what got faster one that stands.
 * O(nodes + edges).
 */
export function renderDotComparison(
  first: CallGraphAnswer,
  second: CallGraphAnswer,
  how: { theme: DotTheme; labels: LabelOptions; options: ComparisonOptions },
): string {
  const { theme, labels, options } = how
  const { nodes, edges } = first
  const lines = [dotHead(theme)]
  const ids = dotNodeIds(nodes.id)
  const pairing = pairNodes(first, second, options.matchBy)
  const range = options.isColoredByDifference === true ? rangeOfDifferences(first, second) : null
  const sides: Sides = { first, second, pairing, labels, options }
  let [edge, partner] = [0, -1]
  for (let node = 0; node < nodes.length; node++) {
    if (options.matchBy === 'place' || pairing.of[node] !== -1) partner = pairing.of[node]!
    const drawn = pairing.of[node] === -1 ? unpaired(sides, node) : paired(sides, node)
    const weight = range === null ? nodes.weight[node]! : rescaled(drawn.difference, range)
    // Below the least of the differences is as cold as it.
    const look = theme.node(range === null ? weight : Math.max(0, weight))
    lines.push(
      dotNode(ids[node]!, {
        color: look.color,
        fillcolor: look.fill,
        fontcolor: look.fontColor,
        fontsize: formatFixed(theme.fontSize(weight), 6),
        label: drawn.label,
        orientation: drawn.orientation,
        shape: drawn.shape,
        tooltip: nodes.file[node],
      }),
    )
    for (; edge < edges.length && edges.caller[edge] === node; edge++) {
      const weight = range === null ? edges.weight[edge]! : 0
      const attributes = edgeAttributes(theme, weight, { label: comparedEdge(sides, edge, partner) })
      lines.push(dotEdge(ids[node]!, ids[edges.callee[edge]!]!, attributes))
    }
  }
  return `${lines.join('')}}\n`
}

interface Sides {
  readonly first: CallGraphAnswer
  readonly second: CallGraphAnswer
  readonly pairing: Pairing
  readonly labels: LabelOptions
  readonly options: ComparisonOptions
}

interface DrawnNode {
  readonly label: string
  readonly shape: string
  readonly orientation: string
  /** Of the totals' shares in hundredths of the whole; 0 where it is none or not to be shown. */
  readonly difference: number
}

function unpaired({ first, labels }: Sides, node: number): DrawnNode {
  return { label: nodeLabel(first, node, labels), shape: 'box', orientation: '0', difference: 0 }
}

function paired(sides: Sides, node: number): DrawnNode {
  const { first, second, pairing, labels, options } = sides
  const other = pairing.of[node]!
  const lines = [drawnName(first.nodes.name[node]!, { wrap: labels.wrap === true })]
  const calls = first.nodes.calls[node]!
  const otherCalls = second.nodes.calls[other]!
  const callsLine = `${plain(calls)} ×/ ${Number.isNaN(otherCalls) && options.matchBy === 'name' ? 'None' : plain(otherCalls)} ×`
  let [shape, orientation, difference] = ['box', '0', 0]
  for (const measure of labels.measures ?? DEFAULT_MEASURES) {
    const text = measureText(first, node, { measure, formatTime: labels.formatTime })
    if (text === null) continue
    const compared = compareMeasure(sides, { node, other, measure, text })
    lines.push(compared.text)
    if (compared.sign !== 0 && measure === 'total-time-percentage') {
      shape = 'cds'
      difference = compared.difference
      if (compared.sign < 0) orientation = '90'
    }
    if (!Number.isNaN(calls)) lines.push(callsLine)
  }
  const samples = labels.showSamples === true ? comparedSamples(sides, node, other) : null
  if (samples !== null) {
    lines.push(samples)
    if (!Number.isNaN(calls)) lines.push(callsLine)
  }
  return { label: lines.join('\n'), shape, orientation, difference }
}

function compareMeasure(
  { first, second, options, labels }: Sides,
  at: { node: number; other: number; measure: Measure; text: string },
): { text: string; sign: number; difference: number } {
  const [a, b] = [figureOf(first, at.node, at.measure), figureOf(second, at.other, at.measure)]
  const difference = Math.abs(a - b) * 100
  if (!(difference >= options.tolerance) || a === b) return { text: at.text, sign: 0, difference: 0 }
  const sign = b > a ? 1 : -1
  const isTotal = at.measure === 'total-time-percentage'
  const isHidden = sign > 0 ? options.onlyFaster === true : options.onlySlower === true
  if (isTotal && isHidden) return { text: at.text, sign: 0, difference: 0 }
  const amount =
    options.matchBy === 'name' || at.measure.endsWith('percentage')
      ? `${rounded(difference, options.tolerance)}%`
      : measureDelta({ first, labels }, Math.abs(a - b))
  return { text: `${at.text} ${sign > 0 ? '+' : '-'} ${amount}`, sign, difference }
}

/** A difference of two values as values are printed. */
function measureDelta({ first, labels }: Pick<Sides, 'first' | 'labels'>, delta: number): string {
  const seconds = secondsPer(first.valueType.unit)
  return seconds === null ? formatValue(delta, first.valueType.unit) : labels.formatTime(delta * seconds)
}

/** How many samples had the function on top, and by how many the second differs; null where it is not known. */
function comparedSamples({ first, second, options }: Sides, node: number, other: number): string | null {
  const [a, b] = [first.nodes.samples[node]!, second.nodes.samples[other]!]
  if (Number.isNaN(a)) return null
  const delta = Math.abs(a - b)
  if (!(delta * 100 >= options.tolerance)) return timesText(a)
  const amount =
    options.matchBy === 'place' ? timesText(delta) : `${wholeOrFloat(delta * 100, options.tolerance)}%`
  return `${timesText(a)} ${b > a ? '+' : '-'} ${amount}`
}

/** Python's round() of a whole number is one too. */
function wholeOrFloat(value: number, tolerance: number): string {
  return Number.isInteger(value) ? rounded(value, tolerance).replace(/\.0$/, '') : rounded(value, tolerance)
}

function figureOf({ nodes }: CallGraphAnswer, node: number, measure: Measure): number {
  if (measure.endsWith('percentage')) {
    return (measure.startsWith('self') ? nodes.selfShare : nodes.totalShare)[node]!
  }
  return (measure.startsWith('self') ? nodes.self : nodes.total)[node]!
}

/** To as many places as the tolerance has, as Python prints the number. */
function rounded(difference: number, tolerance: number): string {
  const places = -Math.floor(Math.log10(tolerance))
  const scale = 10 ** -places
  return formatFloatRepr(
    places >= 0
      ? Number(formatFixed(difference, Math.min(places, 100)))
      : Number(formatFixed(difference / scale, 0)) * scale,
  )
}

/** `partner` is the node of the second graph that stands for the caller. */
function comparedEdge({ first, second, pairing }: Sides, edge: number, partner: number): string {
  const other = pairing.edges.get(`${partner} ${pairing.of[first.edges.callee[edge]!]}`)
  if (other === undefined) return edgeLabel(first, edge)
  const lines: string[] = []
  const [share, calls] = [first.edges.share[edge]!, first.edges.calls[edge]!]
  if (!Number.isNaN(share))
    lines.push(`${percentText(share)} / ${known(second.edges.share[other]!, percentText)}`)
  if (!Number.isNaN(calls))
    lines.push(`${timesText(calls)} / ${known(second.edges.calls[other]!, timesText)}`)
  return lines.join('\n')
}

function known(value: number, format: (value: number) => string): string {
  return Number.isNaN(value) ? '–' : format(value)
}

function plain(calls: number): string {
  return Number.isNaN(calls) ? '–' : String(calls)
}

/** Least and largest difference of the totals' shares, node by node as they stand: what colours are scaled to. */
function rangeOfDifferences(first: CallGraphAnswer, second: CallGraphAnswer): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, 0]
  for (let node = 0; node < first.nodes.length; node++) {
    const isBoth = node < second.nodes.length
    const difference = isBoth
      ? Math.abs(first.nodes.totalShare[node]! - second.nodes.totalShare[node]!) * 100
      : 0
    least = Math.min(least, difference)
    most = Math.max(most, difference)
  }
  return [least, most]
}

function rescaled(difference: number, [least, most]: readonly [number, number]): number {
  if (difference === 0) return 0
  return most === least ? 1 : (difference - least) / (most - least)
}
