import { basename } from 'node:path'
import { deltaArrow, formatChange, formatDelta } from '../base/deltas.ts'
import { UsageError } from '../base/errors.ts'
import { formatSeconds, formatValue } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { querySummary } from '../query/summary.ts'
import { queryMemoryPeaks } from '../query/time/memory-peak.ts'
import { recordingsOverTime } from '../query/time/over-time.ts'
import {
  queryTimelineFigure,
  type TimelineFigure,
  type TimelineFigureQuestion,
  timelineNames,
} from '../query/time/timeline-figure.ts'
import { type ChildrenLook, type PlottedFigure, renderTimelineSvg } from '../render/svg/timeline.ts'
import { joinDumps } from './dump-series.ts'
import { type OpenOptions, openInputs } from './opening/open.ts'
import { pictureKind, writePage, writePicture } from './pictures/write-picture.ts'
import type { PageOptions } from './saving/html-report.ts'

/** What a plot shows, and how. */
export interface PlotLook extends TimelineFigureQuestion {
  readonly title?: string | undefined
  /** Of the picture, and of the plot alone, in pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly children?: ChildrenLook | undefined
  /** Draw the straight line through the values. */
  readonly slope?: boolean | undefined
  /** Whether the second of two recordings is the base of the first. */
  readonly isCompared?: boolean | undefined
}

/** What `plot` is asked. */
export interface PlotRequest extends OpenOptions, PlotLook {
  /** Each is drawn over the others; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Names of the inputs in the picture, in their order. */
  readonly labels?: readonly string[] | undefined
  /** Path that ends in `.svg`, `.png`, `.pdf`, `.eps` or `.html`, or '-' for SVG on standard output. */
  readonly output: string
  readonly page?: PageOptions | undefined
  /** What the only input is compared with. */
  readonly base?: string | undefined
  /** Takes the document when the output is '-'. */
  readonly writeOut: (text: string) => void
}

/** Draws values over time and writes the picture. @throws UsageError if the output's ending names no kind of picture or an input
 *  has no such values; what {@link openInputs} and saving throw. */
export async function drawPlot(request: PlotRequest): Promise<void> {
  const { output, cwd } = request
  const kinds = { allowed: ['svg', 'png', 'pdf', 'eps', 'html'], what: 'a plot', standard: 'svg' } as const
  const kind = request.page === undefined ? pictureKind(output, kinds) : 'html'
  const { base, ...rest } = request
  const recordings = await openOverTime(request.files, rest)
  const under = base === undefined ? [] : await openOverTime([base], rest)
  const isCompared = base !== undefined
  if (isCompared && recordings.length + under.length !== 2) {
    throw new UsageError(
      '--base compares one input with one before it',
      'Several inputs are drawn over each other as they are: leave --base out',
    )
  }
  const both = [...recordings, ...under]
  const svg = plotSvg(both, { ...request, isCompared }, request.labels)
  if (kind === 'html') {
    const { page, writeOut } = request
    const hash = `view=threads&over=memory${isCompared ? '&base=1&sort=delta' : ''}`
    await writePage(both, { ...page, path: output, cwd, writeOut, hash })
  } else if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd, onNote: request.onNote })
}

async function openOverTime(files: readonly string[], options: OpenOptions): Promise<readonly Recording[]> {
  const opened = recordingsOverTime(await openInputs(files, options))
  return joinDumps(opened, files, options.cwd)
}

