import { seriesColumns } from '../../analysis/time/series-columns.ts'
import type { Series } from '../../analysis/time/series-sum.ts'
import { formatSeconds, formatValue, type Unit } from '../../base/units.ts'
import type { TimelineFigure } from '../../query/time/timeline-figure.ts'
import { ACCENT, HEAT, HEAT_TEXT, NEUTRAL, type Theme } from './heat.ts'
import { pictureHeading } from './picture-heading.ts'
import { axes, type PlotFrame, round, roundSteps, xOf, yOf } from './plot-axes.ts'
import { escapeXml, fitText, oneLine } from './svg-text.ts'
import { textWidth } from './text-widths.ts'
import { areasBetween, betweenRules, fillsLegend } from './timeline-difference.ts'
import { seenSpans, spanRows, spansHeight } from './timeline-spans.ts'

/** How children of a program are drawn: on top of it, added up, or each by itself. */
export type ChildrenLook = 'stacked' | 'summed' | 'each'

/** A figure of one input, and its name in the picture. */
export interface PlottedFigure {
  readonly label: string
  readonly figure: TimelineFigure
}

/** How a plot is drawn. */
export interface TimelinePicture {
  readonly title: string
  readonly subtitle?: string
  /** Of the whole picture, and of the plot alone, in pixels. */
  readonly width: number
  readonly height: number
  readonly children: ChildrenLook
  readonly hasTrend: boolean
  /** Whether the second of two figures is what the first was before: what lies between them is filled. */
  readonly isCompared?: boolean
}

const LEFT = 84
const RIGHT = 24
const HEADER = 64
const AXIS = 34
const LEGEND = 22
const BOTTOM = 14
/** A line in the legend. */
const SWATCH = 22
/** Share of the plot's height that a line may bend by at a column and pass for straight. */
const STRAIGHT = 1e-9
/** Kinds of lines before they repeat. */
const LINES = 6

/** One line of the plot. */
interface Line {
  readonly label: string
  readonly kind: number
  readonly columns: Float64Array
  /** What it stands on, null where it is a line alone. */
  readonly ground: Float64Array | null
}

/**
 * Values over time as one self-contained SVG document that follows the reader's light or dark theme: a line an input, or the
 * program with its children on top, the peak with its time and what ran then, the trend, and below the named regions or sampled
 * functions. Times of several inputs begin where each began. No script, nothing loaded. O(points + spans).
 */
