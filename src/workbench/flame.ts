import type { Widths } from '../analysis/difference/unite-trees.ts'
import { UsageError } from '../base/errors.ts'
import { formatSeconds, formatValue } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { type CallTreeAnswer, queryCallTree } from '../query/call-tree.ts'
import { querySummary } from '../query/summary.ts'
import { renderFlameSvg } from '../render/svg/flame.ts'
import type { OpenOptions } from './open.ts'
import { openMerged } from './open-merged.ts'
import { valueTypeNamed } from './value-type.ts'
import { pictureKind, writePage, writePicture } from './write-picture.ts'

/** What `flame` is asked. */
export interface FlameRequest extends OpenOptions {
  /** Several are merged; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Path that ends in `.svg`, `.png`, `.pdf`, `.eps` or `.html`, or '-' for SVG on standard output. */
  readonly output: string
  readonly title?: string | undefined
  readonly width?: number | undefined
  readonly minWidth?: number | undefined
  readonly fontSize?: number | undefined
  /** Roots at the top. */
  readonly inverted?: boolean | undefined
  /** Bottom-up: roots are the functions with self cost, callers stand on them. */
  readonly reverse?: boolean | undefined
  readonly static?: boolean | undefined
  /** With a base: what boxes are as wide as. */
  readonly widths?: Widths | undefined
  readonly valueType?: string | undefined
  /** Takes the document when the output is '-'. */
  readonly writeOut: (text: string) => void
}

/** Draws a recording as a flame graph and writes it. @throws UsageError if the output's ending names no kind of picture or
 *  the recording has nothing to draw; what {@link openMerged} and saving throw. */
export async function drawFlame(request: FlameRequest): Promise<void> {
  const { output, cwd } = request
  const kind = pictureKind(output, {
    allowed: ['svg', 'png', 'pdf', 'eps', 'html'],
    what: 'a flame graph',
    standard: 'svg',
  })
  const recording = await openMerged(request.files, request)
  if (recording.stacks === null && recording.calls === null) {
    throw new UsageError(`${recording.meta.name} has neither stacks nor calls to draw`)
  }
  if (kind === 'html') return writePage(recording, { path: output, cwd })
  // What is printed is not zoomed into.
  const svg = flameSvg(recording, kind === 'svg' ? request : { ...request, static: true })
  if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd })
}

/** The flame graph of a recording as an SVG document. @throws UsageError if it has no such value type. */
export function flameSvg(
  recording: Recording,
  request: Omit<FlameRequest, Exclude<keyof OpenOptions, 'valueType'> | 'files' | 'output' | 'writeOut'>,
): string {
  const valueType = valueTypeNamed(recording, request.valueType)
  const isReversed = request.reverse === true
  const tree = queryCallTree(recording, {
    filter: valueType === null ? {} : { valueType },
    inverted: isReversed,
    ...(request.widths === undefined ? {} : { widths: request.widths }),
  })
  const { width, minWidth, fontSize } = request
  return renderFlameSvg(tree, recording.shared, {
    title: request.title ?? recording.meta.name,
    subtitle: subtitleOf(recording, tree, isReversed),
    ...(width === undefined ? {} : { width }),
    ...(minWidth === undefined ? {} : { minWidth }),
    ...(fontSize === undefined ? {} : { fontSize }),
    isIcicle: request.inverted === true,
    isReversed,
    isStatic: request.static === true,
  })
}

const WIDTH_WORDS = {
  new: 'widths: now',
  base: 'widths: before',
  union: 'widths: the larger of both',
} as const

/** "41.2 s wall · CPython 3.12.1 · 41 187 samples". */
function subtitleOf(recording: Recording, tree: CallTreeAnswer, isReversed: boolean): string {
  const summary = querySummary(recording)
  const { name, unit } = tree.valueType
  const total = formatValue(tree.difference?.total ?? tree.total, unit)
  const parts = [
    name === 'samples' ? `${total} samples` : `${total} ${name}`,
    tree.difference &&
      `was ${formatValue(tree.difference.baseTotal, unit)} (${WIDTH_WORDS[tree.difference.widths]})`,
    summary.duration === null ? null : `measured for ${formatSeconds(summary.duration / 1e9)}`,
    summary.interpreter,
    summary.samples === null || name === 'samples'
      ? null
      : `${formatValue(summary.samples, 'count')} samples`,
    isReversed ? 'bottom-up: each function with its callers' : null,
  ]
  return parts.filter(part => part !== null).join(' · ')
}
