import { formatShare, formatValue, type Unit } from '../../base/units.ts'
import type { Shared } from '../../model/recording.ts'
import type { MapDifference, SquareMapAnswer } from '../../query/tree/square-map.ts'
import { emptySentence } from '../../query/why-empty.ts'
import { comparedText, differenceLegend, differenceRules } from './difference-look.ts'
import { ACCENT, HEAT, HEAT_TEXT, heatStep, NEUTRAL, type Theme } from './heat.ts'
import { keyOfBox, type MapMeasure, mapChange, mapSteps } from './map-difference.ts'
import { pictureHeading } from './picture-heading.ts'
import { escapeXml, fitText, keepOrder, oneLine, shownName } from './svg-text.ts'

/** How a square map is drawn. */
export interface SquareMapPicture {
  readonly title: string
  /** What stands under the title: how it was measured. */
  readonly subtitle?: string
  /** Of the boxes, in pixels: those that the answer was laid out for. */
  readonly width: number
  readonly height: number
  /** Whether heat is the self time of a box's function in all of the map, or the total of the box. Beside a base it is what the box's
   *  own self time or total differs by. */
  readonly heat: MapMeasure
  /** What is said where there is no box. */
  readonly emptyText?: string | undefined
}

const PADDING = 16
const HEADER = 60
const FOOTER = 36
/** Boxes thinner than this have no line around them. */
const LINED = 4
const INDENT = 6
/** Of the first line below the top of a box, and its height. */
const BASELINE = 13
const LINE = 16
/** Width of a letter of 12 px in most fixed-width fonts, a little more to be safe. */
const LETTER = 0.61 * 12
/** Boxes thinner than this have square corners. */
const ROUNDED = 12
const SEPARATOR = ' › '

/**
 * A square map as one self-contained SVG document that follows the reader's light or dark theme: boxes in boxes with their
 * names, all else in tool tips. There is no script in it and nothing is loaded from anywhere. Names are escaped. O(boxes).
 */
export function renderSquareMapSvg(map: SquareMapAnswer, shared: Shared, picture: SquareMapPicture): string {
  const width = picture.width + 2 * PADDING
  const height = picture.height + HEADER + FOOTER
  const subtitle = [picture.subtitle ?? '', ...notesOf(map)].filter(text => text !== '').join(' · ')
  const heat = heatOfBoxes(map, picture.heat)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(oneLine(picture.title))}</title>`,
    '<desc>Square map: each box is a function, its area what was spent in it for the box around it; the strip at its top is its own time.</desc>',
    `<style>${map.difference === null ? STYLE : `${STYLE}${DIFFERENCE_STYLE}`}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...pictureHeading({ title: picture.title, subtitle }, { x: PADDING, room: picture.width }),
    `<g id="map" transform="translate(${PADDING} ${HEADER})">`,
    ...boxesOf(map, shared, heat),
    '</g>',
    map.boxes.length === 0
      ? `<text class="sub" x="${PADDING}" y="${HEADER + 20}">${escapeXml(picture.emptyText ?? emptySentence('zero'))}</text>`
      : '',
    legend(map, { width, y: height - 14, hottest: heat.hottest, measure: picture.heat }),
    '</svg>\n',
  ]
    .filter(part => part !== '')
    .join('\n')
}

const STYLE = [
  'text{font:12px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",Cousine,Consolas,monospace;white-space:pre;pointer-events:none}',
  '.head,.sub{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",Arimo,sans-serif;font-variant-numeric:tabular-nums}',
  '.head{font-size:16px;font-weight:600}.sub{font-size:12px}.name{font-weight:600}',
  themeRules('light'),
  `@media(prefers-color-scheme:dark){${themeRules('dark')}}`,
].join('')

const DIFFERENCE_STYLE = `${differenceRules('light')}@media(prefers-color-scheme:dark){${differenceRules('dark')}}`

function themeRules(theme: Theme): string {
  const neutral = NEUTRAL[theme]
  const heat = HEAT[theme].map((fill, i) => `.h${i}{fill:${fill}}.t${i}{fill:${HEAT_TEXT[theme][i]}}`)
  return [
    `svg:root{background:${neutral[0]}}.page{fill:${neutral[0]}}.head{fill:${neutral[7]}}.sub{fill:${neutral[6]}}`,
    `.group{fill:${neutral[2]}}.tgroup{fill:${neutral[7]}}.rest{fill:${neutral[3]}}#map rect{stroke:${neutral[0]}}#map rect.bare{stroke:none}#map g:hover>rect{stroke:${ACCENT[theme]}}`,
    ...heat,
  ].join('')
}

