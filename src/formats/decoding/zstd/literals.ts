import { FormatError } from '../../../base/errors.ts'
import { decodeHuffman, type HuffmanTable, readHuffmanTable } from './huffman-table.ts'

/** Most bytes that a block may become. */
export const MAX_BLOCK = 1 << 17

/** Bytes that the sequences of a block put between what they repeat. */
export interface Literals {
  readonly bytes: Uint8Array
  /** Where the sequences begin. */
  readonly end: number
  /** The table that a later block may use again; null where there was none yet. */
  readonly table: HuffmanTable | null
}

/** Bytes of the header of compressed literals, and bits of its two lengths, by format. */
const HEADERS = [
  { size: 3, width: 10 },
  { size: 3, width: 10 },
  { size: 4, width: 14 },
  { size: 5, width: 18 },
] as const

/** Reads the literals at the beginning of a block. Source: RFC 8878, 3.1.1.3.1. @throws FormatError */
export function readLiterals(
  bytes: Uint8Array,
  { at, end, table }: { at: number; end: number; table: HuffmanTable | null },
): Literals {
  const head = bytes[at]!
  const type = head & 3
  const format = (head >> 2) & 3
  if (type >= 2)
    return readCompressed(bytes, { at, end, format, table: type === 3 ? table : null, isNew: type === 2 })
  const headSize = format === 1 ? 2 : format === 3 ? 3 : 1
  const size =
    headSize === 1
      ? head >> 3
      : (head >> 4) | (bytes[at + 1]! << 4) | (headSize === 3 ? bytes[at + 2]! << 12 : 0)
  const start = at + headSize
  const next = start + (type === 1 ? 1 : size)
  if (next > end || size > MAX_BLOCK) throw tooEarly()
  const literals = type === 1 ? new Uint8Array(size).fill(bytes[start]!) : bytes.subarray(start, next)
  return { bytes: literals, end: next, table }
}

function readCompressed(
  bytes: Uint8Array,
  options: { at: number; end: number; format: number; table: HuffmanTable | null; isNew: boolean },
): Literals {
  const { at, end, format, isNew } = options
  const { size: headSize, width } = HEADERS[format]!
  let header = 0
  for (let i = headSize - 1; i >= 0; i--) header = header * 256 + (bytes[at + i] ?? 0)
  const size = Math.floor(header / 16) % 2 ** width
  const start = at + headSize
  const stop = start + (Math.floor(header / 2 ** (4 + width)) % 2 ** width)
  if (stop > end || size > MAX_BLOCK) throw tooEarly()
  let from = start
  let { table } = options
  if (isNew) {
    const described = readHuffmanTable(bytes, { at: start, end: stop })
    table = described.table
    from = described.end
  }
  if (table === null)
    throw new FormatError('zstd', 'a block uses the codes of a block before it, and there is none')
  const literals = new Uint8Array(size)
  if (format === 0) decodeHuffman(table, { bytes, at: from, end: stop, target: literals })
  else decodeFour(table, { bytes, at: from, end: stop, target: literals })
  return { bytes: literals, end: stop, table }
}

/** Four streams, of which the lengths of the first three stand before them. */
function decodeFour(
  table: HuffmanTable,
  { bytes, at, end, target }: { bytes: Uint8Array; at: number; end: number; target: Uint8Array },
): void {
  const part = Math.ceil(target.length / 4)
  let from = at + 6
  if (from > end || 3 * part > target.length) throw tooEarly()
  for (let i = 0; i < 4; i++) {
    const size = i === 3 ? end - from : bytes[at + 2 * i]! | (bytes[at + 2 * i + 1]! << 8)
    if (size <= 0 || from + size > end) throw tooEarly()
    const piece = target.subarray(i * part, i === 3 ? target.length : (i + 1) * part)
    decodeHuffman(table, { bytes, at: from, end: from + size, target: piece })
    from += size
  }
}

function tooEarly(): FormatError {
  return new FormatError('zstd', 'the literals of a block end too early')
}
