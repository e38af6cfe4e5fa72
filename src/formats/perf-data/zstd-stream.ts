import { Decompress } from 'fzstd'
import { FormatError, LimitError } from '../../base/errors.ts'
import { FORMAT } from './perf-bytes.ts'

/** The largest window a decoder must have (level 22 of zstd). */
const MAX_WINDOW = 1 << 27
/** Bytes of window that may be moved, at all and for each compressed byte: the decoder moves its window with each block. */
const FREE_MOVES = 2 ** 33
const MOVES_PER_BYTE = 2 ** 14

/** Bytes for one compressed byte that are believed (perf reaches 50 at its best), beyond what matters. */
const MAX_RATIO = 200
const FREE_BYTES = 2 ** 26

type Part = 'frame' | 'block' | 'content' | 'checksum' | 'skipped'

/**
 * The one zstd stream that lies in the payloads of many records. It walks frames and blocks beside the decoder, to refuse
 * a window or a work that the bytes do not justify. Source: RFC 8878.
 */
export class ZstdStream {
  readonly #decoder: Decompress
  readonly #head: number[] = []
  #part: Part = 'frame'
  #left = 0
  #isLastBlock = false
  #hasChecksum = false
  #window = 0
  #moved = 0
  #compressed = 0
  #decompressed = 0

  /** `onData` gets what was decompressed: a piece that is the receiver's own. */
  constructor(onData: (bytes: Uint8Array) => void) {
    this.#decoder = new Decompress(piece => {
      this.#decompressed += piece.length
      // A piece may be a small part of a large buffer, which must not live as long as the records in it.
      if (piece.length > 0) onData(2 * piece.length < piece.buffer.byteLength ? piece.slice() : piece)
    })
  }

  /** @throws FormatError when the data is broken, LimitError when it becomes more than is believable. */
  push(bytes: Uint8Array): void {
    this.#compressed += bytes.length
    this.#walk(bytes)
    if (this.#moved > FREE_MOVES + MOVES_PER_BYTE * this.#compressed) {
      throw new LimitError(FORMAT, 'compressed records with so large a window in so small blocks')
    }
    try {
      this.#decoder.push(bytes)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new FormatError(FORMAT, `compressed records are broken (${reason})`, {}, cause)
    }
    if (this.#decompressed > FREE_BYTES && this.#decompressed > MAX_RATIO * this.#compressed) {
      throw new LimitError(FORMAT, `compressed records become more than ${MAX_RATIO} times their size`)
    }
  }

  #walk(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at)
        this.#left -= step
        at += step
        if (this.#left > 0) return
        this.#afterContent()
        continue
      }
      this.#head.push(bytes[at++]!)
      if (this.#part === 'frame') this.#frameHead()
      else this.#blockHead()
    }
  }

  #afterContent(): void {
    if (this.#part !== 'content') this.#part = 'frame'
    else if (!this.#isLastBlock) this.#part = 'block'
    else if (this.#hasChecksum) {
      this.#part = 'checksum'
      this.#left = 4
    } else this.#part = 'frame'
  }

  #frameHead(): void {
    const head = this.#head
    if (head.length < 5) return
    const magic = (head[0]! | (head[1]! << 8) | (head[2]! << 16) | (head[3]! << 24)) >>> 0
    if (magic >>> 4 === 0x184d2a5) {
      if (head.length < 8) return
      this.#left = (head[4]! | (head[5]! << 8) | (head[6]! << 16) | (head[7]! << 24)) >>> 0
      this.#part = this.#left === 0 ? 'frame' : 'skipped'
      head.length = 0
      return
    }
    if (magic !== 0xfd2fb528)
      throw new FormatError(FORMAT, 'compressed records do not begin with a zstd frame')
    const descriptor = head[4]!
    const isSingle = (descriptor & 32) !== 0
    const dictionary = [0, 1, 2, 4][descriptor & 3]!
    const content = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!
    if (head.length < 5 + (isSingle ? 0 : 1) + dictionary + content) return
    this.#window = isSingle ? contentSize(head.slice(5 + dictionary)) : windowSize(head[5]!)
    if (this.#window > MAX_WINDOW) {
      throw new LimitError(FORMAT, `compressed records ask for a window of ${this.#window} bytes`)
    }
    this.#hasChecksum = (descriptor & 4) !== 0
    this.#part = 'block'
    head.length = 0
  }

  #blockHead(): void {
    const head = this.#head
    if (head.length < 3) return
    const value = head[0]! | (head[1]! << 8) | (head[2]! << 16)
    const type = (value >> 1) & 3
    if (type === 3) throw new FormatError(FORMAT, 'compressed records hold a block of no known type')
    this.#isLastBlock = (value & 1) === 1
    this.#left = type === 1 ? 1 : value >> 3
    this.#moved += this.#window
    this.#part = 'content'
    head.length = 0
    if (this.#left === 0) this.#afterContent()
  }
}

function windowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}

function contentSize(bytes: readonly number[]): number {
  const size = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
  return bytes.length === 2 ? size + 256 : size
}
