import { layoutFlame } from '../../analysis/flame-layout.ts'
import { formatShare, formatValue, type Unit } from '../../base/units.ts'
import type { Shared } from '../../model/recording.ts'
import type { CallTreeAnswer } from '../../query/call-tree.ts'
import { FLAME_SCRIPT } from './flame-script.ts'
import { flameStyle } from './flame-style.ts'
import { heatStep } from './heat.ts'
import { escapeXml, fitText, oneLine } from './svg-text.ts'

/** How a flame graph is drawn. */
export interface FlameOptions {
  readonly title: string
  /** What stands under the title: how it was measured. */
  readonly subtitle?: string
  /** Of the picture, in pixels. */
  readonly width?: number
  /** Boxes narrower than this many pixels are left out, and what stands on them. */
  readonly minWidth?: number
  /** In pixels, at least 12. */
  readonly fontSize?: number
  /** Roots at the top (an icicle) and not at the bottom. */
  readonly isIcicle?: boolean
  /** Whether the tree is a bottom-up one: heat is then a box's own total, for all of it is one func's self cost. */
  readonly isReversed?: boolean
  /** No script: only a picture with tool tips. */
  readonly isStatic?: boolean
}

const PADDING = 16
const HEADER = 60
const FOOTER = 44
const GAP = 1
const TEXT_INDENT = 6
/** Width of a letter in most fixed-width fonts as a share of their size is 0.60; a little more, to be safe. */
const LETTER = 0.61
/** Rows that are drawn: a taller picture is of no use to anybody and browsers refuse it. */
const MAX_ROWS = 1000
/** A picture ends where all boxes are narrower than this share of it: imports go eighty deep and cost half a percent. */
const NARROW = 0.01

/** Sizes in pixels that follow from the options. */
interface Frame {
  readonly width: number
  readonly inner: number
  /** Rows in the file, and those that the picture shows at first. */
  readonly rows: number
  readonly shown: number
  readonly row: number
  readonly letter: number
  readonly minWidth: number
  readonly fontSize: number
  readonly isIcicle: boolean
}

/**
 * A flame graph as one self-contained SVG document that follows the reader's light or dark theme. Unless static, a click
 * zooms, `/` searches and Escape steps back, by a small script inside; nothing is loaded from anywhere. Names are escaped.
 * O(boxes drawn).
 */
