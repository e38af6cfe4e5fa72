import { FormatError } from '../../../base/errors.ts'
import { decodeBlock } from './decode-block.ts'
import { XxHash32 } from './xxh32.ts'

const FORMAT = 'lz4'
const MAGIC = 0x184d2204
const HISTORY = 1 << 16

/** What the head of a frame says. */
interface FrameHead {
  readonly isLinked: boolean
  readonly hasBlockChecksums: boolean
  readonly hasContentChecksum: boolean
  readonly blockSize: number
  /** Where the first block stands. */
  readonly end: number
}

/** Whether bytes begin as an LZ4 frame does. */
export function isLz4(bytes: Uint8Array): boolean {
  return bytes[0] === 0x04 && bytes[1] === 0x22 && bytes[2] === 0x4d && bytes[3] === 0x18
}

/**
 * The bytes that LZ4 frames (one or several after each other; frames to skip are skipped) packed, block by block; every
 * checksum is checked. Pieces are the caller's to keep. Memory: the largest block and 64 KiB. LZ4 gives at most 255 bytes
 * for one. Source: Y. Collet, LZ4 frame format description 1.6.4.
 * @throws FormatError when the data is broken or cut off.
 */
export function* decodeLz4(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 0
  do {
    const magic = wordAt(view, offset)
    if (magic >>> 4 === 0x184d2a5) {
      offset += 8 + wordAt(view, offset + 4)
      continue
    }
    if (magic !== MAGIC) throw new FormatError(FORMAT, 'expected the magic number of a frame', { offset })
    offset = yield* decodeFrame(view, readHead(bytes, view, offset + 4))
  } while (offset < bytes.length)
}

/** Unpacks the blocks of a frame; returns where it ends. */
function* decodeFrame(view: DataView, head: FrameHead): Generator<Uint8Array, number> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const out = new Uint8Array(HISTORY + head.blockSize)
  const hash = head.hasContentChecksum ? new XxHash32() : null
  let history = 0
  let offset = head.end
  for (;;) {
    const word = wordAt(view, offset)
    offset += 4
    if (word === 0) break
    const size = word & 0x7fffffff
    if (size > head.blockSize || size > bytes.length - offset) {
      throw new FormatError(FORMAT, `expected a block of ${size} bytes`, { offset })
    }
    let end = history
    if (word >>> 31 === 1) {
      out.set(bytes.subarray(offset, offset + size), history)
      end += size
    } else {
      const room = out.subarray(0, history + head.blockSize)
      end = decodeBlock(bytes, { start: offset, end: offset + size }, { out: room, at: history })
    }
    offset += size
    if (head.hasBlockChecksums) {
      const block = new XxHash32()
      block.update(bytes.subarray(offset - size, offset))
      if (wordAt(view, offset) !== block.digest()) {
        throw new FormatError(FORMAT, 'a block does not match its checksum', { offset })
      }
      offset += 4
    }
    hash?.update(out.subarray(history, end))
    yield out.slice(history, end)
    if (!head.isLinked) continue
    const kept = Math.min(HISTORY, end)
    out.copyWithin(0, end - kept, end)
    history = kept
  }
  if (hash === null) return offset
  if (wordAt(view, offset) !== hash.digest()) {
    throw new FormatError(FORMAT, 'the data does not match its checksum', { offset })
  }
  return offset + 4
}

/** Reads what follows the magic number, at `start`. */
function readHead(bytes: Uint8Array, view: DataView, start: number): FrameHead {
  const [flags = 0, sizes = 0] = bytes.subarray(start, start + 2)
  const fail = (expected: string): never => {
    throw new FormatError(FORMAT, `expected ${expected}`, { offset: start })
  }
  if (flags >>> 6 !== 1) fail('version 1 of the frame format')
  const size = (sizes >>> 4) & 7
  if (size < 4) fail('a block size from 4 to 7')
  if ((flags & 1) !== 0) fail('a frame without a dictionary')
  const checked = start + 2 + ((flags & 8) === 0 ? 0 : 8)
  if (checked >= bytes.length) fail('the head of a frame')
  const hash = new XxHash32()
  hash.update(bytes.subarray(start, checked))
  if (((hash.digest() >>> 8) & 0xff) !== view.getUint8(checked)) fail('a head that matches its checksum')
  return {
    isLinked: (flags & 0x20) === 0,
    hasBlockChecksums: (flags & 0x10) !== 0,
    hasContentChecksum: (flags & 4) !== 0,
    blockSize: 1 << (8 + 2 * size),
    end: checked + 1,
  }
}

function wordAt(view: DataView, offset: number): number {
  if (offset + 4 > view.byteLength) {
    throw new FormatError(FORMAT, 'expected 4 bytes, found the end of the input', { offset: view.byteLength })
  }
  return view.getUint32(offset, true)
}