export function renderTimelineSvg(plotted: readonly PlottedFigure[], picture: TimelinePicture): string {
  const figures = plotted.map(({ figure }) => figure)
  const isSingle = plotted.length === 1
  const { width } = picture
  const frame = frameOf(figures, picture)
  const spans = isSingle ? seenSpans(figures[0]!.spans, frame) : []
  const rows = spansHeight(spans)
  const lines = linesOf(plotted, picture, frame)
  const height = HEADER + picture.height + AXIS + rows + LEGEND + BOTTOM
  const isRate = figures[0]!.unit.endsWith(' per second')
  const unit = figures[0]!.unit.replace(/ per second$/, '')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(oneLine(picture.title))}</title>`,
    `<desc>${escapeXml(`${figures[0]!.name} over time`)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...pictureHeading(
      { title: picture.title, subtitle: picture.subtitle ?? '' },
      { x: 16, room: width - 32 },
    ),
    ...axes(frame, unit, isRate),
    ...(picture.isCompared === true ? areasBetween(lines[0]!.columns, lines[1]!.columns, frame) : []),
    ...lines.filter(({ ground }) => ground !== null).map(line => areaOf(line, frame)),
    ...lines.map(line => pathOf(line, frame)),
    ...plotted.flatMap(one => (picture.hasTrend ? trendOf(one.figure, frame) : [])),
    // What the peak was before stands in the heading.
    ...plotted
      .slice(0, picture.isCompared === true ? 1 : undefined)
      .map(({ figure }, i) => peakOf(figure, frame, { kind: isSingle ? -1 : i % LINES, unit })),
    ...spanRows(spans, { frame, y: HEADER + picture.height + AXIS }),
    ...legendOf(lines, { y: height - BOTTOM, width }),
    ...(picture.isCompared === true ? fillsLegend({ y: height - BOTTOM, right: width - RIGHT }) : []),
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

const DASHES = ['', '', '6 3', '6 3', '2 2', '2 2'] as const

const STYLE = [
  'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",Arimo,sans-serif;font-variant-numeric:tabular-nums}',
  '.head{font-size:16px;font-weight:600}.code{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",Cousine,Consolas,monospace}',
  '.line{fill:none;stroke-width:1.6;stroke-linejoin:round}.thin{fill:none;stroke-width:1}.trend{fill:none;stroke-width:1.2;stroke-dasharray:7 4}',
  ...DASHES.map((dash, i) => (dash === '' ? '' : `.l${i}{stroke-dasharray:${dash}}`)),
  themeRules('light'),
  `@media(prefers-color-scheme:dark){${themeRules('dark')}}`,
].join('')

function themeRules(theme: Theme): string {
  const neutral = NEUTRAL[theme]
  const heat = HEAT[theme]
  return [
    `svg:root{background:${neutral[0]}}.page{fill:${neutral[0]}}.head{fill:${neutral[7]}}.sub,.axis{fill:${neutral[6]}}.grid{stroke:${neutral[3]};stroke-width:1}`,
    ...Array.from({ length: LINES }, (_, i) => `.l${i}{stroke:${i % 2 === 0 ? ACCENT[theme] : neutral[6]}}`),
    betweenRules(theme),
    `.a0{fill:${neutral[2]}}.a1{fill:${neutral[3]}}.a2{fill:${neutral[4]}}.trend{stroke:${neutral[5]}}`,
    `.peak{stroke:${heat[6]};stroke-width:1;stroke-dasharray:3 3}.dot{fill:${heat[6]}}.peaktext{fill:${neutral[7]};font-weight:600}.back{fill:${neutral[0]}}`,
    ...heat.map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${HEAT_TEXT[theme][i]}}`),
  ].join('')
}

function frameOf(figures: readonly TimelineFigure[], picture: TimelinePicture): PlotFrame {
  // Inputs are laid over each other by their own starts.
  const isSingle = figures.length === 1
  const start = isSingle ? figures[0]!.start : 0
  const end = isSingle ? figures[0]!.end : Math.max(...figures.map(one => one.end - one.start))
  const isEach = picture.children === 'each'
  const values = figures.map(figure =>
    Math.max(0, figure.kernelPeak ?? 0, ...(isEach ? figure.curves : [figure.sum]).map(largest)),
  )
  const most = figures[0]!.unit === 'share' ? 1 : Math.max(...values)
  const steps = roundSteps(1.08 * most, Math.max(2, Math.floor(picture.height / 56)))
  const top = figures[0]!.unit === 'share' ? 1 : Math.max(steps.at(-1)!, Number.MIN_VALUE)
  return { x: LEFT, y: HEADER, width: picture.width - LEFT - RIGHT, height: picture.height, start, end, top }
}

function largest({ value }: Series): number {
  let most = 0
  for (const one of value) if (one > most) most = one
  return most
}

function linesOf(plotted: readonly PlottedFigure[], picture: TimelinePicture, frame: PlotFrame): Line[] {
  const columns = Math.max(1, Math.round(frame.width))
  const inColumns = (series: Series, figure: TimelineFigure) => {
    const shift = plotted.length === 1 ? 0 : figure.start
    return seriesColumns(series, { start: frame.start + shift, end: frame.end + shift, columns })
  }
  if (plotted.length > 1) {
    return plotted.map(({ label, figure }, i) => ({
      label,
      // What was before is dashed: the two are told apart without colour.
      kind: (picture.isCompared === true ? 3 * i : i) % LINES,
      columns: inColumns(figure.sum, figure),
      ground: null,
    }))
  }
  const { figure } = plotted[0]!
  if (figure.curves.length === 1 || picture.children === 'summed') {
    const zero = new Float64Array(columns)
    return [{ label: figure.sum.label, kind: 0, columns: inColumns(figure.sum, figure), ground: zero }]
  }
  let ground: Float64Array = new Float64Array(columns)
  return figure.curves.map((curve, i) => {
    const own = inColumns(curve, figure)
    if (picture.children === 'each')
      return { label: curve.label, kind: i % LINES, columns: own, ground: null }
    const below = ground
    ground = below.map((value, column) => value + (Number.isNaN(own[column]!) ? 0 : own[column]!))
    const top = own.map((value, column) => (Number.isNaN(value) ? Number.NaN : ground[column]!))
    return { label: curve.label, kind: i % LINES, columns: top, ground: below }
  })
}

/** Runs of columns that have a value, as [first, end). */
function* runsOf(columns: Float64Array): Generator<readonly [number, number]> {
  for (let i = 0; i < columns.length; ) {
    if (Number.isNaN(columns[i]!)) {
      i++
      continue
    }
    let end = i
    while (end < columns.length && !Number.isNaN(columns[end]!)) end++
    yield [i, end]
    i = end
  }
}

function pathOf({ columns, kind }: Line, frame: PlotFrame): string {
  const runs = [...runsOf(columns)].map(([from, end]) => trace(columns, { from, end }, frame))
  return `<path class="line l${kind}" d="${runs.join('')}"/>`
}

function areaOf({ columns, ground, kind }: Line, frame: PlotFrame): string {
  const runs = [...runsOf(columns)].map(([from, end]) => {
    const below = trace(ground!, { from, end }, frame, true)
    return `${trace(columns, { from, end }, frame)}${below.replace('M', 'L')}Z`
  })
  return `<path class="a${kind % 3}" d="${runs.join('')}"/>`
}

/** Points on the way from one column to another; of those on a straight line only the ends. */
function trace(
  columns: Float64Array,
  { from, end }: { from: number; end: number },
  frame: PlotFrame,
  isBack = false,
): string {
  const points: string[] = []
  for (let k = 0; k < end - from; k++) {
    const i = isBack ? end - 1 - k : from + k
    const isInside = i > from && i < end - 1
    const bend = columns[i - 1]! - 2 * columns[i]! + columns[i + 1]!
    if (isInside && Math.abs(bend) < STRAIGHT * frame.top) continue
    points.push(`${round(frame.x + i + 0.5)} ${yOf(frame, columns[i]!)}`)
  }
  return `M${points.join('L')}`
}

function trendOf({ trend, start, end, unit, sum }: TimelineFigure, frame: PlotFrame): string[] {
  if (trend === null || sum.time.length === 0) return []
  const shift = frame.start - start
  const [from, to] = [sum.time[0]!, Math.min(end, sum.time.at(-1)!)]
  const value = (time: number) =>
    Math.min(frame.top, Math.max(0, trend.atZero + (trend.perSecond * time) / 1e9))
  const [x1, x2] = [xOf(frame, from + shift), xOf(frame, to + shift)]
  const [y1, y2] = [yOf(frame, value(from)), yOf(frame, value(to))]
  const sign = trend.perSecond < 0 ? '' : '+'
  const text = `slope ${sign}${formatValue(trend.perSecond, unit)}/s`
  const wide = textWidth(text, 12, 'sans')
  return [
    `<line class="trend" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`,
    `<rect class="back" x="${round(x2 - wide - 10)}" y="${round(y2 + 5)}" width="${round(wide + 8)}" height="16"/>`,
    `<text class="sub" x="${x2 - 6}" y="${round(y2 + 17)}" text-anchor="end">${escapeXml(text)}</text>`,
  ]
}

function peakOf(figure: TimelineFigure, frame: PlotFrame, look: { kind: number; unit: Unit }): string {
  const { peak, kernelPeak, start } = figure
  if (peak === null) return ''
  // Inputs are laid over each other by their own starts.
  const time = look.kind === -1 ? peak.time : peak.time - start
  const x = xOf(frame, time)
  const y = yOf(frame, peak.value)
  const dot = `<rect class="dot" x="${round(x - 3)}" y="${round(y - 3)}" width="6" height="6" rx="3"/>`
  const kernels = kernelPeak !== null && figure.curves.length === 1 ? kernelPeak : peak.value
  const value = look.unit === 'share' ? `${Math.round(100 * peak.value)} %` : formatValue(kernels, look.unit)
  const words = [
    `${value} at ${formatSeconds(time / 1e9)}`,
    look.kind === -1 && peak.place !== null ? oneLine(peak.place) : null,
  ]
  const text = words.filter(word => word !== null).join(' · ')
  const wide = textWidth(text, 12, 'sans-bold')
  const isLeft = x + 8 + wide > frame.x + frame.width
  const at = isLeft ? Math.max(frame.x + 4, x - 8 - wide) : x + 8
  const lines =
    look.kind === -1
      ? `<line class="peak" x1="${frame.x}" y1="${y}" x2="${frame.x + frame.width}" y2="${y}"/><line class="peak" x1="${x}" y1="${frame.y}" x2="${x}" y2="${frame.y + frame.height}"/>`
      : ''
  const label = `<text class="peaktext" x="${round(at)}" y="${round(y - 8)}">${escapeXml(text)}</text>`
  return `<g>${lines}${dot}${label}</g>`
}

function* legendOf(lines: readonly Line[], { y, width }: { y: number; width: number }): Generator<string> {
  let x = LEFT
  for (const { label, kind } of lines) {
    const text = fitText(oneLine(label), 40)
    const wide = SWATCH + 6 + textWidth(text, 12, 'sans') + 20
    if (x + wide > width - RIGHT) {
      yield `<text class="sub" x="${round(x)}" y="${y}">…</text>`
      return
    }
    yield `<line class="line l${kind}" x1="${round(x)}" y1="${y - 4}" x2="${round(x + SWATCH)}" y2="${y - 4}"/>`
    yield `<text class="sub" x="${round(x + SWATCH + 6)}" y="${y}">${escapeXml(text)}</text>`
    x += wide
  }
}