export function renderFlameSvg(tree: CallTreeAnswer, shared: Shared, options: FlameOptions): string {
  const { width = 1200, minWidth = 0.5, isIcicle = false, isStatic = false } = options
  const fontSize = Math.max(12, options.fontSize ?? 12)
  const layout = layoutFlame(tree)
  const shown = rowsOf(layout, Math.max(NARROW, minWidth / (width - 2 * PADDING)))
  const frame: Frame = {
    width,
    inner: width - 2 * PADDING,
    rows: isStatic ? shown : Math.max(shown, rowsOf(layout, minWidth / (width - 2 * PADDING))),
    shown,
    row: Math.max(24, fontSize + 12),
    letter: LETTER * fontSize,
    minWidth,
    fontSize,
    isIcicle,
  }
  const height = HEADER + shown * frame.row + FOOTER
  const hottest = hottestOf(tree, options.isReversed === true)
  const notes = notesOf(tree)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(oneLine(options.title))}</title>`,
    `<desc>Flame graph: each box is a function, as wide as its share of the total, beside its callers and callees.</desc>`,
    `<style>${flameStyle(fontSize)}</style>`,
    `<rect id="page" class="page" width="${width}" height="${height}"/>`,
    header(options, notes, frame),
    `<g id="boxes" transform="translate(0 ${isIcicle ? HEADER : HEADER + (shown - 1) * frame.row})">`,
    ...boxes(tree, shared, { layout, frame, hottest, isReversed: options.isReversed === true }),
    '</g>',
    footer(tree, { frame, hottest, hidden: layout.depths - shown }),
    isStatic ? '' : `<script><![CDATA[${FLAME_SCRIPT}]]></script>`,
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

/** The hottest box's heat: its self cost, or in a bottom-up tree the hottest root's total. */
function hottestOf(tree: CallTreeAnswer, isReversed: boolean): number {
  let hottest = 0
  const column = isReversed ? tree.totals : tree.self
  for (let i = 0; i < column.length; i++) if (column[i]! > hottest) hottest = column[i]!
  return hottest
}

/** How many rows there are down to the deepest box that is at least this share wide. */
function rowsOf(layout: ReturnType<typeof layoutFlame>, minShare: number): number {
  let rows = 0
  for (let d = 0; d < Math.min(MAX_ROWS, layout.depths); d++) {
    for (let i = layout.rowStart[d]!; i < layout.rowStart[d + 1]! && rows <= d; i++) {
      if (layout.x1[i]! - layout.x0[i]! >= minShare) rows = d + 1
    }
  }
  return rows
}

function notesOf(tree: CallTreeAnswer): string[] {
  const notes: string[] = []
  if (tree.isEstimated)
    notes.push('estimated: the recording has a call graph, which does not say how costs split by caller')
  if (tree.isTruncated) notes.push('the rarest callers are left out')
  return notes
}

function header(options: FlameOptions, notes: readonly string[], frame: Frame): string {
  const columns = Math.floor(frame.inner / 7)
  const subtitle = [options.subtitle ?? '', ...notes].filter(text => text !== '').join(' · ')
  return [
    `<text class="head" x="${PADDING}" y="28">${escapeXml(fitText(oneLine(options.title), columns - 30))}</text>`,
    `<text class="sub" x="${PADDING}" y="47">${escapeXml(fitText(oneLine(subtitle), columns))}</text>`,
    `<text id="tools" class="sub" x="${frame.width - PADDING}" y="28" text-anchor="end"/>`,
  ].join('\n')
}

function footer(tree: CallTreeAnswer, what: { frame: Frame; hottest: number; hidden: number }): string {
  const { frame, hottest, hidden } = what
  const scale = 96
  const most = tree.total > 0 ? `${tree.isEstimated ? '~' : ''}${formatShare(hottest / tree.total)}` : '–'
  const right = frame.width - PADDING
  const mostWidth = 7 * most.length
  const swatches = Array.from(
    { length: 8 },
    (_, i) =>
      `<rect class="h${i}" x="${right - mostWidth - 8 - scale + 12 * i}" y="-9" width="12" height="8"/>`,
  )
  const levels = hidden === 1 ? 'One deeper level' : `${hidden} deeper levels`
  const details = hidden > 0 ? `${levels} of boxes under 1 % wide: not shown` : ''
  return [
    `<g id="foot" transform="translate(0 ${HEADER + frame.shown * frame.row + FOOTER - 18})">`,
    `<text id="details" class="sub" x="${PADDING}">${details}</text>`,
    `<text class="sub" x="${right - mostWidth - scale - 16}" text-anchor="end">heat = self · 0</text>`,
    ...swatches,
    `<text class="sub" x="${right}" text-anchor="end">${most}</text>`,
    '</g>',
  ].join('\n')
}

function* boxes(
  tree: CallTreeAnswer,
  shared: Shared,
  drawing: {
    layout: ReturnType<typeof layoutFlame>
    frame: Frame
    hottest: number
    isReversed: boolean
  },
): Generator<string> {
  const { layout, frame, hottest, isReversed } = drawing
  const { x0, x1, rowStart } = layout
  for (let d = 0; d < frame.rows; d++) {
    const y = (frame.isIcicle ? d : -d) * frame.row
    for (let i = rowStart[d]!; i < rowStart[d + 1]!; i++) {
      const width = (x1[i]! - x0[i]!) * frame.inner
      if (width < frame.minWidth) continue
      const step = heatStep(isReversed ? tree.totals[i]! : tree.self[i]!, hottest)
      yield box(tree, shared, {
        i,
        x: PADDING + x0[i]! * frame.inner,
        y,
        width,
        step,
        frame,
        isHidden: d >= frame.shown,
      })
    }
  }
}

function box(
  tree: CallTreeAnswer,
  shared: Shared,
  at: { i: number; x: number; y: number; width: number; step: number; frame: Frame; isHidden: boolean },
): string {
  const { i, x, y, width, step, frame } = at
  const name = nameOf(shared, tree.func[i]!)
  const mark = tree.isEstimated ? '~' : ''
  const share = (value: number) => `${mark}${formatShare(value / tree.total)}`
  const cost = (value: number) => `${mark}${formatValue(value, tree.valueType.unit as Unit)}`
  const tip = [
    name,
    placeOf(shared, tree.func[i]!),
    `total ${share(tree.totals[i]!)} (${cost(tree.totals[i]!)}), self ${share(tree.self[i]!)} (${cost(tree.self[i]!)})`,
  ].filter(line => line !== '')
  // A gap between neighbours, as long as it does not swallow the box.
  const drawn = Math.max(width - GAP, Math.min(width, 0.3))
  // The script must know the true width to zoom into a box that is drawn wider than that.
  const trueWidth = drawn > width - GAP ? ` data-w="${Math.round(width * 1e4) / 1e4}"` : ''
  const columns = Math.floor((width - 2 * TEXT_INDENT) / frame.letter)
  const label = columns < 3 ? '' : labelOf(name, share(tree.totals[i]!), columns)
  const text =
    label === ''
      ? ''
      : `<text class="t${step}" x="${round(x + TEXT_INDENT)}" y="${y + frame.row / 2 + 0.34 * frame.fontSize}">${escapeXml(label)}</text>`
  const shape = `<rect class="h${step}" x="${round(x)}" y="${y}" width="${round(drawn)}" height="${frame.row - GAP}" rx="2"/>`
  return `<g${trueWidth}${at.isHidden ? ' display="none"' : ''}><title>${escapeXml(tip.join('\n'))}</title>${shape}${text}</g>`
}

/** The name and its share where both fit, else what fits of the name. */
function labelOf(name: string, share: string, columns: number): string {
  const whole = `${name} ${share}`
  return fitText(whole, columns) === whole ? whole : fitText(name, columns)
}

function nameOf({ strings, funcs }: Shared, func: number): string {
  return oneLine(strings[funcs.name[func]!]!) || '(no name)'
}

function placeOf({ strings, funcs, sources }: Shared, func: number): string {
  const source = funcs.source[func]!
  if (source === -1) return ''
  const line = funcs.line[func]!
  return `${oneLine(strings[sources.path[source]!]!)}${line > 0 ? `:${line}` : ''}`
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