function notesOf(map: SquareMapAnswer): string[] {
  const notes: string[] = []
  if (map.isEstimated)
    notes.push('estimated: the recording has a call graph, which does not say how costs split by caller')
  if (map.isTruncated) notes.push('the rarest callers are left out')
  if (map.negative > 0) notes.push(`${map.negative} below zero are not drawn`)
  return notes
}

/** The heat step of every box, and what the hottest of them is, or the largest difference. */
interface MapHeat {
  readonly steps: Uint8Array
  readonly hottest: number
  readonly measure: MapMeasure
}

function heatOfBoxes(map: SquareMapAnswer, measure: MapMeasure): MapHeat {
  const { difference } = map
  if (difference !== null) {
    const { steps, largest } = mapSteps(map, difference, measure)
    return { steps, hottest: largest, measure }
  }
  const { length } = map.boxes
  const selfOf = new Map<number, number>()
  for (let box = 0; box < length; box++) {
    const key = keyOfBox(map, box)
    if (key !== null && key >= 0) selfOf.set(key, (selfOf.get(key) ?? 0) + map.self[box]!)
  }
  const value = (box: number) => {
    const key = keyOfBox(map, box)
    if (key === null || key < 0) return 0
    return measure === 'total' ? map.total[box]! : (selfOf.get(key) ?? 0)
  }
  let hottest = 0
  for (let box = 0; box < length; box++) hottest = Math.max(hottest, value(box))
  return { steps: Uint8Array.from({ length }, (_, box) => heatStep(value(box), hottest)), hottest, measure }
}

function* boxesOf(map: SquareMapAnswer, shared: Shared, heat: MapHeat): Generator<string> {
  const { boxes } = map
  const { steps } = heat
  for (let box = 0; box < boxes.length; box++) {
    const x = Math.round(boxes.x[box]!)
    const y = Math.round(boxes.y[box]!)
    const right = Math.round(boxes.x[box]! + boxes.width[box]!)
    const bottom = Math.round(boxes.y[box]! + boxes.height[box]!)
    const width = Math.max(0.5, right - x)
    const height = Math.max(0.5, bottom - y)
    const side = Math.min(width, height)
    const corner = side >= ROUNDED ? ' rx="2"' : ''
    // Lines lie on whole pixels, and neighbours share theirs.
    const [place, line] = side >= LINED ? [0.5, ''] : [0, ' bare']
    const rect = (kind: string) =>
      `<rect class="${kind}${line}" x="${x + place}" y="${y + place}" width="${width}" height="${height}"${corner}/>`
    const key = keyOfBox(map, box)
    if (key === null) {
      yield `<g><title>${escapeXml(restTip(map, box))}</title>${rect('rest')}</g>`
      continue
    }
    const kind = key < 0 ? 'group' : `h${steps[box]}`
    const text = key < 0 ? 'tgroup' : `t${steps[box]}`
    const room = { x, y, width, height: Math.min(height, boxes.strip[box]!) }
    yield `<g><title>${escapeXml(tipOf(map, shared, box))}</title>${rect(kind)}${labelOf(map, shared, { box, room, text, heat })}</g>`
  }
}

/** Wrappers and name on the first line of a box, the share behind or below, as far as there is room. */
function labelOf(
  map: SquareMapAnswer,
  shared: Shared,
  at: {
    box: number
    room: { x: number; y: number; width: number; height: number }
    text: string
    heat: MapHeat
  },
): string {
  const { box, room, text, heat } = at
  const columns = Math.floor((room.width - 2 * INDENT) / LETTER)
  if (columns < 3 || room.height < LINE) return ''
  const name = nameOf(map, shared, keyOfBox(map, box)!)
  const fitted = fitText(name, columns)
  if (fitted === '') return ''
  const x = room.x + INDENT
  const y = room.y + BASELINE
  const wrappers = Array.from(map.chain.subarray(map.chainStart[box]!, map.chainStart[box + 1]! - 1), key =>
    nameOf(map, shared, key),
  )
  const lead = fitted === name ? leadOf(wrappers, columns - name.length) : ''
  const share =
    map.difference === null
      ? shareOf(map, map.total[box]!)
      : mapChange(map, map.difference, { box, measure: heat.measure, largest: heat.hottest })
  const isBeside = fitted === name && lead.length + name.length + 1 + share.length <= columns
  const isBelow = !isBeside && share !== '' && room.height >= 2 * LINE && share.length <= columns
  const line = `${escapeXml(lead)}<tspan class="name">${escapeXml(fitted)}</tspan>${isBeside && share !== '' ? ` ${share}` : ''}`
  const below = isBelow ? `<text class="${text}" x="${x}" y="${y + LINE}">${share}</text>` : ''
  return `<text class="${text}" x="${x}" y="${y}">${keepOrder(line)}</text>${below}`
}