/** The plot of recordings as an SVG document. @throws UsageError if one has no such values. */
export function plotSvg(
  recordings: readonly Recording[],
  look: PlotLook,
  labels: readonly string[] = [],
): string {
  const plotted = recordings.map((recording, i): PlottedFigure => {
    const figure = queryTimelineFigure(recording, { ...look, isEach: look.children === 'each' })
    if (figure !== null) {
      const label = look.isCompared === true ? (i === 0 ? 'now' : 'before') : labelOf(recordings, i)
      return { figure, label: labels[i] ?? label }
    }
    const names = timelineNames(recording)
    if (names.length === 0) throw new UsageError(`${recording.meta.name} has no values over time to plot`)
    throw new UsageError(
      `${recording.meta.name} has no values named "${look.series}"`,
      `It has ${names.join(', ')} (--series NAME)`,
    )
  })
  const [first] = recordings
  const isCompared = look.isCompared === true
  if (isCompared && plotted[0]!.figure.unit !== plotted[1]!.figure.unit) {
    const [own, base] = plotted.map(({ figure }) => `${figure.name} in ${figure.unit}`)
    throw new UsageError(`${own} cannot be compared with ${base}`, 'Choose what both have with --series NAME')
  }
  return renderTimelineSvg(plotted, {
    title: look.title ?? titleOf(isCompared ? [first!] : recordings, labels),
    subtitle: isCompared ? comparedSubtitle(plotted) : subtitleOf(first!, plotted),
    isCompared,
    width: look.width ?? 1200,
    height: look.height ?? 320,
    children: look.children ?? 'stacked',
    hasTrend: look.slope === true,
  })
}

/** Inputs of one program are told apart by when they were made. */
function labelOf(recordings: readonly Recording[], i: number): string {
  const { meta } = recordings[i]!
  const name = basename(meta.importedFrom?.file ?? meta.name)
  const isAlone = recordings.every(
    (other, k) => k === i || basename(other.meta.importedFrom?.file ?? other.meta.name) !== name,
  )
  return isAlone ? name : `${i + 1}  ${name}`
}

function titleOf(recordings: readonly Recording[], labels: readonly string[]): string {
  if (recordings.length === 1) return labels[0] ?? recordings[0]!.meta.name
  return [...new Set(recordings.map(({ meta }) => meta.name))].join(', ')
}

const WORDS: Readonly<Record<string, string>> = {
  rss: 'resident memory',
  pss: 'memory, shared pages shared out (PSS)',
  uss: 'memory of its own (USS)',
  swap: 'memory in the swap',
  gil: 'interpreter lock held',
  heap: 'allocated and not freed',
  'heap-extra': 'what the allocator adds',
  traced: 'memory that Python allocated (tracemalloc)',
}

/** "resident memory · peak 194 MB (the kernel's) · 2 processes · CPython 3.12.1". */
function subtitleOf(recording: Recording, plotted: readonly PlottedFigure[]): string {
  const [{ figure }] = plotted as [PlottedFigure]
  const parts = [
    figure.isByName ? `${figure.name}: ${figure.curves.length} values` : (WORDS[figure.name] ?? figure.name),
  ]
  if (plotted.length > 1) return `${parts[0]} of ${plotted.length} recordings`
  const peaks = figure.name === 'rss' ? queryMemoryPeaks(recording) : []
  const kernels = peaks.find(({ isKernels }) => isKernels)
  const whose = figure.curves.length > 1 ? 'peak of the program itself' : 'peak'
  if (kernels !== undefined)
    parts.push(`${whose} ${formatValue(kernels.bytes, 'bytes')} as the kernel counted`)
  if (figure.curves.length > 1 && !figure.isByName) parts.push(`${figure.curves.length} processes`)
  const { interpreter } = querySummary(recording)
  if (interpreter !== null) parts.push(interpreter)
  return parts.join(' · ')
}

/** "resident memory · peak 19.7 MB, was 16.9 MB: ▲ +2.80 MB (+17 %) · over 1.2 s, was 0.9 s". */
function comparedSubtitle(plotted: readonly PlottedFigure[]): string {
  const [own, base] = plotted.map(({ figure }) => figure) as [TimelineFigure, TimelineFigure]
  const unit = own.unit.replace(/ per second$/, '')
  const rate = unit === own.unit ? '' : '/s'
  const [peak, was] = [own, base].map(figure => figure.peak?.value ?? Number.NaN) as [number, number]
  const value = (amount: number) => `${formatValue(amount, unit)}${rate}`
  const delta = `${deltaArrow(peak - was)} ${formatDelta(peak - was, unit)}${rate}`.trim()
  const [long, longBefore] = [own, base].map(({ start, end }) => formatSeconds((end - start) / 1e9))
  return [
    WORDS[own.name] ?? own.name,
    `peak ${value(peak)}, was ${value(was)}: ${delta} (${formatChange(peak, was)})`,
    `over ${long}, was ${longBefore}`,
  ].join(' · ')
}
