import { BASE_HITS, baseColumn, baseNamed } from '../../analysis/difference/value-pairs.ts'
import { stackWeights } from '../../analysis/filter-samples.ts'
import { withCallSites } from '../../analysis/functions/call-site-lines.ts'
import { computeLineTotals, type LinesOf } from '../../analysis/totals/line-totals.ts'
import { type CountedLines, measuredLines, withMeasuredHits } from '../../analysis/totals/measured-lines.ts'
import { wholeOf } from '../../analysis/totals/whole.ts'
import { wilsonInterval } from '../../base/statistics.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { wholeOfStacks } from '../functions/functions.ts'

/** A value of a recording as its lines have it. */
export interface WeighedLines {
  readonly valueType: ValueType
  /** What shares are of. */
  readonly whole: number
  /** Null where figures are exact. */
  readonly samples: number | null
  readonly lines: (of: LinesOf | 'everything') => LineFigures
  /** The same of the base, not yet brought to scale; null where there is none. */
  readonly base: { readonly weighed: WeighedLines; readonly scale: number } | null
}

/** Figures of lines with how often they ran, and which of them are known: null where what was not seen is nothing. */
export type LineFigures = CountedLines & { readonly isKnown: Uint8Array | null }

/** Whether a recording has any figures of lines: a call graph has none, and neither have stacks without line numbers.
 *  O(frames). */
export function hasLineFigures(recording: Recording): boolean {
  return (recording.lines !== null && recording.lines.rows.length > 0) || hasStackLines(recording)
}

/** Whether stacks say what lines cost with what they call. */
export function hasStackLines({ shared, stacks }: Recording): boolean {
  return stacks !== null && shared.frames.line.some(line => line > 0)
}

/** The value that a filter asks for: what stacks say of it, or where they name no lines (or are not there) what was measured of lines.
 *  @throws TypeError if the recording has neither stacks nor lines, RangeError if it has no such value type. */
export function weighLines(recording: Recording, filter: Filter): WeighedLines {
  const { stacks, lines } = recording
  // Stacks know what lines cost with what they call; those of functions alone say nothing of lines that were measured.
  if (stacks !== null && (lines === null || hasStackLines(recording))) return weighStacks(recording, filter)
  return weighMeasured(recording, filter.valueType ?? 0)
}

/** What the stacks that the filter keeps say of lines. @throws TypeError if the recording has none. */
export function weighStacks(recording: Recording, filter: Filter): WeighedLines {
  const { weights, ...sum } = stackWeights(recording, filter)
  const { valueType } = sum
  const { valueTypes } = recording.stacks!
  const type = valueTypes[valueType]!
  const base = baseColumn(valueTypes, valueType)
  const counted = type.base === undefined ? recording : withBaseHits(recording)
  return {
    valueType: type,
    whole: sum.whole,
    samples: wholeOfStacks(type, sum).samples,
    lines: of => {
      const figures = computeLineTotals(recording.shared, weights, of)
      if (isEverything(filter)) return { ...withMeasuredHits(counted, of, figures), isKnown: null }
      return { ...figures, hits: new Float64Array(figures.length).fill(Number.NaN), isKnown: null }
    },
    base: base && {
      weighed: weighStacks(recording, { ...filter, valueType: base.index }),
      scale: base.scale,
    },
  }
}

/** Whether a filter keeps all samples: nobody knows when, or in which thread, lines were counted. */
export function isEverything(filter: Filter): boolean {
  return [filter.time, filter.threads, filter.processes, filter.states].every(one => one == null)
}

/** What was measured of lines themselves. @throws TypeError if the recording has no lines, RangeError for a value type that
 *  they do not have. */
export function weighMeasured(recording: Recording, index: number): WeighedLines {
  const { lines } = recording
  if (lines === null) throw new TypeError('The recording has neither stacks nor lines')
  const type = lines.valueTypes[index]
  if (type === undefined) throw new RangeError(`Value type ${index} of ${lines.valueTypes.length}`)
  const base = baseColumn(lines.valueTypes, index)
  const counted = type.base === undefined ? recording : withBaseHits(recording)
  const { whole: ofLines } = measuredLines(counted, index, 'everything')
  return {
    ...{ valueType: type, whole: wholeWithFunctions(recording, type, ofLines), samples: null },
    lines: of =>
      withCallSites(recording, of, {
        type,
        figures: measuredLines(counted, index, of),
      }),
    base: base && { weighed: weighMeasured(recording, base.index), scale: base.scale },
  }
}

/** What shares of measured lines are of: all that functions cost where they have the value too, since not all of that stands on a
 *  line (code without line numbers); else the lines' own sum. */
function wholeWithFunctions({ calls }: Recording, type: ValueType, ofLines: number): number {
  if (calls === null || type.kind === 'snapshot') return ofLines
  const at = calls.valueTypes.findIndex(
    ({ name, unit, base }) =>
      name === type.name && unit === type.unit && (base === undefined) === (type.base === undefined),
  )
  return at === -1 ? ofLines : Math.max(ofLines, wholeOf(calls.self[at]!))
}

/** The recording with the base's numbers of hits for its own; NaN where the base counted none. */
function withBaseHits(recording: Recording): Recording {
  const { lines } = recording
  if (lines === null) return recording
  const column = baseNamed(lines.valueTypes, BASE_HITS)
  const hits = column === null ? lines.rows.hits.map(() => Number.NaN) : lines.values[column.index]!
  return { ...recording, lines: { ...lines, rows: { ...lines.rows, hits } } }
}

/** 99 % intervals of values as shares of a whole; NaN where figures are exact (`trials` is null). */
export function shareIntervals(values: Float64Array, whole: number, trials: number | null) {
  const unknown = { low: Number.NaN, high: Number.NaN }
  const intervals = Array.from(values, value =>
    trials === null ? unknown : wilsonInterval((value / whole) * trials, trials),
  )
  return {
    shareLow: Float64Array.from(intervals, interval => interval.low),
    shareHigh: Float64Array.from(intervals, interval => interval.high),
  }
}