function leadOf(wrappers: readonly string[], columns: number): string {
  if (wrappers.length === 0) return ''
  const candidates = [wrappers.join(SEPARATOR), `${wrappers[0]}${SEPARATOR}…`, '…']
  const found = candidates.find(lead => lead.length + SEPARATOR.length <= columns)
  return found === undefined ? '' : found + SEPARATOR
}

function tipOf(map: SquareMapAnswer, shared: Shared, box: number): string {
  const key = keyOfBox(map, box)!
  const cost = (value: number) =>
    `${shareOf(map, value)} (${map.isEstimated ? '~' : ''}${formatValue(value, map.valueType.unit as Unit)})`
  const wrappers = Array.from(map.chain.subarray(map.chainStart[box]!, map.chainStart[box + 1]! - 1), one =>
    nameOf(map, shared, one),
  )
  const own = map.by === 'callers' ? 'with no caller beyond' : 'self'
  const self = key < 0 ? '' : `, ${own} ${cost(map.self[box]!)}`
  const lines = [
    nameOf(map, shared, key),
    placeOf(shared, key),
    wrappers.length === 0 ? '' : `through ${wrappers.join(SEPARATOR)}`,
    ...(map.difference === null
      ? [`total ${cost(map.total[box]!)}${self}`]
      : differenceTip(map, map.difference, box)),
  ]
  return lines.filter(line => line !== '').join('\n')
}

/** Both figures of a box, with what they differ by in words. */
function differenceTip(map: SquareMapAnswer, difference: MapDifference, box: number): string[] {
  const { self, baseSelf, total, baseTotal } = difference
  const unit = map.valueType.unit as Unit
  return [
    comparedText('total', { own: total[box]!, base: baseTotal[box]! }, unit),
    keyOfBox(map, box)! < 0 ? '' : comparedText('self', { own: self[box]!, base: baseSelf[box]! }, unit),
  ]
}

function restTip(map: SquareMapAnswer, box: number): string {
  const count = map.boxes.count[box]!
  return `${count} more, too small to draw\ntogether ${shareOf(map, map.boxes.weight[box]!)}`
}

function shareOf(map: SquareMapAnswer, value: number): string {
  return `${map.isEstimated ? '~' : ''}${formatShare(map.whole > 0 ? value / map.whole : Number.NaN)}`
}

function nameOf(map: SquareMapAnswer, { strings, funcs }: Shared, key: number): string {
  return shownName(key < 0 ? map.groups[-1 - key]! : strings[funcs.name[key]!]!)
}

function placeOf({ strings, funcs, sources }: Shared, key: number): string {
  const source = key < 0 ? -1 : funcs.source[key]!
  if (source === -1) return ''
  const line = funcs.line[key]!
  return `${oneLine(strings[sources.path[source]!]!)}${line > 0 ? `:${line}` : ''}`
}

function legend(
  map: SquareMapAnswer,
  at: { width: number; y: number; hottest: number; measure: string },
): string {
  if (map.difference !== null) {
    const largest = formatValue(at.hottest, map.valueType.unit as Unit)
    const [right, room] = [at.width - PADDING, at.width - 2 * PADDING]
    return differenceLegend({ right, y: at.y, room, measure: at.measure, largest })
  }
  const most = map.whole > 0 ? shareOf(map, at.hottest) : '–'
  const right = at.width - PADDING
  const start = right - 7 * most.length - 8 - 96
  const swatches = Array.from(
    { length: 8 },
    (_, i) => `<rect class="h${i}" x="${start + 12 * i}" y="${at.y - 9}" width="12" height="8"/>`,
  )
  return [
    `<text class="sub" x="${start - 8}" y="${at.y}" text-anchor="end">heat = ${at.measure} · 0</text>`,
    ...swatches,
    `<text class="sub" x="${right}" y="${at.y}" text-anchor="end">${escapeXml(most)}</text>`,
  ].join('\n')
}
