import { FormatError } from '../../../base/errors.ts'
import { decodeLatin1, decodeText } from '../text/python-text.ts'

/** Where a text argument stands, for errors. */
interface Place {
  readonly format: string
  readonly offset: number
}

/** The number of an `I` or `L` line: decimal, a long with `L` behind it; `00` and `01` are False and True in `I` lines. */
export function parseInteger(bytes: Uint8Array, place: Place): number | boolean {
  const text = decodeLatin1(bytes).trim()
  if (text === '00') return false
  if (text === '01') return true
  if (/^[+-]?\d+L?$/.test(text)) return Number(text.endsWith('L') ? text.slice(0, -1) : text)
  throw broken('an integer in digits', text, place)
}

/** The number of an `F` line. */
export function parseFloatText(bytes: Uint8Array, place: Place): number {
  const text = decodeLatin1(bytes).trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  throw broken('a float in digits', text, place)
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/** The text of an `S` line: a string as Python 2 prints it, in quotes. */
export function parseQuoted(bytes: Uint8Array, place: Place): string {
  const text = decodeLatin1(bytes).trim()
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    throw broken('a string in quotes', text, place)
  }
  const unescaped = text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g, (whole, hex, octal, other) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      return ESCAPES[other] ?? whole
    })
  // One character a byte until here.
  return decodeText(Uint8Array.from(unescaped, char => char.charCodeAt(0)))
}

/** The text of a `V` line: Latin-1 with \uXXXX and \UXXXXXXXX ("raw-unicode-escape"). */
export function parseRawUnicode(bytes: Uint8Array): string {
  return decodeLatin1(bytes).replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (whole, short: string | undefined, long: string | undefined) => {
      const point = Number.parseInt(short ?? long!, 16)
      return point > 0x10ffff ? whole : String.fromCodePoint(point)
    },
  )
}

/** A whole number of any length, the lowest byte first, in two's complement. Beyond 2^53 it is rounded. */
export function parseTwosComplement(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  const isNegative = bytes[bytes.length - 1]! >= 0x80
  let value = 0
  let scale = 1
  for (const byte of bytes) {
    // A zero digit times a scale beyond all doubles would be NaN.
    const digit = isNegative ? 255 - byte : byte
    if (digit !== 0) value += digit * scale
    scale *= 256
  }
  return isNegative ? -(value + 1) : value
}

function broken(expected: string, found: string, { format, offset }: Place): FormatError {
  return new FormatError(format, `expected ${expected}, found ${JSON.stringify(found.slice(0, 30))}`, {
    offset,
  })
}
