import { printFixed, printPerl, withCommas } from '../../base/printed-number.ts'
import type { FoldedBoxes } from '../../query/tree/folded-boxes.ts'
import type { FlamePicture } from './flame-options.ts'
import { flameScript } from './flame-script.ts'
import { chosenRules } from './flame-style.ts'
import { FLAMEGRAPH_DIALECTS, type FlamegraphDialect, type FlamegraphVersion } from './flamegraph-dialect.ts'
import { linkedShapes, nameData } from './frame-attributes.ts'
import { escapeXml } from './svg-text.ts'

/** flamegraph.pl's options, with its defaults: the title `Flame Graph`, `Icicle Graph` or `Flame Chart`, rows of 16 pixels, boxes
 *  of a tenth of a pixel and more, letters 0.59 of their size wide. */
export interface FlamegraphPlOptions extends FlamePicture {
  /** Whose picture ('2015'). */
  readonly version?: FlamegraphVersion | undefined
  /** Samples stand in their order. */
  readonly isChart?: boolean | undefined
  readonly colour: (name: string) => string
}

/** Between the boxes and the edge of the picture on the left and on the right, in pixels. */
export const PLAIN_PADDING = 10
const FRAME_PAD = 1

/** Sizes that all boxes share. */
interface Measures {
  readonly total: number
  readonly perUnit: number
  readonly height: number
  readonly imageHeight: number
  readonly top: number
  readonly bottom: number
  readonly fontSize: number
  readonly dialect: FlamegraphDialect
}

/**
 * The picture that flamegraph.pl draws of the same stacks: boxes at the same places to its tenth of a pixel, the same labels
 * and tool tips, its colours. The script for zooming and searching is our own. Source: flamegraph.pl of 2015, as Debian's
 * libdevel-nytprof-perl has it, and of 2017. O(boxes).
 */
export function renderFlamegraphPl(boxes: FoldedBoxes, options: FlamegraphPlOptions): string {
  const { width = 1200, rowHeight: height = 16, minWidth = 0.1, fontSize = 12, isIcicle = false } = options
  const dialect = FLAMEGRAPH_DIALECTS[options.version ?? '2015']
  const asked = options.total ?? 0
  const total = asked >= boxes.total ? asked : boxes.total
  const perUnit = (width - 2 * PLAIN_PADDING) / total
  const isWide = (i: number) => !(boxes.to[i]! - boxes.from[i]! < minWidth / perUnit)
  let depthMost = 0
  const drawn: number[] = []
  for (let i = 0; i < boxes.length && total > 0; i++) {
    if (!isWide(i)) continue
    drawn.push(i)
    depthMost = Math.max(depthMost, boxes.depth[i]!)
  }
  drawn.sort((a, b) => boxes.depth[a]! - boxes.depth[b]! || boxes.from[a]! - boxes.from[b]!)
  const [top, bottom] = [fontSize * dialect.top, fontSize * 2 + 10]
  const subtitle = (options.subtitle ?? '') === '' ? 0 : fontSize * dialect.subtitleRoom
  const imageHeight = (depthMost + dialect.moreRows) * height + top + bottom + subtitle
  const measures: Measures = { total, perUnit, height, imageHeight, top, bottom, fontSize, dialect }
  const background = options.background ?? (['#eeeeee', '#eeeeb0'] as const)
  const title = options.title || dialect.title({ isInverted: isIcicle, isChart: options.isChart === true })
  const rootTop = isIcicle ? top : imageHeight - bottom - height + FRAME_PAD
  const size = `width="${width}" height="${printPerl(imageHeight)}"`
  return [
    `<svg version="1.1" ${size} viewBox="0 0 ${width} ${printPerl(imageHeight)}" xmlns="http://www.w3.org/2000/svg" role="${options.isStatic === true ? 'img' : 'group'}" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(title)}</title>`,
    '<desc id="desc">Flame graph: each box is a function, as wide as its share of the total, beside its callers and callees.</desc>',
    ...(options.notes === undefined ? [] : [`<metadata>${escapeXml(options.notes)}</metadata>`]),
    ...ground(background),
    `<style>${styleOf(options)}</style>`,
    `<rect id="page" x="0.0" y="0" width="${printFixed(width, 1)}" height="${printFixed(imageHeight, 1)}" fill="url(#background) ${escapeXml(background[1])}"/>`,
    ...heading(title, options, measures),
    `<g id="boxes" data-style="plain" data-pad="${PLAIN_PADDING}" data-indent="3" data-gap="0" data-near="0.11" data-letter="${printPerl((options.fontWidth ?? 0.59) * fontSize)}" data-row="${height}" data-y0="${printPerl(rootTop)}" data-up="${isIcicle ? 0 : 1}" data-baseline="${printPerl(3 + (height - FRAME_PAD) / 2)}">`,
    ...drawn.map(i => box(boxes, i, options, measures)),
    '</g>',
    ...(options.isStatic === true
      ? []
      : [flameScript({ nameType: options.nameType ?? 'Function:', search: options.search })]),
    '</svg>\n',
  ].join('\n')
}

function ground([from, to]: readonly [string, string]): string[] {
  return [
    '<defs><linearGradient id="background" y1="0" y2="1" x1="0" x2="0">',
    `<stop stop-color="${escapeXml(from)}" offset="5%"/><stop stop-color="${escapeXml(to)}" offset="95%"/>`,
    '</linearGradient></defs>',
  ]
}

