import type { LinesOf } from '../../analysis/totals/line-totals.ts'
import { inlinedSources } from '../../analysis/totals/measured-lines.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import { largestDifference } from '../functions/difference.ts'
import { deltaBounds, type LineDifference } from './difference.ts'
import { hasStackLines, type LineFigures, shareIntervals, type WeighedLines, weighLines } from './figures.ts'
import { shownLines } from './text.ts'

/** Figures of the lines of one func or one source. Rows are in line order and cover every line from `firstLine` to
 *  `lastLine` where the text is known, else only lines with figures. Columns have `length` entries. */
export interface LinesAnswer {
  readonly valueType: ValueType
  readonly source: SourceIndex
  /** -1 when the question was about a whole source. */
  readonly func: FuncIndex
  /** Whether the lines are of another source than the func's own, of which code was inlined into it. */
  readonly isInlined: boolean
  /** The func's (or source's) total, and what its shares are of: `total`, or where parts are below zero the sum of their sizes. */
  readonly total: number
  /** Whether nobody knows the total, and it is only the least that it may be. */
  readonly isAtLeast: boolean
  readonly totalSize: number
  /** What shares in the recording are of. */
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
  /** Where a base was put under the recording: what it has of the same, on the lines where they are now. Null elsewhere. */
  readonly difference: LineDifference | null
}

/** Lines of a func, or of a source. `text` stands in for the source's text where the recording does not embed it. */
export type LinesQuestion = LinesOf & { readonly text?: string | null }

/** Figures of the lines of one func or one source, with the text where it is at hand. A func of another language than
 *  Python, and what was inlined into one, is shown from its first line with figures to its last. O(samples + stacks + lines).
 *  @throws TypeError if the recording has neither stacks nor lines, RangeError if it has no such value type. */
export function queryLines(recording: Recording, question: LinesQuestion, filter: Filter = {}): LinesAnswer {
  const { shared } = recording
  const weighed = weighLines(recording, filter)
  const func = 'func' in question ? question.func : -1
  const within = 'func' in question ? question.within : undefined
  const source = 'func' in question ? (within ?? shared.funcs.source[question.func]!) : question.source
  const measured = weighed.lines(question)
  const under = weighed.base?.weighed.lines(question) ?? null
  const seen = joined(measured.line, under?.line ?? new Int32Array(0))
  const { line: order, text } = shownLines(recording, {
    ...{ func, source, seen, given: question.text ?? null },
    isInlined: within !== undefined,
  })
  const column = columnsByLine(measured, order)
  const totals = column(measured.total, 0)
  const trials = weighed.samples === null ? null : (weighed.samples * measured.whole) / weighed.whole
  const intervals = shareIntervals(totals, measured.whole, trials)
  return {
    valueType: weighed.valueType,
    source,
    func,
    isInlined: within !== undefined,
    total: measured.whole,
    isAtLeast: measured.isAtLeast === true,
    totalSize: measured.size ?? measured.whole,
    whole: weighed.whole,
    samples: weighed.samples,
    length: order.length,
    line: order,
    self: column(measured.self, 0),
    totals,
    ...intervals,
    hits: column(measured.hits, Number.NaN),
    text,
    difference:
      under === null ? null : lineDifference(weighed, { order, totals, whole: measured.whole, under }),
  }
}

/** Other sources of which lines were inlined into a func, the costliest first: each is a question of its own (`within`).
 *  O(rows). */
export function queryInlinedSources(
  recording: Recording,
  func: FuncIndex,
  filter: Filter = {},
): readonly SourceIndex[] {
  if (recording.lines === null || hasStackLines(recording)) return []
  return inlinedSources(recording, func, filter.valueType ?? 0)
}

/** Columns of figures, in the order of `order`. */
export function columnsByLine(
  figures: LineFigures,
  order: Int32Array,
): (values: Float64Array, missing: number) => Float64Array {
  const rowOf = new Map(Array.from(figures.line, (line, row) => [line, row]))
  return (values, missing) =>
    Float64Array.from(order, line => (rowOf.has(line) ? values[rowOf.get(line)!]! : missing))
}

function lineDifference(
  { samples, whole, base }: WeighedLines,
  of: { order: Int32Array; totals: Float64Array; whole: number; under: LineFigures },
): LineDifference {
  const { order, totals, under } = of
  const { scale, weighed } = base!
  const column = columnsByLine(under, order)
  const baseTotals = column(under.total, 0).map(value => scale * value)
  return {
    self: column(under.self, 0).map(value => scale * value),
    totals: baseTotals,
    hits: column(under.hits, Number.NaN),
    ...deltaBounds(totals, baseTotals, {
      own: { whole, samples },
      base: { whole: scale * weighed.whole, samples: weighed.samples },
    }),
    total: scale * under.whole,
    whole: scale * weighed.whole,
    largest: largestDifference(totals, baseTotals),
  }
}

/** Both, one after the other. */
export function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
