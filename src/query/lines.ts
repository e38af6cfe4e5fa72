import { differenceInterval } from '../analysis/difference/uncertainty.ts'
import { BASE_HITS, baseColumn, baseNamed } from '../analysis/difference/value-pairs.ts'
import { stackWeights } from '../analysis/filter-samples.ts'
import { pythonExtent } from '../analysis/func-extent.ts'
import { computeLineTotals, type LinesOf, type LineTotals } from '../analysis/line-totals.ts'
import { measuredLines, withMeasuredHits } from '../analysis/measured-lines.ts'
import { PairMap } from '../base/pair-map.ts'
import { wilsonInterval } from '../base/statistics.ts'
import type { Recording, ValueType } from '../model/recording.ts'
import { type FuncIndex, FuncKind, type SourceIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'
import { largestDifference } from './function-difference.ts'

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
  /** Where a base was put under the recording: what it has of the same, on the lines where they are now. Null elsewhere. */
  readonly difference: LineDifference | null
}

/** What lines cost in the base: columns with an entry a line, brought to the recording's scale; 0 for what the base has not. */
export interface LineDifference {
  readonly self: Float64Array
  readonly totals: Float64Array
  /** NaN unknown. */
  readonly hits: Float64Array
  /** 99 % interval of the difference of the totals; NaN where figures are exact. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** The func's (or source's) total in the base, and the base's whole. What of the former no line here has was on lines that
   *  are gone. */
  readonly total: number
  readonly whole: number
  /** How large the largest difference of a line's total (of self, in hot lines) is. */
  readonly largest: number
}

/** The hottest lines of the whole recording, by self, falling; of a recording with a base those that differ most. */
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
  readonly difference: LineDifference | null
}

/** Lines of a func, or of a source. `text` stands in for the source's text where the recording does not embed it. */
export type LinesQuestion = LinesOf & { readonly text?: string | null }

/** What a question needs to know of the recording as a whole. */
interface Weighed {
  readonly valueType: ValueType
  readonly whole: number
  /** Null where figures are exact. */
  readonly samples: number | null
  readonly lines: (of: LinesOf | 'everything') => LineFigures
  /** The same of the base, not yet brought to scale; null where there is none. */
  readonly base: { readonly weighed: Weighed; readonly scale: number } | null
}

type LineFigures = LineTotals & { readonly hits: Float64Array }

/** Whether a recording has any figures of lines: a call graph has none, and neither have stacks without line numbers.
 *  O(frames). */
export function hasLineFigures(recording: Recording): boolean {
  return (recording.lines !== null && recording.lines.rows.length > 0) || hasStackLines(recording)
}

function hasStackLines({ shared, stacks }: Recording): boolean {
  return stacks !== null && shared.frames.line.some(line => line > 0)
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
  const under = weighed.base?.weighed.lines(question) ?? null
  const seen = joined(measured.line, under?.line ?? new Int32Array(0))
  const text = sourceText(recording, source, question.text ?? null)
  const range = rangeOf(recording, { func, text, lines: seen })
  const order = lineNumbers(seen, text === null ? null : range)
  const column = columnsOf(measured, order)
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
    difference:
      under === null ? null : lineDifference(weighed, { order, totals, whole: measured.whole, under }),
  }
}

/** Figures by line number. */
function columnsOf(
  figures: LineFigures,
  order: Int32Array,
): (values: Float64Array, missing: number) => Float64Array {
  const rowOf = new Map(Array.from(figures.line, (line, row) => [line, row]))
  return (values, missing) =>
    Float64Array.from(order, line => (rowOf.has(line) ? values[rowOf.get(line)!]! : missing))
}

