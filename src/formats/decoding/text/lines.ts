import { LimitError } from '../../../base/errors.ts'
import { keptWith } from '../../../base/kept-with.ts'
import { giveBack } from '../../../base/lent-bytes.ts'

/** Gets one line: the bytes `[start, end)` of `bytes` in UTF-8 without its line end, valid during the call only. `line`
 *  counts from 1. */
export type LineHandler = (bytes: Uint8Array, start: number, end: number, line: number) => void

/** Bytes in pieces, at once or as they arrive. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

const MAX_LINE = 1 << 27
const LF = 10
const CR = 13
const SHORT_LINE = 24

/**
 * Splits text into lines and hands each to `handle`, in memory bounded by the longest line. A byte order mark is taken
 * off, UTF-16 (either order, by its mark) becomes UTF-8, CRLF counts as LF, and the last line need not end.
 * @throws LimitError when a line is longer than 128 MiB. `format` names the format in it.
 */
export async function forEachLine(
  chunks: Chunks,
  options: {
    format: string
    handle: LineHandler
    /** Asked after each line within a piece, for formats that know what follows: how many of the bytes `[start, end)`,
     *  whole lines with their ends, need not be handed out. They are not counted in `line`. */
    ahead?: (bytes: Uint8Array, start: number, end: number) => number
    onProgress?: ((bytesRead: number) => void) | undefined
  },
): Promise<void> {
  const { format, handle, ahead, onProgress } = options
  let bytesRead = 0
  let line = 1
  let carry: Uint8Array = new Uint8Array(0)
  let carried = 0
  const emit = (bytes: Uint8Array, start: number, end: number) => {
    handle(bytes, start, end > start && bytes[end - 1] === CR ? end - 1 : end, line++)
  }
  const keep = (bytes: Uint8Array) => {
    const needed = carried + bytes.length
    if (needed > MAX_LINE) throw new LimitError(format, `line ${line} is longer than ${MAX_LINE} bytes`)
    if (needed > carry.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * carry.length, 4096))
      larger.set(carry.subarray(0, carried))
      carry = larger
    }
    carry.set(bytes, carried)
    carried = needed
  }
  for await (const bytes of asUtf8(chunks, size => {
    bytesRead += size
    onProgress?.(bytesRead)
  })) {
    let start = 0
    if (carried > 0) {
      const first = bytes.indexOf(LF)
      if (first === -1) {
        keep(bytes)
        giveBack(bytes)
        continue
      }
      keep(bytes.subarray(0, first))
      emit(carry, 0, carried)
      carried = 0
      start = first + 1
    }
    for (;;) {
      const end = indexOfEnd(bytes, start)
      if (end === -1) break
      emit(bytes, start, end)
      start = end + 1
      if (ahead !== undefined) start += ahead(bytes, start, bytes.length)
    }
    if (start < bytes.length) keep(bytes.subarray(start))
    giveBack(bytes)
  }
  if (carried > 0) emit(carry, 0, carried)
}

/** The next line end, -1 if there is none. The built-in search is quick over long lines and slow to begin. */
function indexOfEnd(bytes: Uint8Array, start: number): number {
  const stop = Math.min(start + SHORT_LINE, bytes.length)
  for (let at = start; at < stop; at++) if (bytes[at] === LF) return at
  return bytes.indexOf(LF, stop)
}

/** The same text as UTF-8 without a byte order mark, piece by piece. `onRead` is told the size of each piece read. */
export async function* asUtf8(chunks: Chunks, onRead: (size: number) => void): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  let decode: ((bytes?: Uint8Array) => Uint8Array) | null = null
  for await (const chunk of chunks) {
    onRead(chunk.length)
    let bytes = chunk
    if (head !== null) {
      bytes = head.length === 0 ? chunk : concat(head, chunk)
      // A mark may be split between the first pieces.
      if (bytes.length < 3) {
        head = bytes
        continue
      }
      head = null
      const encoding = encodingOf(bytes)
      if (encoding === 'utf-8-mark') bytes = bytes.subarray(3)
      else if (encoding !== 'utf-8') decode = transcoder(encoding)
    }
    yield decode === null ? bytes : decode(bytes)
  }
  if (head !== null && head.length > 0 && encodingOf(head) === 'utf-8') yield head
  if (decode !== null) yield decode()
}

/** How text is encoded, by the mark at its start. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8-mark'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function transcoder(encoding: 'utf-16le' | 'utf-16be'): (bytes?: Uint8Array) => Uint8Array {
  const decoder = new TextDecoder(encoding)
  const encoder = new TextEncoder()
  return bytes =>
    encoder.encode(bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }))
}

/** The head of a text as a string in any of the encodings, its mark taken off; a character cut at the end is dropped. The bytes
 *  must not change afterwards: each format asks for the same head, which is decoded once. */
export const decodeHead = keptWith((head: Uint8Array): string => {
  const encoding = encodingOf(head)
  // Told that more may come, the decoder takes its time: UTF-8 is cut here.
  if (encoding.startsWith('utf-8')) return new TextDecoder().decode(withoutCutCharacter(head))
  return new TextDecoder(encoding).decode(head, { stream: true })
})

/** UTF-8 without the character at its end of which bytes are missing. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  let lead = bytes.length - 1
  while (lead > bytes.length - 4 && lead > 0 && (bytes[lead]! & 0xc0) === 0x80) lead--
  const first = bytes[lead] ?? 0
  const length = first < 0xc2 || first > 0xf4 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  return lead + length > bytes.length ? bytes.subarray(0, lead) : bytes
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
