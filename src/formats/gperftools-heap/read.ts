import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { HeapBuilder } from './heap-builder.ts'
import { type HeapFigures, parseFigures, skipSpace } from './parse-row.ts'
import { HeapText } from './text.ts'

const FORMAT = 'gperftools-heap'
const AT = 64

/**
 * Reads heap profiles of gperftools, jemalloc, Go (`debug=1`) and Java: memory in use and allocated by allocation site, heap
 * growth, fragmentation. Sampled profiles get what their samples stand for (estimated) beside the samples themselves.
 * Memory: the distinct stacks and the rows.
 * Source: gperftools src/heap-profile-table.cc and src/pprof (2.10), jemalloc 5.3 prof_data.c, google/pprof
 * profile/legacy_profile.go, Go runtime/pprof (1.22). @throws FormatError when there is no header, LimitError.
 */
export async function readGperftoolsHeap(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<Recording[]> {
  const builder = new HeapBuilder(FORMAT)
  const text = new HeapText(builder)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const figures: HeapFigures = { objects: 0, bytes: 0, allocatedObjects: 0, allocatedBytes: 0, end: 0 }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (text.isRows && addRow(bytes, start, end)) return
      if (text.isJava && addJavaRow(bytes, start, end)) return
      text.add(decoder.decode(bytes.subarray(start, end)), line)
    },
  })

  /** A row of a stack, or a stack on a line of its own, whose figures follow (jemalloc). */
  function addRow(bytes: Uint8Array, start: number, end: number): boolean {
    const first = skipSpace(bytes, start, end)
    if (bytes[first] === AT && first < end) {
      builder.beginStack(bytes, first + 1, end)
      return true
    }
    if (!parseFigures(bytes, first, end, figures)) return false
    const at = skipSpace(bytes, figures.end, end)
    if (bytes[at] !== AT || at >= end) return false
    builder.addRow(figures, builder.stackOf(bytes, at + 1, end))
    text.endComments()
    return true
  }

  /** A row of Java's: `bytes objects @ 0x1 0x2`. */
  function addJavaRow(bytes: Uint8Array, start: number, end: number): boolean {
    const at = bytes.subarray(start, end).indexOf(AT)
    if (at === -1 || at > 60) return false
    const match = /^\s*(\d{1,15})\s+(\d{1,15})\s+$/.exec(decoder.decode(bytes.subarray(start, start + at)))
    if (match === null) return false
    figures.objects = Number(match[2])
    figures.bytes = Number(match[1])
    figures.allocatedObjects = 0
    figures.allocatedBytes = 0
    builder.addRow(figures, builder.stackOf(bytes, start + at + 1, end))
    return true
  }

  if (!text.hasHeader) {
    throw new FormatError(
      FORMAT,
      'expected "heap profile: objects: bytes [objects: bytes] @ …", found none',
      { line: 1 },
    )
  }
  text.endComments()
  return [builder.finish(input.name)]
}
