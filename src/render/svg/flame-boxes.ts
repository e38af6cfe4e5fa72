import type { FlameLayout } from '../../analysis/tree/flame-layout.ts'
import { formatShare, formatValue, type Unit } from '../../base/units.ts'
import type { Shared } from '../../model/recording.ts'
import type { CallTreeAnswer } from '../../query/tree/call-tree.ts'
import { changeLabel, comparedText, differenceSteps } from './difference-look.ts'
import type { FlameFrame, FlameOptions } from './flame-options.ts'
import { isDark } from './flame-palette.ts'
import { linkedShapes, nameData } from './frame-attributes.ts'
import { heatStep } from './heat.ts'
import { escapeXml, fitText, keepOrder, oneLine, shownName } from './svg-text.ts'

/** A tree with the places of its boxes. */
export interface DrawnTree {
  readonly tree: CallTreeAnswer
  readonly layout: FlameLayout
  /** 1: rows go on from the root's; -1: callers, in rows on the other side of their root, which is not drawn. */
  readonly side: 1 | -1
  /** Rows that show at first, and those in the file. */
  readonly shown: number
  readonly rows: number
}

interface Drawing {
  readonly frame: FlameFrame
  readonly options: FlameOptions
  readonly scale: BoxScale
}

/** What the colours of boxes are of. */
export interface BoxScale {
  /** The heat of a box by its row in the tree: classes `h0` … and `t0` …. */
  readonly steps: Uint8Array
  /** What the hottest step, or both ends of a difference, stand for. */
  readonly hottest: number
  /** Whether it is what a box has with all that it called. */
  readonly isByTotal: boolean
}

/** The step of every box of a tree on the scale of heat, or on that of differences. */
export function boxScale(
  tree: CallTreeAnswer,
  { isByTotal, hottest }: { isByTotal: boolean; hottest?: number },
): BoxScale {
  const { difference } = tree
  if (difference !== null) {
    const [own, base] = isByTotal
      ? [difference.totals, difference.baseTotals]
      : [difference.self, difference.baseSelf]
    const { steps, largest } = differenceSteps(own, base)
    return { steps, hottest: largest, isByTotal }
  }
  const column = isByTotal ? tree.totals : tree.self
  let most = hottest ?? 0
  for (let i = 0; hottest === undefined && i < column.length; i++) most = Math.max(most, column[i]!)
  return { steps: Uint8Array.from(column, value => heatStep(value, most)), hottest: most, isByTotal }
}

/** The boxes of a tree as groups of a tool tip, a rectangle and, where there is room, a label; row by row. */
export function* drawBoxes(drawn: DrawnTree, shared: Shared, drawing: Drawing): Generator<string> {
  const { layout, side } = drawn
  const { frame } = drawing
  const { x0, x1, rowStart } = layout
  const words = wordsOf(shared)
  for (let d = side === -1 ? 1 : 0; d < drawn.rows; d++) {
    const y = (frame.isIcicle ? d : -d) * side * frame.row
    for (let i = rowStart[d]!; i < rowStart[d + 1]!; i++) {
      const width = (x1[i]! - x0[i]!) * frame.inner
      if (width < frame.minWidth || width <= 0) continue
      const x = frame.padding + x0[i]! * frame.inner
      yield box(drawn.tree, words, { ...drawing, drawn, i, x, y, width, isHidden: d >= drawn.shown })
    }
  }
}

/** Names and places of funcs, made once each: most funcs have many boxes. */
interface Words {
  readonly name: (func: number) => string
  readonly place: (func: number) => string
}

function wordsOf(shared: Shared): Words {
  const names = new Map<number, string>()
  const places = new Map<number, string>()
  const once =
    (known: Map<number, string>, make: (shared: Shared, func: number) => string) => (func: number) => {
      let word = known.get(func)
      if (word === undefined) {
        word = make(shared, func)
        known.set(func, word)
      }
      return word
    }
  return { name: once(names, nameOf), place: once(places, placeOf) }
}

interface Box extends Drawing {
  readonly drawn: DrawnTree
  readonly i: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly isHidden: boolean
}

