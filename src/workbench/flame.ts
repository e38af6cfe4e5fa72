import type { FlameLayout } from '../analysis/tree/flame-layout.ts'
import { UsageError } from '../base/errors.ts'
import { formatCountOf, formatSeconds, formatValue } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { querySummary } from '../query/summary.ts'
import { querySampleChart } from '../query/time/sample-chart.ts'
import { type CallTreeAnswer, queryCallTree } from '../query/tree/call-tree.ts'
import { queryCentredTree } from '../query/tree/centred-tree.ts'
import { emptySentence, whyEmpty } from '../query/why-empty.ts'
import { FLAME_PADDING, renderFlameSvg } from '../render/svg/flame.ts'
import { drawable } from './opening/drawable.ts'
import { funcNamed } from './opening/func-named.ts'
import { isFilteredBy, type OpenOptions } from './opening/open.ts'
import { openMerged } from './opening/open-merged.ts'
import { valueTypeNamed } from './opening/value-type.ts'
import { checkWidths } from './pictures/compared-only.ts'
import { flameAddress } from './pictures/flame-address.ts'
import { colourOf, openPalette } from './pictures/flame-colours.ts'
import type { FlameExtras, FlameLook } from './pictures/flame-look.ts'
import { flamePicture } from './pictures/flame-picture.ts'
import { plainFlameSvg } from './pictures/flame-plain.ts'
import { openFrameAttributes } from './pictures/frame-attributes-file.ts'
import { pictureKind, writePage, writePicture } from './pictures/write-picture.ts'
import type { PageOptions } from './saving/html-report.ts'

/** What `flame` is asked. */
export interface FlameRequest extends OpenOptions, FlameLook {
  /** Several are merged; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Path that ends in `.svg`, `.png`, `.pdf`, `.eps` or `.html`, or '-' for SVG on standard output. */
  readonly output: string
  /** Write the browser application with the recording inside, whatever the output's ending. */
  readonly page?: PageOptions | undefined
  /** Takes the document when the output is '-'. */
  readonly writeOut: (text: string) => void
}

/** Draws a recording as a flame graph and writes it. @throws UsageError if the output's ending names no kind of picture or
 *  the recording has nothing to draw; what {@link openMerged} and saving throw. */
export async function drawFlame(request: FlameRequest): Promise<void> {
  const { output, cwd } = request
  const kinds = {
    allowed: ['svg', 'png', 'pdf', 'eps', 'html'],
    what: 'a flame graph',
    standard: 'svg',
  } as const
  const kind = request.page === undefined ? pictureKind(output, kinds) : 'html'
  checkLook(request)
  if (request.flamechart === true && request.compat === undefined && request.base !== undefined) {
    throw new UsageError('A picture in order of time shows one recording', 'Leave out --base or --flamechart')
  }
  const reading = {
    isInOrder: request.flamechart === true,
    isPlain: request.compat !== undefined && kind !== 'html',
  }
  const opened = await openMerged(request.files, { ...request, reading, isDrawn: true })
  const recording = drawable(opened)
  checkWidths(recording, request.widths)
  if (kind === 'html') {
    const { page, writeOut } = request
    return writePage([opened], {
      ...{ ...page, path: output, cwd, writeOut },
      hash: flameAddress(recording, request),
    })
  }
  const kept = request.cp === undefined ? null : await openPalette(request.cp, cwd)
  const attributes = request.nameAttr === undefined ? undefined : openFrameAttributes(request.nameAttr, cwd)
  // What is printed is not zoomed into.
  const look = kind === 'svg' ? request : { ...request, static: true }
  const isFiltered = isFilteredBy(request)
  const svg = flameSvg(recording, look, { palette: kept?.colours, attributes, isFiltered })
  await kept?.save()
  if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd, onNote: request.onNote })
}

