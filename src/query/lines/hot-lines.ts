import type { LineTotals } from '../../analysis/totals/line-totals.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { largestDifference } from '../functions/difference.ts'
import { deltaBounds, type LineDifference } from './difference.ts'
import { shareIntervals, type WeighedLines, weighLines } from './figures.ts'

/** The hottest lines of the whole recording, by size of self, falling; of a recording with a base those that differ most. Columns have
 *  `length` entries. */
export interface HotLinesAnswer {
  readonly valueType: ValueType
  /** What shares are of, in the value type's unit. */
  readonly whole: number
  readonly length: number
  /** Index into `shared.sources`, -1 unknown. */
  readonly source: Int32Array
  /** Index into `shared.funcs`, -1 where lines were counted without their function. */
  readonly func: Int32Array
  /** From 1. */
  readonly line: Int32Array
  readonly self: Float64Array
  readonly totals: Float64Array
  /** 99 % interval of the share of self in the whole, in [0, 1]; NaN where the figures are exact. */
  readonly shareLow: Float64Array
  readonly shareHigh: Float64Array
  /** Where a base was put under the recording: what its lines cost. Null elsewhere. */
  readonly difference: LineDifference | null
}

/** The lines with the most self cost, of all funcs; at most `limit` of them, those that cost nothing left out. With a base
 *  those whose self cost differs most. A recording without figures of lines has none. O(samples + stacks + lines log lines). */
export function queryHotLines(recording: Recording, filter: Filter = {}, limit = 20): HotLinesAnswer {
  const weighed = weighLines(recording, filter)
  const { rows, base } = hotRows(weighed)
  const order = Array.from(rows.self.keys()).filter(
    row => rows.self[row]! !== 0 || (base?.self[row] ?? 0) !== 0,
  )
  const heat = rows.self.map((value, row) => Math.abs(value - (base?.self[row] ?? 0)))
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
    ...shareIntervals(self, weighed.whole, weighed.samples),
    difference: base === null ? null : hotDifference(weighed, { self, base, shown }),
  }
}

type HotRows = Pick<LineTotals, 'func' | 'source' | 'line' | 'self' | 'total'>

/** The lines of a recording, and with a base a row for each that either has. */
function hotRows(weighed: WeighedLines): { rows: HotRows; base: Pick<HotRows, 'self' | 'total'> | null } {
  const own = weighed.lines('everything')
  if (weighed.base === null) return { rows: own, base: null }
  const { scale } = weighed.base
  const under = weighed.base.weighed.lines('everything')
  const owners = new PairMap()
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
      // Lines of a func are also of sources that were inlined into it.
      let owner = owners.get(side.func[i]!, side.source[i]!)
      if (owner === -1) {
        owner = owners.size
        owners.set(side.func[i]!, side.source[i]!, owner)
      }
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
  { whole, samples, base: side }: WeighedLines,
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
