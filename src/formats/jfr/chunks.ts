import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { FORMAT, JfrReader } from './jfr-reader.ts'

/** A chunk: a piece of a recording with all that it needs to be read. Times in nanoseconds since 1970. */
export interface Chunk {
  /** Offsets of its first byte and of the first byte after it. */
  readonly start: number
  readonly end: number
  readonly metadata: number
  readonly startTime: bigint
  readonly duration: number
  readonly startTicks: number
  readonly ticksPerSecond: number
  readonly isCompressed: boolean
}

/** Bytes of the header of a chunk: behind it begin the events. */
export const HEADER = 68
const NEWEST = 2

/** The chunks of a file; `isCutOff` when the last one was not finished. @throws FormatError, UnsupportedVersionError */
export function readChunks(bytes: Uint8Array): { chunks: Chunk[]; isCutOff: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < HEADER) {
      if (at === 0) throw new FormatError(FORMAT, 'the file ends within its header', { offset: bytes.length })
      return { chunks, isCutOff: true }
    }
    if (view.getUint32(at) !== 0x464c5200) {
      if (at === 0) throw new FormatError(FORMAT, 'expected a chunk, which begins with "FLR"', { offset: at })
      return { chunks, isCutOff: true }
    }
    const major = view.getUint16(at + 4)
    if (major < 1 || major > NEWEST) {
      throw new UnsupportedVersionError(
        FORMAT,
        `${major}.${view.getUint16(at + 6)}`,
        '1 and 2 (Java 9 and later, 8u262)',
      )
    }
    const size = Number(view.getBigInt64(at + 8))
    const metadata = Number(view.getBigInt64(at + 24))
    const ticksPerSecond = Number(view.getBigInt64(at + 56))
    // A chunk that is still being written has neither size nor metadata.
    if (
      size < HEADER ||
      size > bytes.length - at ||
      metadata < HEADER ||
      metadata >= size ||
      ticksPerSecond <= 0
    ) {
      return { chunks, isCutOff: true }
    }
    chunks.push({
      start: at,
      end: at + size,
      metadata: at + metadata,
      startTime: view.getBigInt64(at + 32),
      duration: Number(view.getBigInt64(at + 40)),
      startTicks: Number(view.getBigInt64(at + 48)),
      ticksPerSecond,
      isCompressed: (view.getInt32(at + 64) & 1) !== 0,
    })
    at += size
  }
  return { chunks, isCutOff: false }
}

/** Calls `each` for every event of a chunk with its type; the reader stands behind the type and ends with the event. */
export function forEachEvent(
  bytes: Uint8Array,
  chunk: Chunk,
  each: (type: number, reader: JfrReader) => void,
): void {
  const { isCompressed } = chunk
  const reader = new JfrReader(bytes, { isCompressed, at: chunk.start + HEADER, end: chunk.end })
  while (reader.at < chunk.end) {
    const start = reader.at
    reader.end = chunk.end
    const size = reader.int()
    if (!(size > reader.at - start && size <= chunk.end - start)) {
      throw new FormatError(FORMAT, `expected an event, found a size of ${size} bytes`, { offset: start })
    }
    reader.end = start + size
    each(reader.long(), reader)
    reader.at = start + size
  }
}
