import { LimitError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import { readWith } from './read-with.ts'
import { detectFormat } from './registry.ts'
import { MAX_BYTES, unknownFormat } from './unknown-format.ts'
import { detectWrapper, MAX_WRAPPERS, type Wrapper } from './wrapper.ts'

const HEAD = 1 << 16

/** Where bytes come from. */
export interface ByteSource {
  /** For titles, detection and messages; null for standard input. */
  readonly name: string | null
  /** Bytes in all, null when that is not known before they are read. */
  readonly size: number | null
  readonly chunks: AsyncIterable<Uint8Array>
  /** All bytes, where they are there already. */
  readonly whole?: Uint8Array
}

/** Takes one wrapper off bytes as they arrive. @throws FormatError, LimitError. */
export type Unwrap = (chunks: AsyncIterable<Uint8Array>, wrapper: Wrapper) => AsyncIterable<Uint8Array>

/**
 * Reads recordings out of bytes as they arrive: takes gzip, zstd and bzip2 off (`unwrap` is the platform's way to do so),
 * finds the format by the content, reads.
 * @throws UnknownFormatError, FormatError, UnsupportedVersionError, LimitError.
 */
export async function readStream(source: ByteSource, unwrap: Unwrap): Promise<readonly Recording[]> {
  let peeked = await peek(source.chunks, HEAD)
  let size = source.size
  let wrappers = 0
  for (let wrapper = detectWrapper(peeked.head); wrapper !== null; wrapper = detectWrapper(peeked.head)) {
    if (++wrappers > MAX_WRAPPERS) {
      throw new LimitError(wrapper, `the input is wrapped more than ${MAX_WRAPPERS} times`)
    }
    peeked = await peek(unwrap(peeked.chunks, wrapper), HEAD)
    size = null
  }
  const detection = detectFormat(peeked.head, source.name)
  if (detection?.format.read === undefined) {
    await peeked.close()
    throw unknownFormat(peeked.head, source.name)
  }
  const { chunks } = peeked
  return readWith(detection.format, {
    name: source.name,
    size,
    chunks: () => chunks,
    bytes: async () =>
      (wrappers === 0 ? source.whole : undefined) ?? collect(chunks, size, detection.format.id),
  })
}

/** All bytes as one array. */
async function collect(
  chunks: AsyncIterable<Uint8Array>,
  size: number | null,
  format: string,
): Promise<Uint8Array> {
  let whole = new Uint8Array(size ?? 1 << 20)
  let length = 0
  for await (const chunk of chunks) {
    if (length + chunk.length > whole.length) {
      if (length + chunk.length > MAX_BYTES) {
        throw new LimitError(
          format,
          `the input is larger than ${MAX_BYTES} bytes, which this format needs at once`,
        )
      }
      const larger = new Uint8Array(Math.min(MAX_BYTES, Math.max(2 * whole.length, length + chunk.length)))
      larger.set(whole.subarray(0, length))
      whole = larger
    }
    whole.set(chunk, length)
    length += chunk.length
  }
  return length === whole.length ? whole : whole.subarray(0, length)
}

interface Peeked {
  readonly head: Uint8Array
  /** The same bytes again from their start. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Ends the source without reading on. */
  close(): Promise<void>
}

/** Reads the first `size` bytes ahead. */
async function peek(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let length = 0
  let isAtEnd = false
  while (length < size && !isAtEnd) {
    const next = await iterator.next()
    if (next.done === true) isAtEnd = true
    else if (next.value.length > 0) {
      pieces.push(next.value)
      length += next.value.length
    }
  }
  const head = new Uint8Array(Math.min(size, length))
  let at = 0
  for (const piece of pieces) {
    head.set(piece.subarray(0, head.length - at), at)
    at = Math.min(head.length, at + piece.length)
  }
  const close = async () => {
    await iterator.return?.()
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) yield piece
      while (!isAtEnd) {
        const next = await iterator.next()
        if (next.done === true) isAtEnd = true
        else yield next.value
      }
    } finally {
      await close()
    }
  }
  return { head, chunks: again(), close }
}
