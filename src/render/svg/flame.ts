import { type FlameLayout, layoutFlame } from '../../analysis/tree/flame-layout.ts'
import { formatCount, formatCountOf, formatShare, formatValue, type Unit } from '../../base/units.ts'
import type { Shared } from '../../model/recording.ts'
import type { CallTreeAnswer } from '../../query/tree/call-tree.ts'
import { emptySentence } from '../../query/why-empty.ts'
import { differenceLegend } from './difference-look.ts'
import { type BoxScale, boxScale, type DrawnTree, drawBoxes } from './flame-boxes.ts'
import type { FlameFrame, FlameOptions } from './flame-options.ts'
import { flameScript } from './flame-script.ts'
import { flameStyle } from './flame-style.ts'
import { NO_DIFFERENCE } from './heat.ts'
import { pictureHeading } from './picture-heading.ts'
import { escapeXml, oneLine } from './svg-text.ts'

/** Between the boxes and the edge of the picture on the left and on the right, in pixels. */
export const FLAME_PADDING = 16
const HEADER = 60
const FOOTER = 44
/** Narrower pictures have what colours mean on a line of its own. */
const ONE_LINE = 800
const LINE = 18
const GAP = 1
const TEXT_INDENT = 6
/** The words that search, in pixels, with what stands between them and the title; the script makes room for more. */
const TOOLS = 84

/** Width of a letter in most fixed-width fonts as a share of their size is 0.60; a little more, to be safe. */
const LETTER = 0.61
/** Rows that are drawn: a taller picture is of no use to anybody and browsers refuse it. */
const MAX_ROWS = 1000
/** A picture ends where all boxes are narrower than this share of it: imports go eighty deep and cost half a percent. */
const NARROW = 0.01
/** Narrow boxes that together take this share of the width are worth their row. */
const WORTH_A_ROW = 0.05

/** A tree in the picture, its rows in the file and those that show at first. */
interface Part extends DrawnTree {
  readonly depths: number
  /** Boxes that are too narrow to be drawn, at depths where they take much of the width. */
  readonly left: number
}

/**
 * A flame graph as one self-contained SVG document that follows the reader's light or dark theme. Unless static, a click
 * zooms, `/` searches, Escape steps back and arrow keys walk the boxes, by a small script inside; nothing is loaded from
 * anywhere. Names are escaped. O(boxes drawn).
 */
export function renderFlameSvg(drawn: CallTreeAnswer, shared: Shared, given: FlameOptions): string {
  const tree = given.isNegated === true ? turnedRound(drawn) : drawn
  const options =
    given.isNegated === true && given.callers !== undefined
      ? { ...given, callers: turnedRound(given.callers) }
      : given
  const frame = frameOf(tree, options)
  const own = partOf(tree, options.layout ?? layoutFlame(tree, frame.whole), { frame, options, side: 1 })
  const above =
    options.callers === undefined
      ? null
      : partOf(options.callers, layoutFlame(options.callers, frame.whole), { frame, options, side: -1 })
  const shown = own.shown + (above === null ? 0 : above.shown - 1)
  const footer = frame.inner < ONE_LINE ? FOOTER + LINE : FOOTER
  const height = HEADER + shown * frame.row + footer
  const top = frame.isIcicle
    ? HEADER + (above === null ? 0 : above.shown - 1) * frame.row
    : HEADER + (shown - 1) * frame.row
  const isByTotal = isTotalHeat(options)
  const scale = boxScale(tree, { isByTotal })
  const hidden = own.depths - own.shown + (above === null ? 0 : above.depths - above.shown)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.width}" height="${height}" viewBox="0 0 ${frame.width} ${height}" role="${options.isStatic === true ? 'img' : 'group'}" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(oneLine(options.title))}</title>`,
    `<desc id="desc">${escapeXml(descriptionOf(options))}</desc>`,
    options.notes === undefined ? '' : `<metadata>${escapeXml(options.notes)}</metadata>`,
    `<style>${flameStyle(frame, { fontType: options.fontType, isDifference: tree.difference !== null, isLight: options.background !== undefined, chosen: options.chosen })}</style>`,
    groundOf(options, frame.width, height),
    header(options, notesOf(tree), frame),
    `<g id="boxes" transform="translate(0 ${top})" ${dataOf(frame, footer)}>`,
    ...(above === null
      ? []
      : drawBoxes(above, shared, { frame, options, scale: callerScale(above.tree, scale) })),
    ...drawBoxes(own, shared, { frame, options, scale }),
    '</g>',
    shown === 0
      ? `<text class="sub" x="${FLAME_PADDING}" y="${HEADER + 12}">${escapeXml(emptyText(options, hidden))}</text>`
      : '',
    `<g id="foot" transform="translate(0 ${height - LINE})">`,
    `<text id="details" class="sub" role="status" x="${FLAME_PADDING}"${footer > FOOTER ? ` y="-${LINE}"` : ''}>${hiddenText(hidden, { isCut: own.shown === MAX_ROWS || above?.shown === MAX_ROWS, left: own.left + (above?.left ?? 0), minWidth: frame.minWidth })}</text>`,
    '<g id="legend">',
    legend(tree, { frame, options, hottest: scale.hottest }),
    '</g>',
    '</g>',
    options.isStatic === true ? '' : flameScript({ nameType: options.nameType, search: options.search }),
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