function styleOf({ fontType = 'Verdana', fontSize = 12, chosen }: FlamegraphPlOptions): string {
  const family = fontType.replace(/[^\p{L}\p{N} ,_-]/gu, '')
  return [
    `text{font-family:${family};font-size:${fontSize}px;fill:#000;pointer-events:none;white-space:pre}`,
    '.tool{pointer-events:auto;cursor:pointer}.tool:hover,.tool:focus-visible{text-decoration:underline}',
    '#boxes g{cursor:pointer;outline:none}#boxes g:hover rect,#boxes g:focus-visible rect{stroke:#000;stroke-width:1}',
    '#boxes .found rect{fill:rgb(230,0,230)}.outer rect{opacity:.5}',
    chosenRules(chosen),
  ].join('')
}

function heading(
  title: string,
  options: FlamegraphPlOptions,
  { fontSize, imageHeight, bottom, dialect }: Measures,
): string[] {
  const { width = 1200, subtitle } = options
  const middle = Math.trunc(width / 2)
  return [
    `<text text-anchor="middle" x="${middle}" y="${fontSize * 2}" style="font-size:${fontSize + 5}px">${escapeXml(title)}</text>`,
    ...(subtitle === undefined
      ? []
      : [
          `<text text-anchor="middle" x="${middle}" y="${printPerl(fontSize * dialect.subtitleLine)}">${escapeXml(subtitle)}</text>`,
        ]),
    `<text id="details" role="status" x="${PLAIN_PADDING}" y="${printPerl(imageHeight - bottom / 2)}"> </text>`,
    `<text id="tools" x="${width - PLAIN_PADDING}" y="${fontSize * 2}" text-anchor="end"/>`,
  ]
}

function box(boxes: FoldedBoxes, i: number, options: FlamegraphPlOptions, measures: Measures): string {
  const { perUnit, height, imageHeight, top, bottom, fontSize } = measures
  const depth = boxes.depth[i]!
  const isAll = boxes.text[i] === -1
  const name = isAll ? '' : boxes.names[boxes.text[i]!]!
  const to = isAll ? measures.total : boxes.to[i]!
  const x1 = PLAIN_PADDING + boxes.from[i]! * perUnit
  const x2 = PLAIN_PADDING + to * perUnit
  const isIcicle = options.isIcicle === true
  const y1 = isIcicle ? top + depth * height : imageHeight - bottom - (depth + 1) * height + FRAME_PAD
  const y2 = isIcicle ? top + (depth + 1) * height - FRAME_PAD : imageHeight - bottom - depth * height
  const [left, right] = [printFixed(x1, 1), printFixed(x2, 1)]
  const rect = `<rect x="${left}" y="${printPerl(y1)}" width="${printFixed(Number(right) - Number(left), 1)}" height="${printFixed(y2 - y1, 1)}" fill="${measures.dialect.separators.get(name) ?? fillOf(boxes, i, name, options)}" rx="2" ry="2"/>`
  const letters = Math.trunc((x2 - x1) / (fontSize * (options.fontWidth ?? 0.59)))
  const shown = measures.dialect.shown(name)
  const text = `<text x="${printFixed(x1 + 3, 2)}" y="${printPerl(3 + (y1 + y2) / 2)}">${escapeXml(labelOf(shown, letters))}</text>`
  const attributes = options.attributes?.get(name)
  const tip = attributes?.title ?? tipOf(boxes, i, { name: shown, to }, options, measures.total)
  return `<g${nameData(shown, attributes)}><title>${escapeXml(tip)}</title>${linkedShapes(rect + text, attributes)}</g>`
}

/** The first letters of a name, two dots for the rest. */
function labelOf(name: string, letters: number): string {
  if (letters < 3) return ''
  const all = Array.from(name)
  return all.length <= letters ? name : `${all.slice(0, letters - 2).join('')}..`
}

function tipOf(
  boxes: FoldedBoxes,
  i: number,
  { name, to }: { name: string; to: number },
  options: FlamegraphPlOptions,
  total: number,
): string {
  const { factor = 1, countName = 'samples' } = options
  const count = printFixed((to - boxes.from[i]!) * factor + 0, 0)
  const counted = `${withCommas(count)} ${countName}`
  if (boxes.text[i] === -1) return `all (${counted}, 100%)`
  const share = (value: number) => printFixed((100 * value) / (total * factor), 2)
  const delta = boxes.delta[i]!
  if (Number.isNaN(delta)) return `${name} (${counted}, ${share(Number(count) + 0)}%)`
  // Of no change, Perl's integers have no -0.
  const signed = options.isNegated === true ? 0 - delta : delta
  return `${name} (${counted}, ${share(Number(count) + 0)}%; ${signed > 0 ? '+' : ''}${share(signed)}%)`
}

function fillOf(boxes: FoldedBoxes, i: number, name: string, options: FlamegraphPlOptions): string {
  const delta = boxes.delta[i]!
  if (Number.isNaN(delta)) return options.colour(name)
  const most = boxes.largestDelta
  const value = options.isNegated === true ? -delta : delta
  const pale = Math.trunc((210 * (most - Math.abs(value))) / most)
  if (value > 0) return `rgb(255,${pale},${pale})`
  return value < 0 ? `rgb(${pale},${pale},255)` : 'rgb(255,255,255)'
}
