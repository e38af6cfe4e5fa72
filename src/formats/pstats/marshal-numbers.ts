import type { ByteReader } from '../../base/byte-reader.ts'
import { FormatError } from '../../base/errors.ts'
import { decodeLatin1 } from '../decoding/text/python-text.ts'

/** A long: digits of 15 bits, the lowest first, the sign in their number. Beyond 2^53 it is rounded. */
export function readLong(reader: ByteReader): number {
  const start = reader.offset
  const signed = reader.i32('the length of a long')
  const count = Math.abs(signed)
  if (2 * count > reader.remaining) {
    throw new FormatError(reader.format, `expected a long of ${count} digits, found the end of the input`, {
      offset: start,
    })
  }
  let value = 0
  let scale = 1
  for (let i = 0; i < count; i++) {
    const digit = reader.u16('a digit of a long')
    if (digit > 0x7fff) {
      throw new FormatError(reader.format, `expected a digit below 32768, found ${digit}`, {
        offset: reader.offset - 2,
      })
    }
    if (digit !== 0) value += digit * scale
    scale *= 32768
  }
  return signed < 0 ? -value : value
}

/** A float written in digits (marshal versions 0 and 1), or Python's words for what has none. */
export function readTextFloat(reader: ByteReader): number {
  const start = reader.offset
  const text = decodeLatin1(reader.view(reader.u8('the length of a float'), 'a float')).trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  throw new FormatError(
    reader.format,
    `expected a float in digits, found ${JSON.stringify(text.slice(0, 30))}`,
    {
      offset: start,
    },
  )
}
