import { FormatError, LimitError } from '../../base/errors.ts'
import { giveBack } from '../../base/lent-bytes.ts'
import type { Recording } from '../../model/recording.ts'
import type { ReadOptions } from '../format.ts'
import { type Detection, detectFormat, detectFormats } from '../registry.ts'
import { readWith } from './read-with.ts'
import { MAX_BYTES, unknownFormat } from './unknown-format.ts'
import { detectWrapper, MAX_WRAPPERS, type Wrapper } from './wrapper.ts'

const HEAD = 1 << 16
/** Formats that are this much less sure of an input than the surest are not tried. */
const MARGIN = 0.3

/** Bytes that one wrapped byte of a profile stands for, mostly less. */
const LIKELY_RATIO = 4

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
export async function readStream(
  source: ByteSource,
  unwrap: Unwrap,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
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
  const { head, chunks } = peeked
  const surest = detectFormat(head, source.name)
  if (surest === null) {
    await peeked.close()
    throw unknownFormat(head, source.name)
  }
  const whole = head.length < HEAD ? head : wrappers === 0 ? source.whole : undefined
  try {
    const input = {
      name: source.name,
      size,
      chunks: () => (whole === undefined ? chunks : once(whole)),
      bytes: async () => whole ?? collect(chunks, surest.format.id, size ?? likelySize(source.size)),
    }
    return await readWith(surest.format, input, options)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    const others = detectFormats(head, source.name).filter(isLikely).slice(1)
    if (others.length === 0) throw error
    const read = whole === undefined ? null : await readAsAny(others, whole, source.name)
    if (read !== null) return read
    const tried = whole === undefined ? 'It could also be' : 'It was also tried as'
    error.hint ??= `${tried} ${others.map(({ format, confidence }) => `${format.id} (${confidence.toFixed(2)})`).join(', ')}`
    throw error
  }
}

/** What is much less sure than the first would make something of anything. */
function isLikely({ confidence }: Detection, i: number, [surest]: readonly Detection[]): boolean {
  return i === 0 || confidence >= surest!.confidence - MARGIN
}

/** Reads what may be of several formats with the first that can; null when none can. */
async function readAsAny(
  candidates: readonly Detection[],
  bytes: Uint8Array,
  name: string | null,
): Promise<readonly Recording[] | null> {
  for (const { format } of candidates) {
    try {
      const input = { name, size: bytes.length, chunks: () => once(bytes), bytes: async () => bytes }
      return await readWith(format, input)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
    }
  }
  return null
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** What an input of a size may unwrap to: memory that is set aside but not used costs nothing. */
function likelySize(wrapped: number | null): number {
  return Math.max(1 << 20, Math.min(MAX_BYTES, LIKELY_RATIO * (wrapped ?? 0)))
}

/** All bytes as one array, which has room for `size` at first. */
async function collect(chunks: AsyncIterable<Uint8Array>, format: string, size: number): Promise<Uint8Array> {
  let whole = new Uint8Array(size)
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
    giveBack(chunk)
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
