/** Attributes of an element by name, entities resolved. */
export type XmlAttributes = ReadonlyMap<string, string>

/** What stands in a start tag. */
export interface XmlTag {
  readonly name: string
  readonly attributes: XmlAttributes
}

const NONE: XmlAttributes = new Map()
const NAME = /[^\s=/<>"']+/y
const SPACE = /\s*/y
const EQUALS = /\s*=\s*/y

/** Takes a start tag apart, without its brackets. What is wrong with it, as text, when it is none. */
export function parseXmlTag(inside: string): XmlTag | string {
  const name = match(NAME, inside, 0)
  if (name === '') return 'expected the name of an element'
  let at = skip(SPACE, inside, name.length)
  if (at === inside.length) return { name, attributes: NONE }
  const attributes = new Map<string, string>()
  while (at < inside.length) {
    const key = match(NAME, inside, at)
    if (key === '') return `<${name}>: expected an attribute`
    const equals = skip(EQUALS, inside, at + key.length)
    const quote = inside[equals]
    if (equals === at + key.length || (quote !== '"' && quote !== "'")) {
      return `<${name}>: expected a value of ${key} in quotes`
    }
    const end = inside.indexOf(quote, equals + 1)
    if (end === -1) return `<${name}>: the value of ${key} does not end`
    attributes.set(key, decodeXmlText(inside.slice(equals + 1, end)))
    at = skip(SPACE, inside, end + 1)
  }
  return { name, attributes }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + match(pattern, text, at).length
}

const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Resolves the five named entities and numeric ones; others stay as they are, and CRLF becomes LF. */
export function decodeXmlText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (!lines.includes('&')) return lines
  return lines.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name]!
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
