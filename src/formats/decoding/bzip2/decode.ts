import { BitReader } from './bit-reader.ts'
import { readBlock } from './read-block.ts'
import { UnwindRuns } from './unwind-runs.ts'

const BLOCK_HIGH = 0x314159
const BLOCK_LOW = 0x265359
const END_HIGH = 0x177245
const END_LOW = 0x385090

/**
 * The bytes that bzip2 (1.0, one stream or several after each other) packed, block by block; every checksum is checked.
 * Memory: the input and about 5 MB. Source: J. Seward's bzip2 1.0 and J. Tsai's "BZIP2 format specification".
 * @throws FormatError when the data is broken or cut off.
 */
export function* decodeBzip2(bytes: Uint8Array): Generator<Uint8Array> {
  let offset = 0
  do {
    const reader = new BitReader(bytes, offset)
    if (reader.bits(24) !== 0x425a68) reader.fail('expected "BZh"')
    const level = reader.bits(8) - 0x30
    if (level < 1 || level > 9) reader.fail('expected a block size from 1 to 9')
    yield* decodeStream(reader, 100_000 * level)
    reader.align()
    offset = reader.offset
    // What follows a stream is another stream, or padding that bzip2 ignores too.
  } while (bytes[offset] === 0x42 && bytes[offset + 1] === 0x5a && bytes[offset + 2] === 0x68)
}

function* decodeStream(reader: BitReader, blockSize: number): Generator<Uint8Array> {
  const pointers = new Uint32Array(blockSize)
  let combined = 0
  for (;;) {
    const high = reader.bits(24)
    const low = reader.bits(24)
    if (high === END_HIGH && low === END_LOW) break
    if (high !== BLOCK_HIGH || low !== BLOCK_LOW) reader.fail('expected a block')
    const expected = reader.word()
    const { length, origin } = readBlock(reader, pointers)
    const runs = new UnwindRuns(pointers, length, origin)
    yield* runs.pieces()
    if (runs.checksum !== expected) reader.fail('a block does not match its checksum')
    combined = (((combined << 1) | (combined >>> 31)) ^ expected) >>> 0
  }
  if (reader.word() !== combined) reader.fail('the data does not match its checksum')
}
