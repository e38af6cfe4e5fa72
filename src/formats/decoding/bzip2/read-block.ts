import type { BitReader } from './bit-reader.ts'

const GROUP = 50
const MAX_CODE = 20

/** One Huffman code in canonical form. */
interface Code {
  /** Per length the largest code of it (-1 for none) and what to take off to get a place in `symbols`. */
  readonly limit: Int32Array
  readonly base: Int32Array
  readonly symbols: Int32Array
  readonly shortest: number
}

/**
 * Reads a block up to and including its move-to-front step: the low byte of `pointers[i]` is the last column of the
 * sorted rotations, and its upper 24 bits say where the next byte stands. @throws FormatError
 */
export function readBlock(reader: BitReader, pointers: Uint32Array): { length: number; origin: number } {
  if (reader.bit() === 1) reader.fail('blocks of bzip2 before 0.9.5 (randomised) are not supported')
  const origin = reader.bits(24)
  const used = readUsedBytes(reader)
  const codeCount = reader.bits(3)
  if (codeCount < 2 || codeCount > 6) reader.fail('expected 2 to 6 Huffman codes')
  const selectors = readSelectors(reader, codeCount)
  const codes = Array.from({ length: codeCount }, () => readCode(reader, used.length + 2))
  const length = readSymbols(reader, { used, selectors, codes, pointers })
  if (origin >= length) reader.fail('the start of a block lies outside it')
  linkRotations(pointers, length)
  return { length, origin }
}

/** The byte values that occur in the block, in order. */
function readUsedBytes(reader: BitReader): Uint8Array {
  const ranges = reader.bits(16)
  const used: number[] = []
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >>> range)) === 0) continue
    const members = reader.bits(16)
    for (let member = 0; member < 16; member++) {
      if ((members & (0x8000 >>> member)) !== 0) used.push(16 * range + member)
    }
  }
  if (used.length === 0) reader.fail('a block uses no byte')
  return Uint8Array.from(used)
}

function readSelectors(reader: BitReader, codeCount: number): Uint8Array {
  const count = reader.bits(15)
  if (count === 0) reader.fail('a block has no selectors')
  const order = Array.from({ length: codeCount }, (_, i) => i)
  return Uint8Array.from({ length: count }, () => {
    let place = 0
    while (reader.bit() === 1) if (++place >= codeCount) reader.fail('a selector names no Huffman code')
    const [code] = order.splice(place, 1)
    order.unshift(code!)
    return code!
  })
}

function readCode(reader: BitReader, symbolCount: number): Code {
  const lengths = new Uint8Array(symbolCount)
  let length = reader.bits(5)
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE) reader.fail('a Huffman code is longer than 20 bits')
      if (reader.bit() === 0) break
      length += reader.bit() === 0 ? 1 : -1
    }
    lengths[symbol] = length
  }
  return canonicalCode(lengths)
}

function canonicalCode(lengths: Uint8Array): Code {
  const limit = new Int32Array(MAX_CODE + 2).fill(-1)
  const base = new Int32Array(MAX_CODE + 2)
  const symbols: number[] = []
  let code = 0
  for (let length = 1; length <= MAX_CODE; length++) {
    base[length] = code - symbols.length
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue
      symbols.push(symbol)
      limit[length] = code++
    }
    code *= 2
  }
  return { limit, base, symbols: Int32Array.from(symbols), shortest: Math.min(...lengths) }
}

function readSymbol(reader: BitReader, { limit, base, symbols, shortest }: Code): number {
  let code = reader.bits(shortest)
  for (let length = shortest; length <= MAX_CODE; length++) {
    if (code <= limit[length]!) {
      const symbol = symbols[code - base[length]!]
      if (symbol !== undefined) return symbol
    }
    code = 2 * code + reader.bit()
  }
  return reader.fail('a Huffman code is not in its table')
}

/** Decodes the runs and the move-to-front numbers into the low bytes of `pointers`. Returns how many there are. */
function readSymbols(
  reader: BitReader,
  block: { used: Uint8Array; selectors: Uint8Array; codes: readonly Code[]; pointers: Uint32Array },
): number {
  const { used, selectors, codes, pointers } = block
  const end = used.length + 1
  const recent = used.slice()
  let length = 0
  let run = 0
  let step = 1
  for (let count = 0; ; count++) {
    const selector = selectors[Math.floor(count / GROUP)]
    if (selector === undefined) reader.fail('a block has too few selectors')
    const symbol = readSymbol(reader, codes[selector!]!)
    if (symbol <= 1) {
      // Digits 1 and 2 of a run's length in bijective base 2.
      run += step << symbol
      step *= 2
      if (run > pointers.length) reader.fail('a block is longer than it says')
      continue
    }
    if (length + run + 1 > pointers.length + (symbol === end ? 1 : 0))
      reader.fail('a block is longer than it says')
    pointers.fill(recent[0]!, length, length + run)
    length += run
    run = 0
    step = 1
    if (symbol === end) return length
    const place = symbol - 1
    const byte = recent[place]!
    recent.copyWithin(1, 0, place)
    recent[0] = byte
    pointers[length++] = byte
  }
}

/** Puts into the upper bits of each entry the place of the rotation that comes next (Burrows and Wheeler, 1994). */
function linkRotations(pointers: Uint32Array, length: number): void {
  const starts = new Uint32Array(257)
  for (let i = 0; i < length; i++) starts[(pointers[i]! & 0xff) + 1]!++
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!
  for (let i = 0; i < length; i++) {
    const place = starts[pointers[i]! & 0xff]!++
    pointers[place] = (pointers[place]! & 0xff) | (i << 8)
  }
}
