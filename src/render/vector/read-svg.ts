import { type Letters, NO_LETTERS } from './letters.ts'
import { isPageText } from './page-text.ts'
import { PLAIN_TYPESETTER, type SetPiece, type Typesetter, typesetterFor } from './set-text.ts'
import type { OutlineStep, Page, Shape } from './shapes.ts'
import {
  applyDeclarations,
  FIRST_STYLE,
  isFor,
  pageFontOf,
  parseDeclarations,
  parseRules,
  type StyledElement,
  type SvgStyle,
} from './svg-style.ts'

/** Tags, and the text between them. Attributes are quoted as our renderers do. */
const TOKENS = /<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g
/** Tool tips, which may hold what the drawn texts do not, and line ends. */
const UNREAD = /<title[^>]*>[^<]*<\/title>|\n/g
const UNDRAWN = new Set(['title', 'desc', 'style', 'script', 'defs', 'metadata'])

/** An element that is open. */
interface Open extends StyledElement {
  /** The same for elements of one look. */
  readonly key: string
  readonly style: SvgStyle
  /** Where its own 0, 0 is, and how large its pixel. */
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly attributes: ReadonlyMap<string, string>
}

/**
 * The shapes of a picture that one of our own renderers wrote: rectangles, paths, lines and texts, moved and enlarged, painted by
 * attributes and a plain style sheet. Not a reader of just any SVG: of what our renderers do not write, nothing is drawn. `letters` knows
 * what the fonts of pages do not have; without it, and where it finds nothing, boxes with numbers stand for it.
 */
export function readSvg(svg: string, letters: Letters = NO_LETTERS): Page {
  const [, width = '0', height = '0'] = svg.match(/^<svg[^>]*\swidth="([\d.]+)" height="([\d.]+)"/) ?? []
  const title = svg.match(/<title[^>]*>([^<]*)<\/title>/)?.[1] ?? ''
  const typesetter = needsLetters(svg) ? typesetterFor(textsOf(svg), letters) : PLAIN_TYPESETTER
  return {
    width: Number(width),
    height: Number(height),
    title: unescapeXml(title),
    glyphs: typesetter.glyphs,
    missing: typesetter.missing,
    shapes: { [Symbol.iterator]: () => shapesOf(svg, typesetter) },
  }
}

/** Whether a picture may have letters that the fonts of pages do not have. */
export function needsLetters(svg: string): boolean {
  return !isPageText(svg.replaceAll(UNREAD, ''))
}

function* textsOf(svg: string) {
  for (const shape of shapesOf(svg, PLAIN_TYPESETTER)) if (shape.kind === 'text') yield shape
}

function* shapesOf(svg: string, typesetter: Typesetter): Generator<Shape> {
  const rules = parseRules([...svg.matchAll(/<style>([^<]*)<\/style>/g)].map(([, sheet]) => sheet).join(''))
  const known = new Map<string, SvgStyle>()
  const path: Open[] = []
  let undrawn = 0
  let pen: Pen = { x: 0, y: 0 }
  for (const [, close, tag, attributes, isEmpty, text] of svg.matchAll(TOKENS)) {
    if (tag === undefined) {
      if (text !== undefined && undrawn === 0) {
        yield* textShapes(path[path.length - 1], text, { pen, typesetter })
      }
      continue
    }
    if (UNDRAWN.has(tag)) {
      if (isEmpty !== '/') undrawn += close === '/' ? -1 : 1
      continue
    }
    if (undrawn > 0) continue
    if (close === '/') {
      path.pop()
      continue
    }
    const open = openElement(tag, attributes!, { path, rules, known })
    if (!open.style.isHidden) yield* outlineShape(open)
    pen = penAt(open, pen)
    if (isEmpty !== '/') path.push(open)
  }
}

const PAINT = /^(?:fill|stroke|font|text-anchor|display)/

function openElement(
  tag: string,
  text: string,
  {
    path,
    rules,
    known,
  }: { path: readonly Open[]; rules: ReturnType<typeof parseRules>; known: Map<string, SvgStyle> },
): Open {
  const attributes = new Map<string, string>()
  const paint: string[] = []
  for (const [, name, value] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    attributes.set(name!, value!)
    if (PAINT.test(name!) || name === 'style' || name === 'class' || name === 'id')
      paint.push(`${name}="${value}"`)
  }
  const element = {
    tag,
    id: attributes.get('id') ?? '',
    classes: attributes.get('class')?.split(' ') ?? [],
  }
  const outer = path[path.length - 1]
  // Elements of one look in elements of one look are many.
  const key = `${outer?.key ?? ''}>${tag} ${paint.join(' ')}`
  let style = known.get(key)
  if (style === undefined) {
    style = applyDeclarations(outer?.style ?? FIRST_STYLE, attributes)
    for (const rule of rules)
      if (isFor(rule, element, path)) style = applyDeclarations(style, rule.declarations)
    style = applyDeclarations(style, parseDeclarations(attributes.get('style') ?? ''))
    known.set(key, style)
  }
  const at = { x: outer?.x ?? 0, y: outer?.y ?? 0, scale: outer?.scale ?? 1 }
  return { ...element, key, attributes, style, ...move(at, attributes.get('transform')) }
}

function move(at: { x: number; y: number; scale: number }, transform: string | undefined): typeof at {
  if (transform === undefined) return at
  let { x, y, scale } = at
  for (const [, kind, first, second] of transform.matchAll(
    /(translate|scale)\(([-\d.e]+)(?:[ ,]+([-\d.e]+))?\)/g,
  )) {
    if (kind === 'scale') scale *= Number(first)
    else [x, y] = [x + Number(first) * scale, y + Number(second ?? 0) * scale]
  }
  return { x, y, scale }
}

