import type { PageFont, Rgb } from './shapes.ts'

/** What an element of a picture looks like, with what it has from those around it. */
export interface SvgStyle {
  readonly fill: Rgb | null
  readonly stroke: Rgb | null
  readonly strokeWidth: number
  readonly dashes: readonly number[]
  readonly size: number
  readonly family: string
  readonly isBold: boolean
  readonly anchor: 'start' | 'middle' | 'end'
  readonly isHidden: boolean
}

/** The style of what stands in nothing. */
export const FIRST_STYLE: SvgStyle = {
  fill: [0, 0, 0],
  stroke: null,
  strokeWidth: 1,
  dashes: [],
  size: 16,
  family: 'sans-serif',
  isBold: false,
  anchor: 'start',
  isHidden: false,
}

/** An element as rules look at it. */
export interface StyledElement {
  readonly tag: string
  readonly id: string
  readonly classes: readonly string[]
}

/** A rule of a style sheet: what the element must be, and what must be around it. */
interface Rule {
  readonly own: string
  readonly around: readonly string[]
  readonly declarations: ReadonlyMap<string, string>
  /** Rules of higher rank win; of the same rank the later. */
  readonly rank: number
}

/** The rules of a style sheet of our own renderers: selectors of tags, classes and ids, one in another. What depends on a medium or on
 *  the pointer is left out: a printed page is light and nobody points at it. */
export function parseRules(sheet: string): readonly Rule[] {
  const rules: Rule[] = []
  for (const [, selectors, body] of withoutMedia(sheet).matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const declarations = parseDeclarations(body!)
    for (const selector of selectors!.split(',')) {
      if (selector.includes(':') || selector.includes('[')) continue
      const parts = selector.trim().split(/\s*>\s*|\s+/)
      const rank = parts.reduce((sum, part) => sum + (part[0] === '#' ? 100 : part[0] === '.' ? 10 : 1), 0)
      rules.push({ own: parts.pop()!, around: parts, declarations, rank })
    }
  }
  return rules
    .map((rule, i) => ({ rule, i }))
    .sort((a, b) => a.rule.rank - b.rule.rank || a.i - b.i)
    .map(({ rule }) => rule)
}

function withoutMedia(sheet: string): string {
  return sheet.replaceAll(/@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '')
}

/** `a:b;c:d` by name. */
export function parseDeclarations(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':')
    if (colon > 0) found.set(declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim())
  }
  return found
}

/** Whether all of a rule fits an element and those around it, the nearest last. */
export function isFor(
  { own, around }: Rule,
  element: StyledElement,
  outer: readonly StyledElement[],
): boolean {
  if (!fits(own, element)) return false
  let at = outer.length - 1
  for (let i = around.length - 1; i >= 0; i--, at--) {
    while (at >= 0 && !fits(around[i]!, outer[at]!)) at--
    if (at < 0) return false
  }
  return true
}

function fits(selector: string, { tag, id, classes }: StyledElement): boolean {
  if (selector[0] === '#') return selector.slice(1) === id
  if (selector[0] === '.') return classes.includes(selector.slice(1))
  return selector === tag
}

/** A style with some of it said anew. What is not known is left as it is. */
export function applyDeclarations(style: SvgStyle, declarations: ReadonlyMap<string, string>): SvgStyle {
  let next = style
  for (const [name, value] of declarations) next = { ...next, ...declared(name, value) }
  return next
}

function declared(name: string, value: string): Partial<SvgStyle> {
  switch (name) {
    case 'fill':
      return { fill: parseColour(value) }
    case 'stroke':
      return { stroke: parseColour(value) }
    case 'stroke-width':
      return { strokeWidth: Number.parseFloat(value) }
    case 'stroke-dasharray':
      return { dashes: value === 'none' ? [] : value.split(/[ ,]+/).map(Number) }
    case 'font-size':
      return { size: Number.parseFloat(value) }
    case 'font-family':
      return { family: value }
    case 'font-weight':
      return { isBold: value === 'bold' || Number(value) >= 600 }
    case 'font':
      return parseFont(value)
    case 'text-anchor':
      return { anchor: value === 'middle' || value === 'end' ? value : 'start' }
    case 'display':
      return value === 'none' ? { isHidden: true } : {}
    default:
      return {}
  }
}

function parseFont(value: string): Partial<SvgStyle> {
  const match = value.match(/^(?:(\w+) )?([\d.]+)px (.+)$/)
  if (match === null) return {}
  return { size: Number(match[2]), family: match[3]!, isBold: match[1] === 'bold' || Number(match[1]) >= 600 }
}

/** `#rrggbb`, `#rgb`, `rgb(1,2,3)`, and of a gradient the colour that stands for it (`url(#ground) #eee`); null for none and
 *  what is not known. */
function parseColour(colour: string): Rgb | null {
  const text = colour.replace(/^url\([^)]*\)\s*/, '')
  const channels = text.match(/^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/)
  if (channels !== null)
    return [Number(channels[1]) / 255, Number(channels[2]) / 255, Number(channels[3]) / 255]
  const hex =
    text.match(/^#([0-9a-f]{6})$/i)?.[1] ?? text.match(/^#([0-9a-f]{3})$/i)?.[1]?.replaceAll(/./g, '$&$&')
  if (text === 'white') return [1, 1, 1]
  if (text === 'black') return [0, 0, 0]
  if (hex === undefined) return null
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return [channel(0), channel(2), channel(4)]
}

/** The built-in font that is like a style's. */
export function pageFontOf({ family, isBold }: SvgStyle): PageFont {
  const isCode = /mono|courier|code/i.test(family)
  return isCode ? (isBold ? 'Courier-Bold' : 'Courier') : isBold ? 'Helvetica-Bold' : 'Helvetica'
}