/** Why there is no box: `hidden` levels hold none that is wide enough. */
function emptyText(options: FlameOptions, hidden: number): string {
  if (hidden > 0) return 'There is nothing to draw: no box is as wide as is asked for.'
  return options.emptyText ?? emptySentence('zero')
}

/** A difference read the other way round: what was slower is faster. */
function turnedRound(tree: CallTreeAnswer): CallTreeAnswer {
  if (tree.difference === null) return tree
  const { self, totals, total, whole, baseSelf, baseTotals, baseTotal, baseWhole, ...rest } = tree.difference
  const own = { self: baseSelf, totals: baseTotals, total: baseTotal, whole: baseWhole }
  const base = { baseSelf: self, baseTotals: totals, baseTotal: total, baseWhole: whole }
  return { ...tree, difference: { ...rest, ...own, ...base } }
}

/** All of a caller's cost here is the centre's: it has no heat of its own, nor a difference of its own. */
function callerScale(tree: CallTreeAnswer, { hottest, isByTotal }: BoxScale): BoxScale {
  if (isByTotal && tree.difference !== null) return { ...boxScale(tree, { isByTotal }), hottest }
  const steps = new Uint8Array(tree.length).fill(tree.difference === null ? 0 : NO_DIFFERENCE)
  return { steps, hottest, isByTotal }
}

/** Whether colours tell what a box has with all that it called. */
function isTotalHeat({ isReversed, isByTotal }: FlameOptions): boolean {
  return isReversed === true || isByTotal === true
}

function frameOf(tree: CallTreeAnswer, options: FlameOptions): FlameFrame {
  const { width = 1200, minWidth = 0.5, fontType, total = 0 } = options
  const fontSize = Math.max(12, options.fontSize ?? 12)
  return {
    width,
    padding: FLAME_PADDING,
    inner: width - 2 * FLAME_PADDING,
    row: Math.max(options.rowHeight ?? Math.max(24, fontSize + 12), fontSize + 2),
    gap: GAP,
    indent: TEXT_INDENT,
    letter: (options.fontWidth ?? (fontType === undefined ? LETTER : 0.65)) * fontSize,
    minWidth,
    fontSize,
    isIcicle: options.isIcicle === true || options.callers !== undefined,
    whole: Math.max(total, tree.total),
    sharesOf: Math.max(total, tree.whole ?? tree.total),
  }
}

function partOf(
  tree: CallTreeAnswer,
  layout: FlameLayout,
  { frame, options, side }: { frame: FlameFrame; options: FlameOptions; side: 1 | -1 },
): Part {
  const levels = levelsOf(layout, frame.minWidth / frame.inner)
  const shown = rowsWhere(levels, ({ widest, drawn }) => widest >= NARROW || drawn >= WORTH_A_ROW)
  return {
    tree,
    layout,
    side,
    shown,
    rows:
      options.isStatic === true
        ? shown
        : Math.max(
            shown,
            rowsWhere(levels, ({ drawn }) => drawn > 0),
          ),
    depths: layout.depths,
    left: levels.reduce((sum, level) => sum + (level.left >= WORTH_A_ROW ? level.boxesLeft : 0), 0),
  }
}

/** What the boxes of one depth come to, as shares of the width. */
interface Level {
  /** The widest that is drawn, 0 none. */
  readonly widest: number
  /** All that are drawn. */
  readonly drawn: number
  /** All that are too narrow to be drawn, and how many they are. */
  readonly left: number
  readonly boxesLeft: number
}

function levelsOf(layout: FlameLayout, minShare: number): Level[] {
  return Array.from({ length: Math.min(MAX_ROWS, layout.depths) }, (_, d) => {
    let [widest, drawn, left, boxesLeft] = [0, 0, 0, 0]
    for (let i = layout.rowStart[d]!; i < layout.rowStart[d + 1]!; i++) {
      const width = layout.x1[i]! - layout.x0[i]!
      if (width >= minShare) {
        if (width > widest) widest = width
        drawn += width
      } else if (width > 0) {
        left += width
        boxesLeft++
      }
    }
    return { widest, drawn, left, boxesLeft }
  })
}

