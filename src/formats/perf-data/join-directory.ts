import { FormatError } from '../../base/errors.ts'
import { readFileHeader, readMagic } from './file-header.ts'
import { type Block, blockOf, FORMAT, number64 } from './perf-bytes.ts'
import { RecordType } from './record-types.ts'

/** Where the head says how many bytes of records there are, and which features: one bit each. */
const DATA_SIZE = 48
const FEATURES = 72
/** "The records lie in a directory", and what it is in the head's bits. */
const DIRECTORY = 24
const RECORD_HEAD = 8
const TABLE_ENTRY = 16

/**
 * The one file that `perf record` without `--threads` would have written: `data` of the directory with the records of
 * `data.0`, `data.1` … behind its own. The ends of rounds are left out, since each file has its own: all is put in order
 * at once. O(bytes). @throws FormatError when `data` is no file of perf, or a stream.
 */
export function joinPerfDirectory(data: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const magic = readMagic(data)
  if (magic === null || magic.isPipe) {
    throw new FormatError(FORMAT, 'expected a file "data" with a head of 104 bytes in the directory')
  }
  const block = blockOf(data, magic.isLittle)
  const { data: records, features } = readFileHeader(block)
  const start = records.offset
  const end = start + records.size
  const pieces = [data.subarray(start, end), ...parts].flatMap(piece =>
    withoutRounds(blockOf(piece, magic.isLittle)),
  )
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  // Without its own entry the table of features is shorter by one.
  const hasEntry = features.has(DIRECTORY)
  const tableEnd = end + TABLE_ENTRY * features.size
  const shift = size - records.size - (hasEntry ? TABLE_ENTRY : 0)
  const joined = new Uint8Array(data.length + shift)
  joined.set(data.subarray(0, start))
  let at = start
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  const { view } = blockOf(joined, magic.isLittle)
  view.setBigUint64(DATA_SIZE, BigInt(size), magic.isLittle)
  for (const [feature, section] of [...features].sort(([a], [b]) => a - b)) {
    if (feature === DIRECTORY) continue
    const offset = section.offset >= tableEnd ? section.offset + shift : section.offset
    view.setBigUint64(at, BigInt(offset), magic.isLittle)
    view.setBigUint64(at + 8, BigInt(section.size), magic.isLittle)
    at += TABLE_ENTRY
  }
  joined.set(data.subarray(tableEnd), at)
  if (hasEntry) clearFeature(blockOf(joined, magic.isLittle), DIRECTORY)
  return joined
}

/** Directories are newer than sets of features in words of 32 bits on the machines that still make them. */
function clearFeature({ bytes, view, isLittle }: Block, feature: number): void {
  const word = FEATURES + 8 * (feature >> 6)
  const bits = view.getBigUint64(word, isLittle) & ~(1n << BigInt(feature & 63))
  if (word + 8 <= bytes.length) view.setBigUint64(word, bits, isLittle)
}

function withoutRounds({ bytes, view, isLittle }: Block): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let from = 0
  let at = 0
  while (at + RECORD_HEAD <= bytes.length) {
    const type = view.getUint32(at, isLittle)
    let size = view.getUint16(at + 6, isLittle)
    // A piece of a hardware trace follows its record, whose size does not count it.
    if (type === RecordType.auxtrace && at + 16 <= bytes.length)
      size += number64({ bytes, view, isLittle }, at + 8)
    // What follows a broken record is left to the reader of the file.
    if (size < RECORD_HEAD || at + size > bytes.length) break
    if (type === RecordType.finishedRound) {
      pieces.push(bytes.subarray(from, at))
      from = at + size
    }
    at += size
  }
  pieces.push(bytes.subarray(from))
  return pieces
}
