import { stackWeights } from '../analysis/filter-samples.ts'
import { pythonExtent } from '../analysis/func-extent.ts'
import { computeLineTotals, type LinesOf, type LineTotals } from '../analysis/line-totals.ts'
import { measuredLines } from '../analysis/measured-lines.ts'
import { wilsonInterval } from '../base/statistics.ts'
import type { Recording, ValueType } from '../model/recording.ts'
import { type FuncIndex, FuncKind, type SourceIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'

/** Figures of the lines of one func or one source. Rows are in line order and cover every line from `firstLine` to
 *  `lastLine` where the text is known, else only lines with figures. Columns have `length` entries. */
export interface LinesAnswer {
  readonly valueType: ValueType
  readonly source: SourceIndex
  /** -1 when the question was about a whole source. */
  readonly func: FuncIndex
  /** The func's (or source's) total, and the recording's whole. */
  readonly total: number
  readonly whole: number
  readonly samples: number | null
  readonly length: number
  /** 1-based. */
  readonly line: Int32Array
  /** Cost while this very line was on top of the stack. */
  readonly self: Float64Array
  /** Cost while the line was executing, callees included; recursion counted once per sample. */
  readonly totals: Float64Array
  /** 99 % interval of `totals / total`; NaN where exact. */
  readonly shareLow: Float64Array
  readonly shareHigh: Float64Array
  /** NaN unknown. */
  readonly hits: Float64Array
  /** Text of each line without its newline, null where the source is not at hand. */
  readonly text: readonly string[] | null
}

/** The hottest lines of the whole recording, by self, falling. */
export interface HotLinesAnswer {
  readonly valueType: ValueType
  readonly whole: number
  readonly length: number
  readonly source: Int32Array
  readonly func: Int32Array
  readonly line: Int32Array
  readonly self: Float64Array
  readonly totals: Float64Array
  readonly shareLow: Float64Array
  readonly shareHigh: Float64Array
}

/** Lines of a func, or of a source. `text` stands in for the source's text where the recording does not embed it. */
export type LinesQuestion = LinesOf & { readonly text?: string | null }

/** What a question needs to know of the recording as a whole. */
interface Weighed {
  readonly valueType: ValueType
  readonly whole: number
  /** Null where figures are exact. */
  readonly samples: number | null
  readonly lines: (of: LinesOf | 'everything') => LineTotals & { readonly hits: Float64Array }
}

/** Whether a recording has any figures of lines: a call graph has none, and neither have stacks without line numbers.
 *  O(frames). */
export function hasLineFigures({ shared, stacks, lines }: Recording): boolean {
  return (
    (lines !== null && lines.rows.length > 0) ||
    (stacks !== null && shared.frames.line.some(line => line > 0))
  )
}

/** Figures of the lines of one func or one source, with the text where it is at hand. A func of another language than
 *  Python is shown from its first line with figures to its last. O(samples + stacks + lines).
 *  @throws TypeError if the recording has neither stacks nor lines, RangeError if it has no such value type. */
export function queryLines(recording: Recording, question: LinesQuestion, filter: Filter = {}): LinesAnswer {
  const { shared } = recording
  const weighed = weigh(recording, filter)
  const func = 'func' in question ? question.func : -1
  const source = 'func' in question ? shared.funcs.source[question.func]! : question.source
  const measured = weighed.lines(question)
  const text = sourceText(recording, source, question.text ?? null)
  const range = rangeOf(recording, { func, text, lines: measured.line })
  const order = lineNumbers(measured, text === null ? null : range)
  const rowOf = new Map(Array.from(measured.line, (line, row) => [line, row]))
  const column = (values: Float64Array, missing: number) =>
    Float64Array.from(order, line => (rowOf.has(line) ? values[rowOf.get(line)!]! : missing))
  const totals = column(measured.total, 0)
  const trials = weighed.samples === null ? null : (weighed.samples * measured.whole) / weighed.whole
  const intervals = intervalsOf(totals, measured.whole, trials)
  return {
    valueType: weighed.valueType,
    source,
    func,
    total: measured.whole,
    whole: weighed.whole,
    samples: weighed.samples,
    length: order.length,
    line: order,
    self: column(measured.self, 0),
    totals,
    ...intervals,
    hits: column(measured.hits, Number.NaN),
    text: text === null ? null : Array.from(order, line => text[line - 1] ?? ''),
  }
}

/** The lines with the most self cost, of all funcs; at most `limit` of them, those that cost nothing left out. A recording
 *  without figures of lines has none. O(samples + stacks + lines log lines). */
export function queryHotLines(recording: Recording, filter: Filter = {}, limit = 20): HotLinesAnswer {
  const weighed = weigh(recording, filter)
  const lines = weighed.lines('everything')
  const order = Array.from(lines.self.keys()).filter(row => lines.self[row]! > 0)
  order.sort((a, b) => lines.self[b]! - lines.self[a]! || lines.total[b]! - lines.total[a]! || a - b)
  const rows = order.slice(0, limit)
  const self = Float64Array.from(rows, row => lines.self[row]!)
  return {
    valueType: weighed.valueType,
    whole: weighed.whole,
    length: rows.length,
    source: Int32Array.from(rows, row => lines.source[row]!),
    func: Int32Array.from(rows, row => lines.func[row]!),
    line: Int32Array.from(rows, row => lines.line[row]!),
    self,
    totals: Float64Array.from(rows, row => lines.total[row]!),
    ...intervalsOf(self, weighed.whole, weighed.samples),
  }
}

function weigh(recording: Recording, filter: Filter): Weighed {
  const { shared, stacks, lines } = recording
  if (stacks !== null) {
    const { valueType, weights, total, samples } = stackWeights(recording, filter)
    const type = stacks.valueTypes[valueType]!
    return {
      valueType: type,
      whole: total,
      samples: type.precision === 'exact' ? null : samples,
      lines: of => {
        const figures = computeLineTotals(shared, weights, of)
        return { ...figures, hits: new Float64Array(figures.length).fill(Number.NaN) }
      },
    }
  }
  if (lines === null) throw new TypeError('The recording has neither stacks nor lines')
  const index = filter.valueType ?? 0
  const type = lines.valueTypes[index]
  if (type === undefined) throw new RangeError(`Value type ${index} of ${lines.valueTypes.length}`)
  const whole = measuredLines(recording, index, 'everything').whole
  return { valueType: type, whole, samples: null, lines: of => measuredLines(recording, index, of) }
}

function intervalsOf(values: Float64Array, whole: number, trials: number | null) {
  const unknown = { low: Number.NaN, high: Number.NaN }
  const intervals = Array.from(values, value =>
    trials === null ? unknown : wilsonInterval((value / whole) * trials, trials),
  )
  return {
    shareLow: Float64Array.from(intervals, interval => interval.low),
    shareHigh: Float64Array.from(intervals, interval => interval.high),
  }
}

function sourceText({ shared }: Recording, source: SourceIndex, given: string | null): string[] | null {
  const embedded = source === -1 ? -1 : shared.sources.text[source]!
  const text = embedded === -1 ? given : shared.strings[embedded]!
  return text === null ? null : text.split(/\r\n|\n|\r/)
}

/** First and last line to show of a known text. */
function rangeOf(
  { shared }: Recording,
  of: { func: FuncIndex; text: readonly string[] | null; lines: Int32Array },
): { first: number; last: number } {
  const { func, text, lines } = of
  if (func === -1) return { first: 1, last: text?.length ?? 0 }
  let first = Number.POSITIVE_INFINITY
  let last = 0
  for (const line of lines) {
    first = Math.min(first, line)
    last = Math.max(last, line)
  }
  const defined = shared.funcs.line[func]!
  const isPython = shared.funcs.kind[func] === FuncKind.python
  if (defined >= 1 && isPython && text !== null) {
    const extent = pythonExtent(text, defined)
    first = Math.min(first, extent.first)
    last = Math.max(last, extent.last)
  }
  return { first, last: Math.min(last, text?.length ?? last) }
}

/** The lines to show, rising: those with figures, and all of the range where the text is known. */
function lineNumbers(measured: LineTotals, range: { first: number; last: number } | null): Int32Array {
  const lines = new Set(measured.line)
  if (range !== null) for (let line = range.first; line <= range.last; line++) lines.add(line)
  return Int32Array.from(lines).sort()
}
