import type { Recording } from '../../model/recording.ts'
import { decodeHead, forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { GoCountReader } from './go-counts.ts'
import { GoTraceReader } from './go-traces.ts'
import type { ThreadTextReader } from './text-reader.ts'
import { ThreadzReader } from './threadz.ts'

const FORMAT = 'gperftools-thread'

/** How far a beginning is looked at to tell the texts apart. */
const HEAD = 1 << 16

/**
 * Reads the stacks of all threads at one moment: Google's /threadz, Go's count profiles (`goroutine profile: total 8`) and
 * Go's stack traces (`goroutine 1 [running]:`).
 * Source: google/pprof profile/legacy_profile.go, Go runtime/pprof and runtime/traceback.go (1.22).
 * @throws FormatError, LimitError.
 */
export async function readThreads(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  let reader: ThreadTextReader | null = null
  const chosen = {
    chunks: input.chunks(),
    onHead: (head: Uint8Array) => (reader = readerOf(decodeHead(head))),
  }
  await forEachLine(withHead(chosen), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader!.line(bytes, start, end, line),
  })
  return [(reader ?? new ThreadzReader(FORMAT)).finish(input.name)]
}

function readerOf(head: string): ThreadTextReader {
  if (/^\s*(?:#.*\n\s*)*\w+ profile: total \d/.test(head)) return new GoCountReader(FORMAT)
  return /^\s*--- /.test(head) ? new ThreadzReader(FORMAT) : new GoTraceReader(FORMAT)
}

/** Hands over the beginning before the pieces go on. */
async function* withHead(options: {
  chunks: AsyncIterable<Uint8Array>
  onHead: (head: Uint8Array) => void
}): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  for await (const chunk of options.chunks) {
    if (head === null) {
      yield chunk
      continue
    }
    const both: Uint8Array = new Uint8Array(head.length + chunk.length)
    both.set(head)
    both.set(chunk, head.length)
    head = both
    if (head.length < HEAD) continue
    options.onHead(head)
    yield head
    head = null
  }
  if (head !== null && head.length > 0) {
    options.onHead(head)
    yield head
  }
}
