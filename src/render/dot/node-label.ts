import { deltaArrow, formatChange, formatDelta } from '../../base/deltas.ts'
import { formatValue, secondsPer } from '../../base/units.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { drawnName, type NameOptions } from './function-name.ts'
import { formatFixed, formatWhole } from './python-number.ts'

/** The figures that a node can show, by gprof2dot's names. */
export const MEASURES = ['self-time', 'self-time-percentage', 'total-time', 'total-time-percentage'] as const

/** One of {@link MEASURES}. */
export type Measure = (typeof MEASURES)[number]

/** What stands in nodes and on edges. */
export interface LabelOptions extends NameOptions {
  /** In the order in which they stand; 'total-time-percentage' and 'self-time-percentage' where absent. */
  readonly measures?: readonly Measure[]
  readonly showSamples?: boolean
  readonly formatTime: (seconds: number) => string
}

export const DEFAULT_MEASURES: readonly Measure[] = ['total-time-percentage', 'self-time-percentage']

/** Calls and samples: `12×`. */
export function timesText(count: number): string {
  return `${formatWhole(count)}×`
}

/** `61.20%`. */
export function percentText(share: number): string {
  return `${formatFixed(share * 100, 2)}%`
}

/** The lines of a node. Figures that are not known are left out. */
export function nodeLabel(answer: CallGraphAnswer, node: number, options: LabelOptions): string {
  const { nodes } = answer
  const lines = [nodes.process[node]!, nodes.module[node]!].filter(line => line !== null)
  lines.push(drawnName(nodes.name[node]!, options))
  for (const measure of options.measures ?? DEFAULT_MEASURES) {
    const text = measureText(answer, node, { measure, formatTime: options.formatTime })
    if (text !== null) lines.push(text)
  }
  const change = changeText(answer, node)
  if (change !== null) lines.push(change)
  if (options.showSamples === true && !Number.isNaN(nodes.samples[node]!)) {
    lines.push(timesText(nodes.samples[node]!))
  }
  if (!Number.isNaN(nodes.calls[node]!)) lines.push(timesText(nodes.calls[node]!))
  return lines.join('\n')
}

/** "▲ +200 ms (+20 %)": what a node's total differs by; null where there is no base. */
function changeText({ nodes, difference, valueType }: CallGraphAnswer, node: number): string | null {
  if (difference === null) return null
  return deltaText(nodes.total[node]!, difference.nodes.total[node]!, valueType.unit)
}

function deltaText(own: number, base: number, unit: string): string | null {
  const delta = own - base
  if (Number.isNaN(delta)) return null
  return delta === 0
    ? 'same'
    : `${deltaArrow(delta)} ${formatDelta(delta, unit)} (${formatChange(own, base)})`
}

/** What is spent over an edge, or what that differs by, and its calls. */
export function edgeLabel({ edges, difference, valueType }: CallGraphAnswer, edge: number): string {
  const lines: string[] = []
  if (difference !== null) {
    const text = deltaText(edges.total[edge]!, difference.edges.total[edge]!, valueType.unit)
    if (text !== null) lines.push(text)
  } else if (!Number.isNaN(edges.share[edge]!)) lines.push(percentText(edges.share[edge]!))
  if (!Number.isNaN(edges.calls[edge]!)) lines.push(timesText(edges.calls[edge]!))
  return lines.join('\n')
}

/** A figure of a node as it is shown, null where it is not known. */
export function measureText(
  answer: CallGraphAnswer,
  node: number,
  { measure, formatTime }: { measure: Measure; formatTime: (seconds: number) => string },
): string | null {
  const isSelf = measure.startsWith('self')
  const wrapped = (text: string) => (isSelf ? `(${text})` : text)
  const { nodes, valueType } = answer
  if (measure.endsWith('percentage')) {
    const share = (isSelf ? nodes.selfShare : nodes.totalShare)[node]!
    return Number.isNaN(share) ? null : wrapped(percentText(share))
  }
  const value = (isSelf ? nodes.self : nodes.total)[node]!
  if (Number.isNaN(value) || !answer.hasValues) return null
  const seconds = secondsPer(valueType.unit)
  return wrapped(seconds === null ? formatValue(value, valueType.unit) : formatTime(value * seconds))
}
