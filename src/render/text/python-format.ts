/** `'%.3f' % value` as Python prints it: an exact half goes to the even digit, which `toFixed` does not do. */
export function formatThousandths(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000`
  // A double lies exactly between two thousandths only if it is an odd number of sixteenths.
  const sixteenths = value * 16
  if (Math.abs(sixteenths) % 2 === 1) {
    const below = Math.floor(Math.abs(value) * 1000)
    const even = below % 2 === 0 ? below : below + 1
    const digits = String(even).padStart(4, '0')
    return `${value < 0 ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`
  }
  const text = value.toFixed(3)
  return Object.is(value, -0) || (value < 0 && !text.startsWith('-')) ? `-${text.replace('-', '')}` : text
}

/** `'%8.3f' % value`: the figures of pstats. */
export function formatEight(value: number): string {
  return formatThousandths(value).padStart(8)
}

/** `repr(text)` of a Python string. */
export function formatTextRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = [...text].map(character => escapeCharacter(character, quote)).join('')
  return quote + body + quote
}

/** `repr(value)` of a Python float. */
export function formatFloatRepr(value: number): string {
  if (!Number.isFinite(value)) return formatThousandths(value)
  const size = Math.abs(value)
  if ((size > 0 && size < 1e-4) || size >= 1e16) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  if (Number.isInteger(value)) return `${Object.is(value, -0) ? '-0' : value}.0`
  return String(value)
}

/** What `str.isprintable()` denies: marks that turn the direction of text round are among it. */
const UNPRINTABLE = /[\p{C}\p{Z}]/u

function escapeCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  if (character === '\t') return '\\t'
  if (character === ' ' || !UNPRINTABLE.test(character)) return character
  const code = character.codePointAt(0)!
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}

/** `'%.1f' % value`: an exact half goes to the even digit, which `toFixed` does not do. */
export function formatTenths(value: number): string {
  const isHalf = Math.abs(value * 4) % 2 === 1
  if (!isHalf) return value.toFixed(1)
  const below = Math.floor(value * 10)
  return ((below % 2 === 0 ? below : below + 1) / 10).toFixed(1)
}

/** `'%.3g' % value` with the digits given, `'%g' % value` with 6. */
export function formatGeneral(value: number, digits = 6): string {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? '0' : formatThousandths(value)
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < digits) return withoutZeros(value.toFixed(digits - 1 - exponent))
  const sign = exponent < 0 ? '-' : '+'
  return `${withoutZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
