import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { decodeHead, forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { LogReader } from './log-reader.ts'
import { readPreprocessed } from './preprocessed.ts'

const FORMAT = 'v8log'
/** The lines that matter begin like this; the rest (memory, inline caches, sources) is most of some logs. */
const TAGS = [
  'code-creation',
  'code-move',
  'code-delete',
  'tick',
  'shared-library',
  'profiler',
  'v8-version',
  'v8-platform',
]
const FIRST_LETTERS = new Set(TAGS.map(tag => tag.charCodeAt(0)))

/**
 * Reads the log of V8's sampling profiler: ticks whose addresses are looked up in the code that lay there at that moment. Code
 * of programs and of V8 is named; addresses in binaries stay addresses, with the binary. The JSON that Node.js makes of a log is
 * read too. O(lines). Source: V8 `src/logging/log.cc`, `tools/tickprocessor.mjs`. @throws FormatError, LimitError.
 */
export async function readV8log(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const { head, chunks } = await peek(input)
  if (/^\s*\{/.test(decodeHead(head))) return [readPreprocessed(await collect(chunks), input.name)]
  const shared = new SharedBuilder()
  const reader = new LogReader(shared)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(chunks, {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (start === end || !FIRST_LETTERS.has(bytes[start]!)) return
      const tag = decoder.decode(bytes.subarray(start, Math.min(end, start + 16)))
      if (TAGS.some(known => tag.startsWith(known)))
        reader.line(decoder.decode(bytes.subarray(start, end)), line)
    },
  })
  if (!reader.isLog)
    throw new FormatError(FORMAT, 'expected lines of a V8 log ("code-creation,…"), found none')
  const { parts, meta } = reader.finish()
  return [importedRecording({ format: FORMAT, file: input.name }, meta, { shared, ...parts })]
}

/** Looks at the first bytes without losing them. */
async function peek(input: FormatInput): Promise<{ head: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = input.chunks()[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = first.done === true ? new Uint8Array(0) : first.value
  async function* again(): AsyncGenerator<Uint8Array> {
    yield head
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  }
  return { head, chunks: again() }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of chunks) pieces.push(piece)
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
