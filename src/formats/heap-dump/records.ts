import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'

/** Name in messages. */
export const FORMAT = 'heap-dump'
const VERSION = 1
const HEAD = 16

/** One record of a dump; README.md lists them. */
export interface DumpRecord {
  readonly tag: string
  readonly number: number
  /** Begins at a multiple of 8. */
  readonly payload: Uint8Array<ArrayBuffer>
  /** Where in the file the record begins. */
  readonly offset: number
}

/**
 * The records of a dump as its bytes arrive. A record that the end of the file cuts off ends them. What a record takes of
 * memory is what has arrived of it. @throws FormatError, UnsupportedVersionError.
 */
export async function* dumpRecords(
  chunks: AsyncIterable<Uint8Array>,
  onProgress?: (bytes: number) => void,
): AsyncGenerator<DumpRecord> {
  const source = new ByteSource(chunks, onProgress)
  const magic = await source.take(HEAD)
  if (magic === null || text(magic, 8) !== 'PYROHEAP') {
    throw new FormatError(FORMAT, 'expected "PYROHEAP"', { offset: 0 })
  }
  const version = new DataView(magic.buffer).getUint32(8, true)
  if (version !== VERSION) throw new UnsupportedVersionError(FORMAT, String(version), String(VERSION))
  for (;;) {
    const offset = source.offset
    const head = await source.take(HEAD)
    if (head === null) return
    const view = new DataView(head.buffer)
    const size = view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32
    if (size % 8 !== 0) throw new FormatError(FORMAT, 'expected a length that is a multiple of 8', { offset })
    const payload = await source.take(size)
    if (payload === null) return
    yield { tag: text(head, 4), number: view.getUint32(4, true), payload, offset }
  }
}

function text(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length))
}

/** Bytes that arrive in pieces, taken in other pieces. */
class ByteSource {
  offset = 0
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #onProgress: ((bytes: number) => void) | undefined
  #rest: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>, onProgress?: (bytes: number) => void) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#onProgress = onProgress
  }

  /** The next `size` bytes in memory of their own; null when there are not so many. */
  async take(size: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const pieces: Uint8Array[] = []
    let missing = size
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#chunks.next()
        if (done === true) return null
        this.#rest = value
        continue
      }
      const piece = this.#rest.subarray(0, missing)
      pieces.push(piece)
      this.#rest = this.#rest.subarray(piece.length)
      missing -= piece.length
    }
    const whole = new Uint8Array(size)
    let at = 0
    for (const piece of pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    this.offset += size
    this.#onProgress?.(this.offset)
    return whole
  }
}
