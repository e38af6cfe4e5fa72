import type { Widths } from '../analysis/difference/unite-trees.ts'
import type { Nesting } from '../analysis/square-map/tile.ts'
import { UsageError } from '../base/errors.ts'
import { formatShare, formatValue, type Unit } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { querySummary } from '../query/summary.ts'
import {
  type MapGrouping,
  type MapTreeOptions,
  queryMapTree,
  querySquareMap,
  type SquareMapAnswer,
} from '../query/tree/square-map.ts'
import { emptySentence, whyEmpty } from '../query/why-empty.ts'
import { renderSquareMapSvg } from '../render/svg/square-map.ts'
import { drawable } from './opening/drawable.ts'
import { funcNamed } from './opening/func-named.ts'
import { isFilteredBy, type OpenOptions } from './opening/open.ts'
import { openMerged } from './opening/open-merged.ts'
import { valueTypeNamed } from './opening/value-type.ts'
import { checkWidths } from './pictures/compared-only.ts'
import { pictureKind, writePage, writePicture } from './pictures/write-picture.ts'
import type { PageOptions } from './saving/html-report.ts'

/** What a square map shows, and how. */
export interface MapLook {
  readonly title?: string | undefined
  /** Of the boxes, in pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Boxes thinner than this many pixels are not drawn. */
  readonly minSize?: number | undefined
  readonly nesting?: Nesting | undefined
  readonly by?: 'calls' | 'packages' | undefined
  /** Who called this function, or what it called: a name as `findFuncs` takes it. Only one of them. */
  readonly callers?: string | undefined
  readonly callees?: string | undefined
  readonly heat?: 'self' | 'total' | undefined
  /** With a base: what boxes are as large as. */
  readonly widths?: Widths | undefined
  readonly valueType?: string | undefined
  /** Whether filters chose what is drawn. */
  readonly isFiltered?: boolean | undefined
}

/** What `map` is asked. */
export interface MapRequest extends OpenOptions, MapLook {
  /** Several are merged; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Path that ends in `.svg`, `.png`, `.pdf`, `.eps` or `.html`, or '-' for SVG on standard output. */
  readonly output: string
  /** Write the browser application with the recording inside, whatever the output's ending. */
  readonly page?: PageOptions | undefined
  /** Takes the document when the output is '-'. */
  readonly writeOut: (text: string) => void
}

/** Draws a recording as a square map and writes it. @throws UsageError if the output's ending names no kind of picture, no
 *  function has the name that is asked for, or the recording has nothing to draw; what {@link openMerged} and saving throw. */
export async function drawMap(request: MapRequest): Promise<void> {
  const { output } = request
  const kinds = {
    allowed: ['svg', 'png', 'pdf', 'eps', 'html'],
    what: 'a square map',
    standard: 'svg',
  } as const
  const kind = request.page === undefined ? pictureKind(output, kinds) : 'html'
  const opened = await openMerged(request.files, { ...request, isDrawn: true })
  const recording = drawable(opened)
  checkWidths(recording, request.widths)
  const treeOptions = whatToDraw(recording, request)
  if (kind === 'html') {
    const hash = hashOf(treeOptions, request)
    const { page, cwd, writeOut } = request
    await writePage([opened], { ...page, path: output, cwd, writeOut, hash })
    return
  }
  const svg = mapSvg(recording, { ...request, isFiltered: isFilteredBy(request) })
  if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd: request.cwd, onNote: request.onNote })
}

/** The square map of a recording as an SVG document. @throws UsageError if it has no such value type or function. */
export function mapSvg(recording: Recording, look: MapLook): string {
  const { width = 1200, height = 800, minSize = 2, nesting = 'squarified' } = look
  const options = whatToDraw(recording, look)
  const map = querySquareMap(queryMapTree(recording, options), { width, height, least: minSize, nesting })
  return renderSquareMapSvg(map, recording.shared, {
    title: look.title ?? recording.meta.name,
    subtitle: subtitleOf(recording, map, options),
    width,
    height,
    // Who called a function has no self time of interest.
    heat: look.heat ?? (options.by === 'callers' ? 'total' : 'self'),
    emptyText:
      map.shown > 0
        ? undefined
        : emptySentence(whyEmpty(recording, { ...options.filter, isFiltered: look.isFiltered === true })),
  })
}

function whatToDraw(recording: Recording, look: MapLook): MapTreeOptions {
  const valueType = valueTypeNamed(recording, look.valueType)
  const filter = valueType === null ? {} : { valueType }
  const { callers, callees, by = 'calls' } = look
  if (by === 'packages' && (callers ?? callees) !== undefined) {
    throw new UsageError('A map shows packages, or who a function calls and is called by', 'Leave out --by')
  }
  if (callers !== undefined && callees !== undefined) {
    throw new UsageError('A map shows the callers or the callees of a function, not both')
  }
  const name = callers ?? callees
  const widths = look.widths === undefined ? {} : { widths: look.widths }
  if (name === undefined) return { filter, by, ...widths }
  const grouping: MapGrouping = callers === undefined ? 'callees' : 'callers'
  return { filter, by: grouping, func: funcNamed(recording, name, filter), ...widths }
}

/** The page's address after `#` that shows the same. */
function hashOf({ by = 'calls', func = -1, filter }: MapTreeOptions, look: MapLook): string {
  const parts = new URLSearchParams({ view: 'map' })
  if (by !== 'calls') parts.set('map', by)
  if (func !== -1) {
    parts.set('of', String(func))
    parts.set('f', String(func))
  }
  if (filter?.valueType != null) parts.set('value', String(filter.valueType))
  if (look.nesting !== undefined && look.nesting !== 'squarified') parts.set('nesting', look.nesting)
  if (look.heat === 'total') parts.set('heat', 'total')
  if (look.widths !== undefined) parts.set('widths', look.widths)
  return parts.toString()
}

const AREA_WORDS = {
  new: 'areas: now',
  base: 'areas: before',
  union: 'areas: the larger of both',
} as const

/** "Callers of parse · 41.2 s wall · 12.3 % · CPython 3.12.1". */
function subtitleOf(recording: Recording, map: SquareMapAnswer, options: MapTreeOptions): string {
  const { shared } = recording
  const { name, unit } = map.valueType
  const { by, func = -1 } = options
  const { difference } = map
  const figure = formatValue(difference === null ? map.shown : map.whole, unit as Unit)
  const funcName = func === -1 ? '' : shared.strings[shared.funcs.name[func]!]!
  const parts = [
    by === 'packages' ? 'packages, files, functions' : null,
    by === 'callers' ? `callers of ${funcName}` : null,
    by === 'callees' ? `callees of ${funcName}` : null,
    name === 'samples' ? `${figure} samples` : `${figure} ${name}`,
    difference && `was ${formatValue(difference.whole, unit as Unit)} (${AREA_WORDS[difference.widths]})`,
    difference === null && map.shown < 0.9995 * map.whole ? formatShare(map.shown / map.whole) : null,
    querySummary(recording).interpreter,
  ]
  return parts.filter(part => part !== null).join(' · ')
}