function lineDifference(
  { samples, whole, base }: Weighed,
  of: { order: Int32Array; totals: Float64Array; whole: number; under: LineFigures },
): LineDifference {
  const { order, totals, under } = of
  const { scale, weighed } = base!
  const column = columnsOf(under, order)
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

function deltaBounds(
  own: Float64Array,
  base: Float64Array,
  wholes: Record<'own' | 'base', { readonly whole: number; readonly samples: number | null }>,
) {
  const intervals = Array.from(own, (value, i) =>
    differenceInterval({ value, ...wholes.own }, { value: base[i]!, ...wholes.base }),
  )
  return {
    low: Float64Array.from(intervals, interval => interval.low),
    high: Float64Array.from(intervals, interval => interval.high),
  }
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** The lines with the most self cost, of all funcs; at most `limit` of them, those that cost nothing left out. With a base
 *  those whose self cost differs most. A recording without figures of lines has none. O(samples + stacks + lines log lines). */
export function queryHotLines(recording: Recording, filter: Filter = {}, limit = 20): HotLinesAnswer {
  const weighed = weigh(recording, filter)
  const { rows, base } = hotRows(weighed)
  const order = Array.from(rows.self.keys()).filter(row => rows.self[row]! > 0 || (base?.self[row] ?? 0) > 0)
  const heat = base === null ? rows.self : rows.self.map((value, row) => Math.abs(value - base.self[row]!))
  order.sort((a, b) => heat[b]! - heat[a]! || rows.total[b]! - rows.total[a]! || a - b)
  const shown = order.slice(0, limit)
  const self = Float64Array.from(shown, row => rows.self[row]!)
  return {
    valueType: weighed.valueType,
    whole: weighed.whole,
    length: shown.length,
    source: Int32Array.from(shown, row => rows.source[row]!),
    func: Int32Array.from(shown, row => rows.func[row]!),
    line: Int32Array.from(shown, row => rows.line[row]!),
    self,
    totals: Float64Array.from(shown, row => rows.total[row]!),
    ...intervalsOf(self, weighed.whole, weighed.samples),
    difference: base === null ? null : hotDifference(weighed, { self, base, shown }),
  }
}

type HotRows = Pick<LineTotals, 'func' | 'source' | 'line' | 'self' | 'total'>

/** The lines of a recording, and with a base a row for each that either has. */
function hotRows(weighed: Weighed): { rows: HotRows; base: Pick<HotRows, 'self' | 'total'> | null } {
  const own = weighed.lines('everything')
  if (weighed.base === null) return { rows: own, base: null }
  const { scale } = weighed.base
  const under = weighed.base.weighed.lines('everything')
  const rowOf = new PairMap(own.length)
  const rows = { func: [] as number[], source: [] as number[], line: [] as number[] }
  const figures = {
    self: [] as number[],
    total: [] as number[],
    baseSelf: [] as number[],
    baseTotal: [] as number[],
  }
  for (const [side, factor] of [
    [own, 1],
    [under, scale],
  ] as const) {
    for (let i = 0; i < side.length; i++) {
      // Lines of no func are told apart by their source.
      const owner = side.func[i] === -1 ? -2 - side.source[i]! : side.func[i]!
      let row = rowOf.get(owner, side.line[i]!)
      if (row === -1) {
        row = rows.line.length
        rowOf.set(owner, side.line[i]!, row)
        rows.func.push(side.func[i]!)
        rows.source.push(side.source[i]!)
        rows.line.push(side.line[i]!)
        for (const column of Object.values(figures)) column.push(0)
      }
      const [self, total] =
        side === own ? [figures.self, figures.total] : [figures.baseSelf, figures.baseTotal]
      self[row]! += factor * side.self[i]!
      total[row]! += factor * side.total[i]!
    }
  }
  return {
    rows: {
      func: Int32Array.from(rows.func),
      source: Int32Array.from(rows.source),
      line: Int32Array.from(rows.line),
      self: Float64Array.from(figures.self),
      total: Float64Array.from(figures.total),
    },
    base: { self: Float64Array.from(figures.baseSelf), total: Float64Array.from(figures.baseTotal) },
  }
}

function hotDifference(
  { whole, samples, base: side }: Weighed,
  of: { self: Float64Array; base: Pick<HotRows, 'self' | 'total'>; shown: readonly number[] },
): LineDifference {
  const { weighed, scale } = side!
  const baseSelf = Float64Array.from(of.shown, row => of.base.self[row]!)
  const baseWhole = scale * weighed.whole
  return {
    self: baseSelf,
    totals: Float64Array.from(of.shown, row => of.base.total[row]!),
    hits: new Float64Array(of.shown.length).fill(Number.NaN),
    ...deltaBounds(of.self, baseSelf, {
      own: { whole, samples },
      base: { whole: baseWhole, samples: weighed.samples },
    }),
    total: baseWhole,
    whole: baseWhole,
    largest: largestDifference(of.self, baseSelf),
  }
}

function weigh(recording: Recording, filter: Filter): Weighed {
  const { shared, stacks, lines } = recording
  // Stacks know what lines cost with what they call; those of functions alone say nothing of lines that were measured.
  if (stacks !== null && (lines === null || hasStackLines(recording))) {
    const { valueType, weights, total, samples } = stackWeights(recording, filter)
    const type = stacks.valueTypes[valueType]!
    // Nobody knows when, or in which thread, lines were counted.
    const isWhole = [filter.time, filter.threads, filter.processes, filter.states].every(one => one == null)
    const base = baseColumn(stacks.valueTypes, valueType)
    return {
      valueType: type,
      whole: total,
      samples: type.precision === 'exact' ? null : samples,
      lines: of => {
        const figures = computeLineTotals(shared, weights, of)
        if (isWhole) return withMeasuredHits(recording, of, figures)
        return { ...figures, hits: new Float64Array(figures.length).fill(Number.NaN) }
      },
      base: base && { weighed: weigh(recording, { ...filter, valueType: base.index }), scale: base.scale },
    }
  }
  if (lines === null) throw new TypeError('The recording has neither stacks nor lines')
  const index = filter.valueType ?? 0
  const type = lines.valueTypes[index]
  if (type === undefined) throw new RangeError(`Value type ${index} of ${lines.valueTypes.length}`)
  const base = baseColumn(lines.valueTypes, index)
  const hits = type.base === undefined ? null : baseNamed(lines.valueTypes, BASE_HITS)
  const part = hits === null ? lines : { ...lines, rows: { ...lines.rows, hits: lines.values[hits.index]! } }
  const whole = measuredLines({ ...recording, lines: part }, index, 'everything').whole
  return {
    ...{ valueType: type, whole, samples: null },
    lines: of => measuredLines({ ...recording, lines: part }, index, of),
    base: base && { weighed: weigh(recording, { valueType: base.index }), scale: base.scale },
  }
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
function lineNumbers(seen: Int32Array, range: { first: number; last: number } | null): Int32Array {
  const lines = new Set(seen)
  if (range !== null) for (let line = range.first; line <= range.last; line++) lines.add(line)
  return Int32Array.from(lines).sort()
}
