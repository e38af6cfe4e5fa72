/** Attributes of an element by name, entities resolved. */
export type XmlAttributes = ReadonlyMap<string, string>

/** What stands in a start tag. */
export interface XmlTag {
  readonly name: string
  readonly attributes: XmlAttributes
}

const NONE: XmlAttributes = new Map()

/** Takes a start tag apart, without its brackets. What is wrong with it, as text, when it is none. */
export function parseXmlTag(inside: string): XmlTag | string {
  const nameEnd = wordEnd(inside, 0)
  if (nameEnd === 0) return 'expected the name of an element'
  const name = inside.slice(0, nameEnd)
  let at = skipSpace(inside, nameEnd)
  if (at === inside.length) return { name, attributes: NONE }
  const attributes = new Map<string, string>()
  while (at < inside.length) {
    const keyEnd = wordEnd(inside, at)
    if (keyEnd === at) return `<${name}>: expected an attribute`
    const key = inside.slice(at, keyEnd)
    const equals = skipSpace(inside, keyEnd)
    const quoteAt = skipSpace(inside, equals + 1)
    const quote = inside[quoteAt]
    if (inside[equals] !== '=' || (quote !== '"' && quote !== "'")) {
      return `<${name}>: expected a value of ${key} in quotes`
    }
    const end = inside.indexOf(quote, quoteAt + 1)
    if (end === -1) return `<${name}>: the value of ${key} does not end`
    attributes.set(key, decodeXmlText(inside.slice(quoteAt + 1, end)))
    at = skipSpace(inside, end + 1)
  }
  return { name, attributes }
}

/** Where a name that starts at `at` ends: at white space, a quote, `=`, `/` or a bracket. */
function wordEnd(text: string, at: number): number {
  let end = at
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x2f || (code >= 0x3c && code <= 0x3e))
      break
  }
  return end
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && text.charCodeAt(next) <= 0x20) next++
  return next
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