/** Options that do not go together. @throws UsageError that says which. */
function checkLook(look: FlameLook): void {
  const shapes = [
    look.reverse === true ? '--reverse' : '',
    look.flamechart === true ? '--flamechart' : '',
    look.center === undefined ? '' : '--center',
  ].filter(option => option !== '')
  if (shapes.length > 1 && !(look.compat !== undefined && look.center === undefined)) {
    throw new UsageError(`${shapes.join(' and ')} are different pictures`, 'Choose one of them')
  }
  if (look.compat !== undefined && look.center !== undefined) {
    throw new UsageError('flamegraph.pl has no --center', 'Leave out --compat')
  }
  if (look.colorDiffusion === true && (look.colors ?? 'heat') !== 'heat') {
    throw new UsageError(
      `--colordiffusion and --colors ${look.colors} are different colours`,
      'Choose one of them',
    )
  }
  if (look.colorDiffusion === true && look.compat !== undefined) {
    throw new UsageError('flamegraph.pl has no --colordiffusion', 'Leave out --compat')
  }
  if (look.compat === undefined && look.fontSize !== undefined && look.fontSize < 12) {
    throw new UsageError(
      `Letters of ${look.fontSize} pixels are hard to read`,
      'Use --fontsize 12 or more; only --compat takes less',
    )
  }
}

/** The flame graph of a recording as an SVG document.
 *  @throws UsageError if it has no such value type or function, or no samples where their order is drawn. */
export function flameSvg(recording: Recording, look: FlameLook, extras: FlameExtras = {}): string {
  const valueType = valueTypeNamed(recording, look.valueType)
  const filter = valueType === null ? {} : { valueType }
  if (look.flamechart === true || look.compat !== undefined) assertStacks(recording)
  if (look.compat !== undefined) return plainFlameSvg(recording, { look, filter, extras })
  const shape = shapeOf(recording, look, filter)
  const isFiltered = extras.isFiltered === true
  return renderFlameSvg(shape.tree, recording.shared, {
    ...flamePicture(look, extras, FLAME_PADDING),
    title: look.title ?? recording.meta.name,
    subtitle: look.subtitle ?? subtitleOf(recording, shape.tree, { words: shape.words, look }),
    isReversed: look.reverse === true,
    layout: shape.layout,
    callers: shape.callers,
    isByTotal: look.colorDiffusion === true,
    emptyText:
      shape.tree.total > 0 ? undefined : emptySentence(whyEmpty(recording, { ...filter, isFiltered })),
    colour: colourOf(recording, look, extras.palette),
  })
}

function assertStacks(recording: Recording): void {
  if (recording.stacks === null)
    throw new UsageError(`${recording.meta.name} has no samples to draw, only calls`)
}

/** The tree that is drawn, and what the subtitle says of its shape. */
interface Shape {
  readonly tree: CallTreeAnswer
  readonly layout?: FlameLayout
  readonly callers?: CallTreeAnswer
  readonly words: string | null
}

function shapeOf(recording: Recording, look: FlameLook, filter: { readonly valueType?: number }): Shape {
  if (look.flamechart === true) {
    const words = recording.stacks!.isTimed ? 'in order of time' : 'samples in their order'
    return { ...querySampleChart(recording, filter), words }
  }
  if (look.center !== undefined) {
    const func = funcNamed(recording, look.center, filter)
    const { callers, callees } = queryCentredTree(recording, func, { filter, widths: look.widths ?? 'new' })
    const { strings, funcs } = recording.shared
    return { tree: callees, callers, words: `callers and callees of ${strings[funcs.name[func]!]}` }
  }
  const isReversed = look.reverse === true
  const tree = queryCallTree(recording, {
    filter,
    inverted: isReversed,
    ...(look.widths === undefined ? {} : { widths: look.widths }),
  })
  return { tree, words: isReversed ? 'bottom-up: each function with its callers' : null }
}

const WIDTH_WORDS = {
  new: 'widths: now',
  base: 'widths: before',
  union: 'widths: the larger of both',
} as const

/** "41.2 s wall · CPython 3.12.1 · 41 187 samples". */
function subtitleOf(
  recording: Recording,
  tree: CallTreeAnswer,
  { words, look }: { words: string | null; look: FlameLook },
): string {
  const summary = querySummary(recording)
  const { name, unit } = tree.valueType
  const total = formatValue((look.factor ?? 1) * (tree.difference?.total ?? tree.total), unit)
  const parts = [
    look.countName === undefined ? `${total} ${name}` : `${total} ${look.countName}`,
    tree.difference &&
      `was ${formatValue(tree.difference.baseTotal, unit)} (${WIDTH_WORDS[tree.difference.widths]})`,
    summary.duration === null ? null : `measured for ${formatSeconds(summary.duration / 1e9)}`,
    summary.interpreter,
    summary.samples === null || name === 'samples' ? null : formatCountOf(summary.samples, 'sample'),
    words,
  ]
  return parts.filter(part => part !== null).join(' · ')
}
