import { FormatError } from '../../../base/errors.ts'
import { BackwardBits } from './backward-bits.ts'
import { buildFseTable, type FseTable, readFseTable, repeatTable } from './fse-table.ts'
import { MAX_BLOCK } from './literals.ts'

/** The tables that a later block may use again, null while there are none; and the last three offsets. */
export interface SequenceState {
  literalLengths: FseTable | null
  offsets: FseTable | null
  matchLengths: FseTable | null
  readonly recent: [number, number, number]
}

/** The state at the beginning of a frame. */
export function newSequenceState(): SequenceState {
  return { literalLengths: null, offsets: null, matchLengths: null, recent: [1, 4, 8] }
}

interface Codes {
  readonly maxLog: number
  readonly maxSymbol: number
  readonly standard: FseTable
}

const ONES = (count: number, value = 1) => new Array<number>(count).fill(value)

const LITERAL_LENGTHS: Codes = {
  maxLog: 9,
  maxSymbol: 35,
  standard: buildFseTable(
    [4, 3, ...ONES(11, 2), ...ONES(3), ...ONES(9, 2), 3, 2, ...ONES(5), ...ONES(4, -1)],
    6,
  ),
}
const MATCH_LENGTHS: Codes = {
  maxLog: 9,
  maxSymbol: 52,
  standard: buildFseTable([1, 4, 3, ...ONES(6, 2), ...ONES(37), ...ONES(7, -1)], 6),
}
const OFFSETS: Codes = {
  maxLog: 8,
  maxSymbol: 31,
  standard: buildFseTable([...ONES(6), 2, 2, 2, ...ONES(15), ...ONES(5, -1)], 5),
}

