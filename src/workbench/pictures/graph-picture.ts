import { formatSeconds, formatValue, type Unit } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { CallGraphAnswer } from '../../query/call-graph/answer.ts'
import { type GraphGrouping, groupNodes } from '../../query/call-graph/groups.ts'
import { querySummary } from '../../query/summary.ts'
import { type Emptiness, emptySentence } from '../../query/why-empty.ts'
import type { LabelOptions } from '../../render/dot/node-label.ts'
import { type ThemeName, themeNamed, themeOf } from '../../render/dot/theme.ts'
import { renderCallGraphSvg } from '../../render/svg/call-graph.ts'
import { type LabelFonts, sizeGraph } from '../../render/svg/call-graph-labels.ts'
import { callGraphLook } from '../../render/svg/call-graph-look.ts'
import { type LayoutEngine, layOutGraph } from './lay-out-graph.ts'

/** What a drawn call graph looks like. */
export interface GraphLook {
  readonly theme: ThemeName
  readonly skew: number
  readonly labels: LabelOptions
}

/** What a call graph's picture is made of. */
export interface GraphPicture {
  readonly answer: CallGraphAnswer
  readonly recording: Recording
  readonly title: string
  readonly look: GraphLook
  readonly isBySelf: boolean
  /** Whether figures are estimates. */
  readonly isEstimated?: boolean | undefined
  /** Why there is no function in it; null where there are some. */
  readonly emptiness?: Emptiness | null | undefined
  readonly cluster?: GraphGrouping | undefined
  readonly layout?: LayoutEngine | undefined
}

/** A call graph as an SVG document, laid out here: no Graphviz is needed on the machine. */
export async function callGraphSvg(picture: GraphPicture): Promise<string> {
  const { answer, recording, look, cluster, emptiness = null, isEstimated = false } = picture
  const name = themeOf(look.theme, answer)
  const theme = themeNamed(name, look.skew)
  const fonts: LabelFonts = {
    // gprof2dot's estimates are more than the whole sometimes: in its DOT only letters grow with them.
    size: weight => theme.fontSize(Math.min(1, Math.abs(weight))),
    name: name === 'heat' || name === 'difference' ? 'code' : 'sans',
  }
  const groups = cluster === undefined ? null : groupNodes(answer.nodes, recording.shared, cluster)
  const sized = sizeGraph(answer, look.labels, { fonts, group: groups?.group ?? null })
  const layout = await layOutGraph(sized.graph, picture.layout)
  return renderCallGraphSvg({
    answer,
    sized,
    layout,
    look: callGraphLook(name, { skew: look.skew, isBySelf: picture.isBySelf }),
    title: picture.title,
    isBySelf: picture.isBySelf,
    subtitle: subtitleOf(answer, recording, isEstimated),
    ...(emptiness === null ? {} : { emptyText: emptySentence(emptiness) }),
    ...(groups === null ? {} : { groupNames: groups.names }),
  })
}

/** "41.2 s wall · measured for 40 s · CPython 3.12.1". */
function subtitleOf(answer: CallGraphAnswer, recording: Recording, isEstimated: boolean): string {
  const { valueType, total, hasValues, difference } = answer
  const summary = querySummary(recording)
  const { name, unit } = valueType
  const figure = formatValue(total, unit as Unit)
  const parts = [
    !hasValues || !(total > 0) ? null : figure.endsWith(name) ? figure : `${figure} ${name}`,
    difference && `was ${formatValue(difference.whole, unit as Unit)}`,
    summary.duration === null ? null : `measured for ${formatSeconds(summary.duration / 1e9)}`,
    summary.interpreter,
    isEstimated ? 'figures are estimates' : null,
  ]
  return parts.filter(part => part !== null).join(' · ')
}