function* outlineShape(open: Open): Generator<Shape> {
  const steps = stepsOf(open)
  const { fill, stroke, strokeWidth, dashes } = open.style
  if (steps.length === 0 || (fill === null && stroke === null)) return
  const { x, y, scale } = open
  yield {
    kind: 'outline',
    steps: steps.map(step => placedStep(step, { x, y, scale })),
    fill,
    stroke,
    strokeWidth: strokeWidth * scale,
    dashes: dashes.map(dash => dash * scale),
  }
}

function placedStep(step: OutlineStep, { x, y, scale }: Pick<Open, 'x' | 'y' | 'scale'>): OutlineStep {
  const across = (value: number) => value * scale + x
  const down = (value: number) => value * scale + y
  if (step[0] === 'Z') return step
  if (step[0] !== 'C') return [step[0], across(step[1]), down(step[2])]
  const [kind, x1, y1, x2, y2, x3, y3] = step
  return [kind, across(x1), down(y1), across(x2), down(y2), across(x3), down(y3)]
}

function stepsOf({ tag, attributes }: Open): readonly OutlineStep[] {
  const number = (name: string) => Number(attributes.get(name) ?? 0)
  if (tag === 'path') return parsePath(attributes.get('d') ?? '')
  if (tag === 'line')
    return [
      ['M', number('x1'), number('y1')],
      ['L', number('x2'), number('y2')],
    ]
  if (tag !== 'rect') return []
  const [x, y, width, height] = [number('x'), number('y'), number('width'), number('height')]
  const round = Math.min(number('rx'), width / 2, height / 2)
  const [right, bottom] = [x + width, y + height]
  if (!(round > 0)) return [['M', x, y], ['L', right, y], ['L', right, bottom], ['L', x, bottom], ['Z']]
  // A quarter of a circle by a cubic curve.
  const k = 0.4477 * round
  return [
    ['M', x + round, y],
    ['L', right - round, y],
    ['C', right - k, y, right, y + k, right, y + round],
    ['L', right, bottom - round],
    ['C', right, bottom - k, right - k, bottom, right - round, bottom],
    ['L', x + round, bottom],
    ['C', x + k, bottom, x, bottom - k, x, bottom - round],
    ['L', x, y + round],
    ['C', x, y + k, x + k, y, x + round, y],
    ['Z'],
  ]
}

function parsePath(text: string): OutlineStep[] {
  const steps: OutlineStep[] = []
  for (const [, command, rest] of text.matchAll(/([MLCZ])([^MLCZ]*)/g)) {
    const numbers = Array.from(rest!.matchAll(/-?\d*\.?\d+(?:e-?\d+)?/g), ([number]) => Number(number))
    if (command === 'Z') steps.push(['Z'])
    const size = command === 'C' ? 6 : 2
    for (let at = 0; at + size <= numbers.length; at += size) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers.slice(at, at + size)
      if (command === 'C') steps.push(['C', a, b, c, d, e, f])
      else steps.push([command === 'M' && at === 0 ? 'M' : 'L', a, b])
    }
  }
  return steps
}

/** Where the next piece of a line of text goes. */
interface Pen {
  x: number
  y: number
}

/** The pen at the beginning of a text; pieces of it (tspan) go on from there. */
function penAt({ tag, attributes, x, y, scale }: Open, before: Pen): Pen {
  if (tag !== 'text' && tag !== 'tspan') return before
  const place = (name: 'x' | 'y', origin: number) => {
    const value = attributes.get(name)
    return value === undefined && tag === 'tspan' ? before[name] : Number(value ?? 0) * scale + origin
  }
  return { x: place('x', x), y: place('y', y) }
}

function* textShapes(
  open: Open | undefined,
  escaped: string,
  { pen, typesetter }: { pen: Pen; typesetter: Typesetter },
): Generator<Shape> {
  if (open === undefined || (open.tag !== 'text' && open.tag !== 'tspan') || open.style.isHidden) return
  const { style, scale } = open
  const text = unescapeXml(escaped)
  if (style.fill === null || text === '') return
  const font = pageFontOf(style)
  const size = style.size * scale
  const pieces = typesetter.set(text, font)
  const width = size * pieces.reduce((sum, piece) => sum + piece.width, 0)
  pen.x -= style.anchor === 'start' ? 0 : style.anchor === 'end' ? width : width / 2
  const { fill } = style
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!
    const place = { x: pen.x, y: pen.y, size, fill }
    pen.x += size * piece.width
    if (piece.glyph === null) {
      if (piece.text.trim() !== '') yield { kind: 'text', text: piece.text, font, ...place }
      continue
    }
    const glyphs = [piece.glyph]
    for (
      let next = pieces[i + 1];
      next && next.glyph !== null && isInPlace(pieces[i]!);
      next = pieces[i + 1]
    ) {
      glyphs.push(next.glyph)
      pen.x += size * next.width
      i++
    }
    yield { kind: 'glyphs', glyphs, ...place }
  }
}

/** Whether what follows a glyph stands where it always ends. */
function isInPlace({ glyph, width }: SetPiece): boolean {
  return glyph !== null && width === glyph.advance / 1000
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function unescapeXml(text: string): string {
  return text.replaceAll(
    /&(?:#(\d+)|(\w+));/g,
    (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (NAMED[name!] ?? whole) : String.fromCodePoint(Number(code)),
  )
}
