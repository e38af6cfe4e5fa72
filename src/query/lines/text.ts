import { pythonExtent } from '../../analysis/functions/func-extent.ts'
import type { Recording } from '../../model/recording.ts'
import { type FuncIndex, FuncKind, type SourceIndex } from '../../model/tables.ts'

/** What lines of which source are shown, and what stands in them. */
export interface ShownLines {
  /** 1-based, rising: those with figures, and all of the func (or source) where its text is known. */
  readonly line: Int32Array
  /** Text of each without its newline, null where the source is not at hand. */
  readonly text: readonly string[] | null
}

/** The lines to show of a func (-1: of a whole source), of which `seen` have figures. A func of another language than Python is
 *  shown from its first line with figures to its last. `given` stands in for a text that the recording does not embed. */
export function shownLines(
  recording: Recording,
  of: {
    readonly func: FuncIndex
    readonly source: SourceIndex
    readonly seen: Int32Array
    readonly given: string | null
    /** Whether the source is another than the func's own. */
    readonly isInlined?: boolean
  },
): ShownLines {
  const text = sourceText(recording, of.source, of.given)
  if (text === null) return { line: lineNumbers(of.seen, null), text: null }
  const line = lineNumbers(of.seen, rangeOf(recording, { ...of, text, lines: of.seen }))
  return { line, text: Array.from(line, number => text[number - 1] ?? '') }
}

function sourceText({ shared }: Recording, source: SourceIndex, given: string | null): string[] | null {
  const embedded = source === -1 ? -1 : shared.sources.text[source]!
  const text = embedded === -1 ? given : shared.strings[embedded]!
  return text === null ? null : text.split(/\r\n|\n|\r/)
}

/** First and last line to show of a known text. */
function rangeOf(
  { shared }: Recording,
  of: { func: FuncIndex; text: readonly string[] | null; lines: Int32Array; isInlined?: boolean },
): { first: number; last: number } {
  const { func, text, lines, isInlined } = of
  if (func === -1) return { first: 1, last: text?.length ?? 0 }
  let first = Number.POSITIVE_INFINITY
  let last = 0
  for (const line of lines) {
    first = Math.min(first, line)
    last = Math.max(last, line)
  }
  const defined = shared.funcs.line[func]!
  const isPython = shared.funcs.kind[func] === FuncKind.python && isInlined !== true
  if (defined >= 1 && isPython && text !== null) {
    const extent = pythonExtent(text, defined)
    first = Math.min(first, extent.first)
    last = Math.max(last, extent.last)
  }
  return { first, last: Math.min(last, text?.length ?? last) }
}

/** The lines to show, rising: those with figures, and all of the range where the text is known. */
function lineNumbers(seen: Int32Array, range: { first: number; last: number } | null): Int32Array {
  const lines = new Set(seen)
  if (range !== null) for (let line = range.first; line <= range.last; line++) lines.add(line)
  return Int32Array.from(lines).sort()
}
