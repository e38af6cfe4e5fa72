import { formatFloatRepr } from '../text/python-format.ts'

/** `'%.Nf' % value` as Python prints it: an exact half goes to the even digit, which `toFixed` does not do. */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatOdd(value)
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`
  const text = value.toFixed(digits)
  const halves = value * 2 ** (digits + 1)
  // A double lies exactly between two of these decimals only if it is an odd number of such binary parts.
  const isHalf = Number.isInteger(halves) && Math.abs(halves) % 2 === 1
  const last = Number(text.at(-1))
  const rounded = isHalf && last % 2 === 1 ? lowered(text) : text
  const isNegative = value < 0 || Object.is(value, -0)
  return isNegative && !rounded.startsWith('-') ? `-${rounded}` : rounded
}

/** `'%.Ng' % value`: so many significant digits without zeros at the end, with an exponent where it is below -4 or from N on.
 *  `'%#.Ng'` keeps the zeros. */
export function formatGeneral(value: number, precision: number, keepsZeros = false): string {
  if (!Number.isFinite(value)) return formatOdd(value)
  const digits = Math.max(1, precision)
  const end = keepsZeros ? withPoint : withoutZeros
  if (value === 0) return `${Object.is(value, -0) ? '-' : ''}${end((0).toFixed(Math.min(100, digits - 1)))}`
  const [mantissa, exponent] = exponentialOf(Math.abs(value), digits - 1)
  const sign = value < 0 ? '-' : ''
  if (exponent < -4 || exponent >= digits) {
    return `${sign}${end(mantissa)}e${exponentText(exponent)}`
  }
  const figures = mantissa.replace('.', '')
  if (exponent < 0) return `${sign}${end(`0.${'0'.repeat(-exponent - 1)}${figures}`)}`
  return `${sign}${end(`${figures.slice(0, exponent + 1)}.${figures.slice(exponent + 1)}`)}`
}

/** `'%.Ne' % value`. */
export function formatExponent(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatOdd(value)
  const [mantissa, exponent] = exponentialOf(Math.abs(value), digits)
  return `${value < 0 || Object.is(value, -0) ? '-' : ''}${mantissa}e${exponentText(exponent)}`
}

/** `'%d' % value`, also `%u`: without what stands after the point. */
export function formatWhole(value: number): string {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : formatOdd(value)
}

/** The conversions that {@link compileNumberFormat} knows, for messages. */
export const NUMBER_FORMATS =
  'one of %d %e %f %g (with flags, width and precision, as %.7g), and %% for a percent sign'

const CONVERSION = /%(?:%|([-+ 0#]*)(\d{1,3})?(?:\.(\d{0,2}))?([diueEfFgGs]))/g

/** A function that prints a number in a Python format such as `%.7g` or `%8.3f s`; null when the text is none: it must have one
 *  conversion. */
export function compileNumberFormat(format: string): ((value: number) => string) | null {
  const found = [...format.matchAll(CONVERSION)].filter(match => match[0] !== '%%')
  const [only] = found
  const rest = format.replace(CONVERSION, '')
  if (only === undefined || found.length !== 1 || rest.includes('%')) return null
  const [, flags = '', width, precision, kind = 'g'] = only
  const before = format.slice(0, only.index).replaceAll('%%', '%')
  const after = format.slice(only.index + only[0].length).replaceAll('%%', '%')
  const digits = precision === undefined ? 6 : Number(precision)
  return value => {
    const text =
      kind === 's' ? formatFloatRepr(value) : convert(value, { kind, digits, isLong: flags.includes('#') })
    return before + padded(withSign(text, flags), { flags, width: Number(width ?? 0) }) + after
  }
}

/** `isLong` is the flag `#`: a point always, and zeros after it. */
function convert(
  value: number,
  { kind, digits, isLong }: { kind: string; digits: number; isLong: boolean },
): string {
  const lower = kind.toLowerCase()
  const pointed = (text: string) => (isLong ? withPoint(text) : text)
  const text =
    lower === 'f'
      ? pointed(formatFixed(value, digits))
      : lower === 'e'
        ? pointed(formatExponent(value, digits))
        : lower === 'g'
          ? formatGeneral(value, digits, isLong)
          : formatWhole(value)
  return kind === lower ? text : text.toUpperCase()
}

function withSign(text: string, flags: string): string {
  if (text.startsWith('-')) return text
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text
}

function padded(text: string, { flags, width }: { flags: string; width: number }): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0')) return text.padStart(width)
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

/** Mantissa of one digit and `digits` decimals, and the exponent. Rounds an exact half to even. */
function exponentialOf(value: number, digits: number): [string, number] {
  const [text, power] = value.toExponential(digits).split('e') as [string, string]
  const exact = value.toExponential(Math.min(100, digits + 40)).split('e')[0]!
  // A decimal point stands after the first digit.
  const cut = digits === 0 ? 1 : digits + 2
  const isHalf = /^\.?50*$/.test(exact.slice(cut))
  const kept = exact.slice(0, cut)
  if (isHalf && Number(kept.at(-1)) % 2 === 0) return [kept, Number(value.toExponential(60).split('e')[1])]
  return [text, Number(power)]
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

function withPoint(text: string): string {
  return text.includes('.') || !/^-?\d/.test(text) ? text : text.replace(/^-?\d+/, '$&.')
}

/** One less in the last digit, which is odd. */
function lowered(text: string): string {
  return text.slice(0, -1) + String(Number(text.at(-1)) - 1)
}

function formatOdd(value: number): string {
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'
}