/** How many rows there are down to the deepest level that is wanted. */
function rowsWhere(levels: readonly Level[], isWanted: (level: Level) => boolean): number {
  return levels.findLastIndex(isWanted) + 1
}

function descriptionOf({ callers, layout }: FlameOptions): string {
  if (callers !== undefined)
    return 'Flame graph centred on a function: its callers above it and what it called below, each as wide as its share.'
  if (layout !== undefined)
    return 'Flame chart: time runs from left to right; each box is a call of a function, under or over its caller.'
  return 'Flame graph: each box is a function, as wide as its share of the total, beside its callers and callees.'
}

function groundOf({ background }: FlameOptions, width: number, height: number): string {
  const page = `<rect id="page" class="page" width="${width}" height="${height}"`
  if (background === undefined) return `${page}/>`
  const [from, to] = background.map(escapeXml)
  const stops = `<stop stop-color="${from}" offset="5%"/><stop stop-color="${to}" offset="95%"/>`
  return [
    `<defs><linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient></defs>`,
    `${page} style="fill:url(#ground) ${to}"/>`,
  ].join('')
}

/** What the script must know of sizes. */
function dataOf(frame: FlameFrame, footer: number): string {
  const data = {
    fit: 1,
    up: frame.isIcicle ? 0 : 1,
    y0: 0,
    pad: frame.padding,
    indent: frame.indent,
    gap: frame.gap,
    near: 0.02,
    row: frame.row,
    letter: Math.round(frame.letter * 1000) / 1000,
    baseline: Math.round((frame.row / 2 + 0.34 * frame.fontSize) * 1000) / 1000,
    header: HEADER,
    footer,
  }
  return Object.entries(data)
    .map(([name, value]) => `data-${name}="${value}"`)
    .join(' ')
}

function notesOf(tree: CallTreeAnswer): string[] {
  const notes: string[] = []
  if (tree.isEstimated)
    notes.push('estimated: the recording has a call graph, which does not say how costs split by caller')
  if (tree.isTruncated) notes.push('the rarest callers are left out')
  const { below = 0 } = tree
  if (below > 0) notes.push(`${formatCountOf(below, 'stack')} below zero: not drawn`)
  return notes
}

function header(options: FlameOptions, notes: readonly string[], frame: FlameFrame): string {
  const subtitle = [options.subtitle ?? '', ...notes].filter(text => text !== '').join(' · ')
  return [
    ...pictureHeading(
      { title: options.title, subtitle },
      {
        x: FLAME_PADDING,
        room: frame.inner,
        titleRoom: options.isStatic === true ? frame.inner : frame.inner - TOOLS,
      },
    ),
    `<text id="tools" class="sub" x="${frame.width - FLAME_PADDING}" y="28" text-anchor="end"/>`,
  ].join('\n')
}

/** What is said of levels that are not shown: such as are too narrow, and in a very deep tree those beyond the last row. */
function hiddenText(
  hidden: number,
  { isCut, left, minWidth }: { isCut: boolean; left: number; minWidth: number },
): string {
  const narrow =
    left === 0
      ? ''
      : `${formatCount(left)} ${left === 1 ? 'box' : 'boxes'} under ${minWidth} px wide: not drawn`
  if (hidden <= 0) return narrow
  const levels = hidden === 1 ? 'One deeper level' : `${hidden} deeper levels`
  if (isCut) return `${levels}: ${MAX_ROWS} are drawn`
  return narrow === '' ? `${levels} of boxes under 1 % wide: not shown` : `${levels}; ${narrow}`
}

/** What colours mean; nothing where they were chosen by the reader. */
function legend(
  tree: CallTreeAnswer,
  { frame, options, hottest }: { frame: FlameFrame; options: FlameOptions; hottest: number },
): string {
  const right = frame.width - FLAME_PADDING
  const measure = isTotalHeat(options) ? 'total' : 'self'
  if (tree.difference !== null) {
    const largest = formatValue(hottest * (options.factor ?? 1), tree.valueType.unit as Unit)
    return differenceLegend({ right, y: 0, room: frame.inner, measure, largest })
  }
  if (options.colour !== undefined) return ''
  const most =
    frame.whole > 0 ? `${tree.isEstimated ? '~' : ''}${formatShare(hottest / frame.sharesOf)}` : '–'
  const left = right - 7 * most.length - 8 - 96
  return [
    `<text class="sub" x="${left - 8}" text-anchor="end">heat = ${measure} · 0</text>`,
    ...Array.from(
      { length: 8 },
      (_, i) => `<rect class="h${i}" x="${left + 12 * i}" y="-9" width="12" height="8"/>`,
    ),
    `<text class="sub" x="${right}" text-anchor="end">${escapeXml(most)}</text>`,
  ].join('\n')
}
