import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { GoComments } from '../decoding/gperftools/go-comments.ts'
import { isMapTitle } from '../decoding/gperftools/memory-map.ts'
import { addJavaSymbol, addRawSymbol } from '../decoding/gperftools/symbols.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { ContentionBuilder } from './contention-builder.ts'

const FORMAT = 'gperftools-contention'
const AT = 64
/** Figures before the `@` of a row take no more. */
const LONGEST_FIGURES = 60

const TITLE = /^--- *(?:contention|mutex|Stacks)/
const ATTRIBUTE = /^\s*([A-Za-z][A-Za-z /]*?) *= *(\S+)/

/**
 * Reads contention profiles: how often and how long threads waited for locks, by stack. Figures are scaled up by the
 * sampling period and cycles become nanoseconds by the file's clock rate.
 * Source: google/pprof profile/legacy_profile.go and legacy_java_profile.go, gperftools src/pprof (2.10), Go runtime/pprof
 * (1.22). @throws FormatError when there is no title, LimitError.
 */
export async function readContention(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const builder = new ContentionBuilder(FORMAT)
  const comments = new GoComments(builder.symbols)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let part: 'start' | 'symbols' | 'rows' | 'map' = 'start'
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (part === 'rows' && addRow(bytes, start, end)) return
      const text = decoder.decode(bytes.subarray(start, end))
      if (part === 'map') builder.map.add(text)
      else if (isMapTitle(text)) part = 'map'
      else if (TITLE.test(text)) part = 'rows'
      else if (/^--- *symbol/.test(text)) {
        part = 'symbols'
        builder.isLowered = true
      } else if (part === 'symbols') addRawSymbol(text, builder.symbols)
      else if (part === 'rows') addText(text, line)
    },
  })
  if (part === 'start' || part === 'symbols') {
    throw new FormatError(FORMAT, 'expected "--- contentionz 1 ---" or "--- mutex:", found neither', {
      line: 1,
    })
  }
  comments.end()
  return [builder.finish(input.name)]

  /** A row `cycles count @ 0x1 0x2`; old ones have no count. */
  function addRow(bytes: Uint8Array, start: number, end: number): boolean {
    const at = bytes.subarray(start, Math.min(end, start + LONGEST_FIGURES)).indexOf(AT)
    if (at === -1) return false
    const figures = /^\s*(\d{1,20})(?:\s+(\d{1,20}))?\s+$/.exec(
      decoder.decode(bytes.subarray(start, start + at)),
    )
    if (figures === null) return false
    comments.end()
    builder.addRow(
      Number(figures[1]),
      Number(figures[2] ?? 1),
      builder.stacks.ofText(bytes, start + at + 1, end),
    )
    return true
  }

  function addText(text: string, line: number): void {
    if (text.trim() === '' || comments.add(text) || text.startsWith('#')) return
    if (builder.isJava && addJavaSymbol(text, builder.symbols)) return
    const attribute = ATTRIBUTE.exec(text)
    if (attribute !== null && builder.addAttribute(attribute[1]!, attribute[2]!)) return
    if (builder.map.add(text) || text.startsWith('---')) return
    builder.warnings.atLine(
      'unreadable-lines',
      'Lines that are neither figures with a stack nor known otherwise were left out.',
      line,
    )
  }
}
