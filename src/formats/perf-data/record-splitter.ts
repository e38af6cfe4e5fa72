import { FormatError, LimitError } from '../../base/errors.ts'
import { ZstdStream } from '../decoding/zstd/zstd-stream.ts'
import { type Block, blockOf, FORMAT, number64 } from './perf-bytes.ts'
import { RecordType } from './record-types.ts'

/** Bytes before the content of a record: u32 type, u16 misc, u16 size. */
export const HEADER = 8

/** Bytes for one compressed byte that are believed (perf reaches 50 at its best), beyond what matters. */
const MAX_RATIO = 200
const FREE_BYTES = 2 ** 26

/** A record in its bytes: `[start, end)` of `block`, header included. */
export interface RecordSink {
  record(type: number, block: Block, start: number, end: number): void
  /** The payload of TRACING_DATA, which stands behind its record in a stream. */
  tracingData(bytes: Uint8Array): void
}

/**
 * Cuts bytes that come in pieces of any size into records, and hands each on. Compressed records become the records in
 * them: one zstd stream over all of them, whose records may begin in one and end in the next. A record lies in one piece
 * and is valid as long as its block is held. Memory: one record and what was decompressed of it.
 */
export class RecordSplitter {
  readonly #sink: RecordSink
  readonly #isLittle: boolean
  #rest: Uint8Array[] = []
  #restLength = 0
  /** Bytes there must be before a record can be cut off. */
  #needed = HEADER
  /** Payload outside of records: bytes to come, and those of tracing data so far. */
  #payload = 0
  #tracing: Uint8Array[] | null = null
  /** Bytes before the piece that is being read, for the places errors name. */
  #consumed: number
  #inner: RecordSplitter | null = null
  #zstd: ZstdStream | null = null
  #compressed = 0
  #decompressed = 0

  readonly #isInner: boolean

  constructor(
    sink: RecordSink,
    { isLittle, offset = 0, isInner = false }: { isLittle: boolean; offset?: number; isInner?: boolean },
  ) {
    this.#sink = sink
    this.#isLittle = isLittle
    this.#consumed = offset
    this.#isInner = isInner
  }

  /** @throws FormatError when a record cannot be one, LimitError when compressed ones become too large. */
  push(piece: Uint8Array): void {
    if (this.#restLength + piece.length < this.#needed && this.#payload === 0) {
      if (piece.length > 0) this.#rest.push(piece)
      this.#restLength += piece.length
      return
    }
    const bytes = this.#restLength === 0 ? piece : concat([...this.#rest, piece])
    this.#rest = []
    this.#restLength = 0
    const block = blockOf(bytes, this.#isLittle)
    let at = 0
    while (at < bytes.length) {
      if (this.#payload > 0) {
        at += this.#takePayload(bytes, at)
        continue
      }
      const size = sizeAt(block, at)
      this.#needed = Math.max(size, HEADER)
      if (size > bytes.length - at || bytes.length - at < HEADER) break
      if (size < HEADER) {
        throw new FormatError(FORMAT, `expected a record, found a size of ${size} bytes`, {
          offset: this.#consumed + at,
        })
      }
      this.#read(block, at, at + size)
      at += size
    }
    this.#consumed += at
    if (at < bytes.length) {
      this.#rest = [bytes.subarray(at)]
      this.#restLength = bytes.length - at
    } else this.#needed = HEADER
  }

  /** Bytes that are left over and make no whole record: 0 where nothing was cut off. */
  get leftOver(): number {
    return this.#restLength + this.#payload + (this.#inner?.leftOver ?? 0)
  }

  #read(block: Block, start: number, end: number): void {
    const type = block.view.getUint32(start, block.isLittle)
    this.#sink.record(type, block, start, end)
    // No tool compresses twice, and nothing else bounds what would come out.
    if (this.#isInner) return
    if (type === RecordType.compressed) this.#decompress(block.bytes.subarray(start + HEADER, end))
    else if (type === RecordType.compressed2 && end - start >= HEADER + 8) {
      const length = Math.min(number64(block, start + HEADER), end - start - HEADER - 8)
      this.#decompress(block.bytes.subarray(start + HEADER + 8, start + HEADER + 8 + length))
    } else if (type === RecordType.auxtrace && end - start >= HEADER + 8) {
      this.#payload = number64(block, start + HEADER)
    } else if (type === RecordType.tracingData && end - start >= HEADER + 4) {
      const length = block.view.getUint32(start + HEADER, block.isLittle)
      this.#payload = Math.ceil(length / 8) * 8
      this.#tracing = []
    }
  }

  #decompress(bytes: Uint8Array): void {
    this.#inner ??= new RecordSplitter(this.#sink, { isLittle: this.#isLittle, isInner: true })
    const inner = this.#inner
    this.#zstd ??= new ZstdStream(piece => {
      this.#decompressed += piece.length
      if (this.#decompressed > FREE_BYTES && this.#decompressed > MAX_RATIO * this.#compressed) {
        throw new LimitError(FORMAT, `compressed records become more than ${MAX_RATIO} times their size`)
      }
      inner.push(piece)
    })
    this.#compressed += bytes.length
    this.#zstd.push(bytes)
  }

  /** Goes over the payload that starts at `at`; returns the bytes gone over. */
  #takePayload(bytes: Uint8Array, at: number): number {
    const length = Math.min(this.#payload, bytes.length - at)
    this.#payload -= length
    if (this.#tracing !== null) {
      this.#tracing.push(bytes.subarray(at, at + length))
      if (this.#payload === 0) {
        this.#sink.tracingData(concat(this.#tracing))
        this.#tracing = null
      }
    }
    return length
  }
}

/** The size of the record at `at`, 0 when not even its header is there. */
function sizeAt({ bytes, view, isLittle }: Block, at: number): number {
  if (bytes.length - at < HEADER) return 0
  const size = view.getUint16(at + 6, isLittle)
  const isSimpleperf = view.getUint32(at, isLittle) >= RecordType.firstOfSimpleperf
  return isSimpleperf ? view.getUint16(at + 4, isLittle) * 0x10000 + size : size
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