function box(tree: CallTreeAnswer, words: Words, at: Box): string {
  const { i, x, y, width, frame, options } = at
  const func = tree.func[i]!
  const name = words.name(func)
  const figures = figuresOf(tree, i, at)
  const attributes = options.attributes?.get(name)
  const tip = attributes?.title?.split('\n') ?? [name, words.place(func), figures.tip]
  // A gap between neighbours, as long as it does not swallow the box.
  const drawn = Math.max(width - frame.gap, Math.min(width, 0.3))
  // The script must know the true width to zoom into a box that is drawn wider than that.
  const trueWidth = drawn > width - frame.gap ? ` data-w="${Math.round(width * 1e4) / 1e4}"` : ''
  const columns = Math.floor((width - 2 * frame.indent) / frame.letter)
  const label = columns < 3 ? '' : labelOf(name, figures.label, columns)
  const look = lookOf(tree, i, at)
  const text =
    label === ''
      ? ''
      : `<text${look.text} x="${round(x + frame.indent)}" y="${round(y + frame.row / 2 + 0.34 * frame.fontSize)}">${keepOrder(escapeXml(label))}</text>`
  const shape = `<rect${look.shape} x="${round(x)}" y="${y}" width="${round(drawn)}" height="${frame.row - frame.gap}" rx="2"/>`
  const isFound = options.isStatic === true && options.search !== undefined && holds(name, options.search)
  const isCentre = options.callers !== undefined && tree.depth[i] === 0
  const marks = [isFound ? 'found' : '', isCentre ? 'centre' : ''].filter(mark => mark !== '').join(' ')
  const found = marks === '' ? '' : ` class="${marks}"`
  // What the script writes beside the name, where it cannot tell from the tool tip.
  const says = tree.difference === null ? '' : ` data-s="${escapeXml(figures.label)}"`
  return `<g${found}${nameData(name, attributes)}${says}${trueWidth}${at.isHidden ? ' display="none"' : ''}><title>${escapeXml(tip.filter(line => line !== '').join('\n'))}</title>${linkedShapes(shape + text, attributes)}</g>`
}

function holds(name: string, search: string): boolean {
  return search !== '' && name.toLowerCase().includes(search.toLowerCase())
}

/** Attributes of a box's shape and text that give them their colours. */
function lookOf(
  tree: CallTreeAnswer,
  i: number,
  { options, scale }: Box,
): { readonly shape: string; readonly text: string } {
  if (options.colour !== undefined && tree.difference === null) {
    const colour = options.colour(tree.func[i]!)
    const kind = isDark(colour) ? 'q' : 'p'
    return { shape: ` class="h${kind}" fill="${escapeXml(colour)}"`, text: ` class="t${kind}"` }
  }
  return { shape: ` class="h${scale.steps[i]}"`, text: ` class="t${scale.steps[i]}"` }
}

function figuresOf(
  tree: CallTreeAnswer,
  i: number,
  { frame, options, drawn, scale }: Box,
): { readonly label: string; readonly tip: string } {
  const mark = tree.isEstimated ? '~' : ''
  const { factor = 1, countName } = options
  const unit = tree.valueType.unit as Unit
  const share = (value: number) => `${mark}${formatShare(value / frame.sharesOf)}`
  const cost = (value: number) =>
    countName === undefined
      ? `${mark}${formatValue(value * factor, unit)}`
      : `${mark}${formatValue(value * factor, 'count')} ${countName}`
  const { difference } = tree
  if (difference === null) {
    const [total, self] = [tree.totals[i]!, tree.self[i]!]
    return {
      label: share(total),
      // What a caller cost itself is not in the picture.
      tip: `total ${share(total)} (${cost(total)})${drawn.side === -1 ? '' : `, self ${share(self)} (${cost(self)})`}`,
    }
  }
  const both = (own: Float64Array, base: Float64Array) => ({ own: own[i]! * factor, base: base[i]! * factor })
  const totals = both(difference.totals, difference.baseTotals)
  const selfs = both(difference.self, difference.baseSelf)
  // What a caller cost itself is not in the picture.
  const isCaller = drawn.side === -1
  const whole = factor * Math.max(difference.whole, difference.baseWhole)
  const largest = factor * scale.hottest
  return {
    label:
      isCaller && !scale.isByTotal ? '' : changeLabel(scale.isByTotal ? totals : selfs, { whole, largest }),
    tip: [comparedText('total', totals, unit), isCaller ? '' : comparedText('self', selfs, unit)]
      .filter(line => line !== '')
      .join('\n'),
  }
}

/** The name and its share where both fit, else what fits of the name. */
function labelOf(name: string, share: string, columns: number): string {
  const whole = share === '' ? name : `${name} ${share}`
  return fitText(whole, columns) === whole ? whole : fitText(name, columns)
}

function nameOf({ strings, funcs }: Shared, func: number): string {
  return shownName(strings[funcs.name[func]!]!)
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