/** Per code how many bits follow, and from them what the codes stand for. */
const LITERAL_BITS = [...ONES(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const MATCH_BITS = [...ONES(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const LITERAL_BASE = basesOf(LITERAL_BITS, 0)
const MATCH_BASE = basesOf(MATCH_BITS, 3)

const POWERS = Float64Array.from({ length: 32 }, (_, i) => 2 ** i)

function basesOf(bits: readonly number[], first: number): number[] {
  const bases: number[] = []
  let base = first
  for (const count of bits) {
    bases.push(base)
    base += 2 ** count
  }
  return bases
}

/** Where a block is put together: what came before, and how much of it may be repeated. */
export interface BlockOutput {
  /** Room for {@link MAX_BLOCK} bytes behind `length`. */
  readonly bytes: Uint8Array
  length: number
  /** First byte that is within the window. */
  readonly windowStart: number
}

/** Reads the sequences in `[at, end)` and writes what they and the literals say. Source: RFC 8878, 3.1.1.3.2 and 3.1.1.4.
 *  @throws FormatError */
export function readSequences(
  bytes: Uint8Array,
  options: { at: number; end: number; state: SequenceState; literals: Uint8Array; output: BlockOutput },
): void {
  const { end, state, literals, output } = options
  const limit = output.length + MAX_BLOCK
  let at = options.at
  const head = bytes[at++]
  if (head === undefined || at > end) throw tooEarly()
  let count = head
  if (head >= 128) {
    const isLong = head === 255
    if (at + (isLong ? 2 : 1) > end) throw tooEarly()
    count = isLong ? bytes[at]! + bytes[at + 1]! * 256 + 0x7f00 : ((head - 128) << 8) + bytes[at]!
    at += isLong ? 2 : 1
  }
  let used = 0
  if (count > 0) {
    if (at >= end) throw tooEarly()
    const modes = bytes[at++]!
    const take = (mode: number, codes: Codes, before: FseTable | null) => {
      const described = readTable(bytes, { at, end, mode: mode & 3, codes, before })
      at = described.end
      return described.table
    }
    state.literalLengths = take(modes >> 6, LITERAL_LENGTHS, state.literalLengths)
    state.offsets = take(modes >> 4, OFFSETS, state.offsets)
    state.matchLengths = take(modes >> 2, MATCH_LENGTHS, state.matchLengths)
    used = execute(new BackwardBits(bytes, at, end), { count, state, literals, output, limit })
  } else if (at !== end) throw tooEarly()
  const rest = literals.subarray(used)
  if (output.length + rest.length > limit) throw tooLarge()
  output.bytes.set(rest, output.length)
  output.length += rest.length
}

function readTable(
  bytes: Uint8Array,
  options: { at: number; end: number; mode: number; codes: Codes; before: FseTable | null },
): { table: FseTable; end: number } {
  const { at, end, mode, codes, before } = options
  if (mode === 0) return { table: codes.standard, end: at }
  if (mode === 2) return readFseTable(bytes, { at, end, ...codes })
  if (mode === 1) {
    const symbol = bytes[at]!
    if (at >= end || symbol > codes.maxSymbol)
      throw new FormatError('zstd', `no code has the number ${symbol}`)
    return { table: repeatTable(symbol), end: at + 1 }
  }
  if (before === null)
    throw new FormatError('zstd', 'a block uses the table of a block before it, and there is none')
  return { table: before, end: at }
}

/** Runs the sequences; returns the literals they took. */
function execute(
  bits: BackwardBits,
  options: {
    count: number
    state: SequenceState
    literals: Uint8Array
    output: BlockOutput
    limit: number
  },
): number {
  const { count, state, literals, output, limit } = options
  const [lengths, offsets, matches] = [state.literalLengths!, state.offsets!, state.matchLengths!]
  let lengthState = bits.read(lengths.log)
  let offsetState = bits.read(offsets.log)
  let matchState = bits.read(matches.log)
  const target = output.bytes
  let at = output.length
  let used = 0
  for (let i = count; i > 0; i--) {
    const offsetCode = offsets.symbol[offsetState]!
    const offsetValue = POWERS[offsetCode]! + bits.read(offsetCode)
    const matchCode = matches.symbol[matchState]!
    const match = MATCH_BASE[matchCode]! + bits.read(MATCH_BITS[matchCode]!)
    const lengthCode = lengths.symbol[lengthState]!
    const length = LITERAL_BASE[lengthCode]! + bits.read(LITERAL_BITS[lengthCode]!)
    const offset = recentOffset(state.recent, offsetValue, length)
    if (i > 1) {
      lengthState = lengths.base[lengthState]! + bits.read(lengths.bits[lengthState]!)
      matchState = matches.base[matchState]! + bits.read(matches.bits[matchState]!)
      offsetState = offsets.base[offsetState]! + bits.read(offsets.bits[offsetState]!)
    }
    if (bits.left < 0 || used + length > literals.length) throw tooEarly()
    if (at + length + match > limit) throw tooLarge()
    for (let end = used + length; used < end; ) target[at++] = literals[used++]!
    const from = at - offset
    if (from < output.windowStart) throw new FormatError('zstd', 'a block repeats what is before its window')
    if (offset >= match) target.copyWithin(at, from, from + match)
    else for (let k = 0; k < match; k++) target[at + k] = target[from + k]!
    at += match
  }
  if (bits.left !== 0) throw new FormatError('zstd', 'the sequences of a block do not end where they should')
  output.length = at
  return used
}

/** The offset that a value stands for: one of the last three, or a new one; those are kept up. */
function recentOffset(recent: [number, number, number], value: number, literalLength: number): number {
  if (value > 3) {
    const offset = value - 3
    recent[2] = recent[1]
    recent[1] = recent[0]
    recent[0] = offset
    return offset
  }
  const index = value - 1 + (literalLength === 0 ? 1 : 0)
  const offset = index === 3 ? recent[0] - 1 : recent[index]!
  if (offset <= 0) throw new FormatError('zstd', 'an offset of 0')
  if (index > 1) recent[2] = recent[1]
  if (index > 0) recent[1] = recent[0]
  recent[0] = offset
  return offset
}

function tooEarly(): FormatError {
  return new FormatError('zstd', 'the sequences of a block end too early')
}

function tooLarge(): FormatError {
  return new FormatError('zstd', `a block becomes more than ${MAX_BLOCK} bytes`)
}
