import { FormatError } from '../../../base/errors.ts'

/** A table that turns states into symbols: per state the symbol, how many bits to read, and what to add to them for the next
 *  state. Source: RFC 8878, 4.1. */
export interface FseTable {
  readonly log: number
  readonly symbol: Uint8Array
  readonly bits: Uint8Array
  readonly base: Uint16Array
}

/** Builds the table of a distribution over `2^log` states; -1 stands for "less than one". */
export function buildFseTable(distribution: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log
  const symbol = new Uint8Array(size)
  const bits = new Uint8Array(size)
  const base = new Uint16Array(size)
  const next = new Uint16Array(distribution.length)
  let high = size - 1
  for (let s = 0; s < distribution.length; s++) {
    if (distribution[s] === -1) {
      symbol[high--] = s
      next[s] = 1
    } else next[s] = distribution[s]!
  }
  const step = (size >> 1) + (size >> 3) + 3
  let state = 0
  for (let s = 0; s < distribution.length; s++) {
    for (let i = 0; i < distribution[s]!; i++) {
      symbol[state] = s
      do state = (state + step) & (size - 1)
      while (state > high)
    }
  }
  for (let i = 0; i < size; i++) {
    const count = next[symbol[i]!]!++
    bits[i] = log - (31 - Math.clz32(count))
    base[i] = (count << bits[i]!) - size
  }
  return { log, symbol, bits, base }
}

/** The table of a symbol that comes every time. */
export function repeatTable(symbol: number): FseTable {
  return { log: 0, symbol: Uint8Array.of(symbol), bits: new Uint8Array(1), base: new Uint16Array(1) }
}

/** Reads the description of a table at `at`; `end` of it is where what follows begins. @throws FormatError */
export function readFseTable(
  bytes: Uint8Array,
  { at, end, maxLog, maxSymbol }: { at: number; end: number; maxLog: number; maxSymbol: number },
): { table: FseTable; end: number } {
  let bit = 8 * at
  const peek = (count: number) => {
    const byte = bit >> 3
    const word = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16)
    return (word >>> (bit & 7)) & ((1 << count) - 1)
  }
  const read = (count: number) => {
    const value = peek(count)
    bit += count
    if (bit > 8 * end) throw new FormatError('zstd', 'a table ends too early')
    return value
  }
  const log = read(4) + 5
  if (log > maxLog)
    throw new FormatError('zstd', `a table of 2^${log} states, at most 2^${maxLog} are allowed`)
  const distribution: number[] = []
  let left = 1 << log
  while (left > 0) {
    if (distribution.length > maxSymbol) throw new FormatError('zstd', 'a table of too many symbols')
    const width = 32 - Math.clz32(left + 1)
    // Values below the threshold are a bit shorter.
    const low = (1 << (width - 1)) - 1
    const threshold = (1 << width) - 2 - left
    let value = peek(width) & low
    if (value < threshold) read(width - 1)
    else {
      value = read(width)
      if (value > low) value -= threshold
    }
    distribution.push(value - 1)
    left -= value === 0 ? 1 : value - 1
    if (value !== 1) continue
    for (let zeros = 3; zeros === 3; ) {
      zeros = read(2)
      for (let i = 0; i < zeros; i++) distribution.push(0)
      if (distribution.length > maxSymbol + 1) throw new FormatError('zstd', 'a table of too many symbols')
    }
  }
  if (left < 0 || distribution.length > maxSymbol + 1) {
    throw new FormatError('zstd', 'the shares of a table do not add up')
  }
  return { table: buildFseTable(distribution, log), end: (bit + 7) >> 3 }
}
