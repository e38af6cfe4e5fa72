import { FormatError, LimitError, UnsupportedVersionError } from '../../../base/errors.ts'
import type { HuffmanTable } from './huffman-table.ts'
import { MAX_BLOCK, readLiterals } from './literals.ts'
import { newSequenceState, readSequences, type SequenceState } from './sequences.ts'

/** The largest window a decoder should have (level 22, or 27 in `--long`). */
const MAX_WINDOW = 1 << 27
const MAGIC = 0xfd2fb528
const SKIPPABLE = 0x184d2a5

/** Where the decoder is within its input. */
type Part = 'frame' | 'block' | 'checksum' | 'skipped'

/**
 * Decompresses zstd that comes in pieces of any size, block by block: frames one after the other, skippable ones between
 * them, frames that never end. Time is linear in what comes in and out; memory is the window as far as it was filled, and a
 * block. Checksums are not checked, dictionaries not supported. Source: RFC 8878.
 */
export class ZstdStream {
  readonly #onData: (bytes: Uint8Array) => void
  /** Input that makes no whole part yet. */
  #rest: Uint8Array[] = []
  #restLength = 0
  #needed = 5
  #part: Part = 'frame'
  #skip = 0
  #window = 0
  #hasChecksum = false
  #huffman: HuffmanTable | null = null
  #sequences: SequenceState = newSequenceState()
  /** What came out of the frame, as far as it may be repeated. */
  #history = new Uint8Array(0)
  #length = 0

  /** `onData` gets what came out: a copy of its own. */
  constructor(onData: (bytes: Uint8Array) => void) {
    this.#onData = onData
  }

  /** Whether the input ended between two frames. */
  get isComplete(): boolean {
    return this.#part === 'frame' && this.#restLength === 0
  }

  /** @throws FormatError when the data is broken, LimitError for a window of more than 128 MiB. */
  push(piece: Uint8Array): void {
    if (this.#part !== 'skipped' && this.#restLength + piece.length < this.#needed) {
      if (piece.length > 0) this.#rest.push(piece)
      this.#restLength += piece.length
      return
    }
    const bytes =
      this.#restLength === 0 ? piece : joined([...this.#rest, piece], this.#restLength + piece.length)
    let at = 0
    for (;;) {
      const taken = this.#take(bytes, at)
      if (taken === 0) break
      at += taken
    }
    this.#rest = at < bytes.length ? [bytes.subarray(at)] : []
    this.#restLength = bytes.length - at
  }

  /** Reads the part that begins at `at`; returns its bytes, 0 when it is not all there. */
  #take(bytes: Uint8Array, at: number): number {
    if (this.#part === 'skipped') {
      const step = Math.min(this.#skip, bytes.length - at)
      this.#skip -= step
      if (this.#skip === 0) this.#expect('frame', 5)
      return step
    }
    if (bytes.length - at < this.#needed) return 0
    if (this.#part === 'frame') return this.#frame(bytes, at)
    if (this.#part === 'block') return this.#block(bytes, at)
    this.#expect('frame', 5)
    return 4
  }

  #expect(part: Part, bytes: number): void {
    this.#part = part
    this.#needed = bytes
  }

  #frame(bytes: Uint8Array, at: number): number {
    const magic = number32(bytes, at)
    if (magic >>> 4 === SKIPPABLE) {
      if (bytes.length - at < 8) return this.#wait(8)
      this.#skip = number32(bytes, at + 4)
      this.#expect(this.#skip === 0 ? 'frame' : 'skipped', 5)
      return 8
    }
    if (magic !== MAGIC) throw new FormatError('zstd', 'expected the magic number of a frame')
    const descriptor = bytes[at + 4]!
    const isSingle = (descriptor & 32) !== 0
    const dictionary = [0, 1, 2, 4][descriptor & 3]!
    const content = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!
    const size = 5 + (isSingle ? 0 : 1) + dictionary + content
    if (bytes.length - at < size) return this.#wait(size)
    for (let i = 0; i < dictionary; i++) {
      if (bytes[at + size - content - 1 - i] !== 0)
        throw new UnsupportedVersionError('zstd', 'with a dictionary', 'none')
    }
    this.#window = isSingle ? contentSize(bytes, at + size - content, content) : windowSize(bytes[at + 5]!)
    if (this.#window > MAX_WINDOW) {
      throw new LimitError(
        'zstd',
        `asks for a window of ${this.#window} bytes, at most ${MAX_WINDOW} are kept`,
      )
    }
    this.#hasChecksum = (descriptor & 4) !== 0
    this.#huffman = null
    this.#sequences = newSequenceState()
    this.#length = 0
    this.#expect('block', 3)
    return size
  }

  #wait(needed: number): 0 {
    this.#needed = needed
    return 0
  }

  #block(bytes: Uint8Array, at: number): number {
    const head = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
    const type = (head >> 1) & 3
    const size = head >> 3
    if (type === 3 || size > MAX_BLOCK)
      throw new FormatError('zstd', 'a block of no known kind, or too large')
    const end = 3 + (type === 1 ? 1 : size)
    if (bytes.length - at < end) return this.#wait(end)
    const before = this.#makeRoom()
    if (type === 2) this.#decompress(bytes, at + 3, at + end)
    else {
      if (type === 0) this.#history.set(bytes.subarray(at + 3, at + end), before)
      else this.#history.fill(bytes[at + 3]!, before, before + size)
      this.#length = before + size
    }
    if (this.#length > before) this.#onData(this.#history.slice(before, this.#length))
    const isLast = (head & 1) === 1
    if (!isLast) this.#expect('block', 3)
    else if (this.#hasChecksum) this.#expect('checksum', 4)
    else this.#expect('frame', 5)
    return end
  }

  #decompress(bytes: Uint8Array, at: number, end: number): void {
    if (at === end) throw new FormatError('zstd', 'a compressed block of no bytes')
    const literals = readLiterals(bytes, { at, end, table: this.#huffman })
    this.#huffman = literals.table
    const windowStart = Math.max(0, this.#length - this.#window)
    const output = { bytes: this.#history, length: this.#length, windowStart }
    readSequences(bytes, { at: literals.end, end, state: this.#sequences, literals: literals.bytes, output })
    this.#length = output.length
  }

  /** Makes room for a block behind the window, and returns where it begins: each byte is moved a bounded number of times. */
  #makeRoom(): number {
    if (this.#length + MAX_BLOCK <= this.#history.length) return this.#length
    const kept = Math.min(this.#length, this.#window)
    if (2 * kept <= this.#length && kept + MAX_BLOCK <= this.#history.length) {
      this.#history.copyWithin(0, this.#length - kept, this.#length)
    } else {
      const larger = new Uint8Array(2 * kept + 2 * MAX_BLOCK)
      larger.set(this.#history.subarray(this.#length - kept, this.#length))
      this.#history = larger
    }
    this.#length = kept
    return kept
  }
}

function number32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

function windowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}

function contentSize(bytes: Uint8Array, at: number, length: number): number {
  let size = length === 2 ? 256 : 0
  for (let i = length - 1, scale = 256 ** i; i >= 0; i--, scale /= 256) size += bytes[at + i]! * scale
  return size
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
