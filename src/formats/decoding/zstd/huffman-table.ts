import { FormatError } from '../../../base/errors.ts'
import { BackwardBits } from './backward-bits.ts'
import { readFseTable } from './fse-table.ts'

/** A table of Huffman codes: per next `bits` bits the symbol and the length of its code. Source: RFC 8878, 4.2. */
export interface HuffmanTable {
  readonly bits: number
  readonly symbol: Uint8Array
  readonly length: Uint8Array
}

const MAX_BITS = 11
const MAX_WEIGHTS = 255

/** Reads the description of a table at `at`; `end` of it is where what follows begins. @throws FormatError */
export function readHuffmanTable(
  bytes: Uint8Array,
  { at, end }: { at: number; end: number },
): { table: HuffmanTable; end: number } {
  const head = at < end ? bytes[at]! : 0
  const isDirect = head >= 128
  const size = isDirect ? Math.ceil((head - 127) / 2) : head
  const start = at + 1
  if (size === 0 || start + size > end) throw new FormatError('zstd', 'a table of codes ends too early')
  const weights = isDirect
    ? Array.from({ length: head - 127 }, (_, i) => (bytes[start + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15)
    : readWeights(bytes, start, start + size)
  return { table: buildTable(weights), end: start + size }
}

/** Weights that are packed with two states in turn. */
function readWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, end: at } = readFseTable(bytes, { at: start, end, maxLog: 6, maxSymbol: 12 })
  const bits = new BackwardBits(bytes, at, end)
  const weights: number[] = []
  let state = bits.read(table.log)
  let other = bits.read(table.log)
  if (bits.left < 0) throw new FormatError('zstd', 'a table of codes ends too early')
  for (;;) {
    weights.push(table.symbol[state]!)
    if (weights.length > MAX_WEIGHTS) throw new FormatError('zstd', 'a table of too many codes')
    const count = table.bits[state]!
    if (bits.left < count) {
      weights.push(table.symbol[other]!)
      return weights
    }
    const next = table.base[state]! + bits.read(count)
    state = other
    other = next
  }
}

/** The weight of the last symbol is what is missing to a power of two. */
function buildTable(weights: number[]): HuffmanTable {
  let total = 0
  for (const weight of weights) if (weight > 0) total += 2 ** (weight - 1)
  const bits = total === 0 ? 0 : 32 - Math.clz32(total)
  const rest = 2 ** bits - total
  if (total === 0 || bits > MAX_BITS || (rest & (rest - 1)) !== 0 || weights.length > MAX_WEIGHTS) {
    throw new FormatError('zstd', 'the codes of a table do not add up')
  }
  const all = [...weights, 32 - Math.clz32(rest)]
  const symbol = new Uint8Array(1 << bits)
  const length = new Uint8Array(1 << bits)
  let at = 0
  for (let weight = 1; weight <= bits; weight++) {
    for (const [s, own] of all.entries()) {
      if (own !== weight) continue
      const span = 1 << (weight - 1)
      symbol.fill(s, at, at + span)
      length.fill(bits + 1 - weight, at, at + span)
      at += span
    }
  }
  return { bits, symbol, length }
}

/** Decodes the codes in `[at, end)` into all of `target`. @throws FormatError when there are more or fewer. */
export function decodeHuffman(
  { bits: width, symbol, length }: HuffmanTable,
  { bytes, at, end, target }: { bytes: Uint8Array; at: number; end: number; target: Uint8Array },
): void {
  const bits = new BackwardBits(bytes, at, end)
  const mask = (1 << width) - 1
  let { left } = bits
  let i = 0
  // Away from the beginning the bits of a code are in three bytes that are there: this is the hottest loop.
  for (; left >= width && i < target.length; i++) {
    const from = left - width
    const byte = at + (from >> 3)
    const word = bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16)
    const code = (word >> (from & 7)) & mask
    target[i] = symbol[code]!
    left -= length[code]!
  }
  bits.left = left
  for (; i < target.length; i++) {
    const code = bits.peek(width)
    target[i] = symbol[code]!
    bits.left -= length[code]!
  }
  if (bits.left !== 0) throw new FormatError('zstd', 'a stream of codes does not end where it should')
}
