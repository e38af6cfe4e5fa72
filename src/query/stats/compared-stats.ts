import { isNoise } from '../../analysis/difference/uncertainty.ts'
import { secondsPer, type Unit } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { ComparedReport } from '../../wire/compared-report.ts'
import { known } from '../../wire/known.ts'
import type { Filter } from '../filter/filter.ts'
import type { BaseRows } from '../functions/difference.ts'
import { type FunctionRows, queryFunctions } from '../functions/functions.ts'
import { queryNeighbours } from '../functions/neighbours.ts'
import { type CallerStat, nameOf } from './call-stats.ts'
import { formatStatName, placeJson, stripFolders } from './name.ts'

/** A function's figures beside those in the base; times in seconds. */
export interface ComparedStat extends CallerStat {
  /** Index into `shared.funcs`, -1 in a self row. */
  readonly func: number
  readonly base: Omit<CallerStat, 'name'>
  /** 99 % intervals of the differences; NaN where figures are exact. */
  readonly selfLow: number
  readonly selfHigh: number
  readonly totalLow: number
  readonly totalHigh: number
}

/** The functions of a recording and its base. */
export interface ComparedStats {
  readonly recording: Recording
  readonly filter: Filter
  readonly valueType: string
  /** 'seconds' for every unit of time. */
  readonly unit: Unit
  readonly total: number
  readonly baseTotal: number
  /** Effective numbers of samples; null where figures are exact. */
  readonly samples: number | null
  readonly baseSamples: number | null
  /** What the base's values were multiplied by. */
  readonly scale: number
  readonly isStripped: boolean
  /** Those whose self cost differs most first. */
  readonly entries: readonly ComparedStat[]
}

/** Orders that only a difference has, by what `--sort` calls them. */
export const COMPARED_ORDERS: Readonly<Record<string, (stat: ComparedStat) => number>> = {
  delta: ({ self, base }) => Math.abs(self - base.self),
  'total-delta': ({ total, base }) => Math.abs(total - base.total),
  slower: ({ self, base }) => self - base.self,
  faster: ({ self, base }) => base.self - self,
}

/** The functions of a recording that a base was put under. @throws TypeError if none was, and as {@link queryFunctions}. */
export function comparedStats(
  recording: Recording,
  filter: Filter,
  options: { readonly isStripped: boolean },
): ComparedStats {
  const answer = queryFunctions(recording, filter)
  const { valueType, rows, difference } = answer
  if (difference === null) throw new TypeError(`${recording.meta.name} has no base for ${valueType.name}`)
  const unitScale = secondsPer(valueType.unit) ?? 1
  const about = { recording, filter, ...options }
  const entries = statsOfRows(rows, difference, { ...about, unitScale })
  const part = recording.stacks ?? recording.calls
  const base = part?.valueTypes.find(type => type.base !== undefined && type.name === valueType.name)
  return {
    ...about,
    valueType: valueType.name,
    unit: secondsPer(valueType.unit) === null ? valueType.unit : 'seconds',
    total: unitScale * answer.total,
    baseTotal: unitScale * difference.whole,
    samples: answer.samples,
    baseSamples: difference.samples,
    scale: base?.base?.scale ?? 1,
    entries: orderCompared(entries, COMPARED_ORDERS.delta!),
  }
}

/** The largest first; what ties as it stands. */
export function orderCompared(
  entries: readonly ComparedStat[],
  measure: (stat: ComparedStat) => number,
): ComparedStat[] {
  const size = (stat: ComparedStat) => {
    const value = measure(stat)
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
  }
  return entries.toSorted((a, b) => size(b) - size(a) || 0)
}

/** Callers or callees of a function, the self row last. O(stacks) or O(edges). */
export function comparedRelatives(
  stats: ComparedStats,
  stat: ComparedStat,
  side: 'callers' | 'callees',
): ComparedStat[] {
  const { recording, filter, isStripped } = stats
  const answer = queryNeighbours(recording, stat.func, filter)
  const unitScale = secondsPer(answer.valueType.unit) ?? 1
  const rows = statsOfRows(answer[side], answer.difference![side], { recording, isStripped, unitScale })
  return [...rows.filter(({ func }) => func !== -1), ...rows.filter(({ func }) => func === -1)]
}

function statsOfRows(
  rows: FunctionRows,
  base: BaseRows,
  how: { recording: Recording; isStripped: boolean; unitScale: number },
): ComparedStat[] {
  const { recording, isStripped, unitScale } = how
  return Array.from(rows.func, (func, row) => {
    const name = func === -1 ? formatStatName('~', 0, '(self)') : nameOf(recording.shared, func)
    return {
      func,
      name: isStripped ? stripFolders(name) : name,
      calls: rows.calls[row]!,
      primitiveCalls: rows.primitiveCalls[row]!,
      self: unitScale * rows.self[row]!,
      total: unitScale * rows.total[row]!,
      base: {
        calls: base.calls[row]!,
        primitiveCalls: base.primitiveCalls[row]!,
        self: unitScale * base.self[row]!,
        total: unitScale * base.total[row]!,
      },
      selfLow: unitScale * base.selfLow[row]!,
      selfHigh: unitScale * base.selfHigh[row]!,
      totalLow: unitScale * base.totalLow[row]!,
      totalHigh: unitScale * base.totalHigh[row]!,
    }
  })
}

/** Chosen functions as `report --base FILE --json` prints them. */
export function comparedReport(
  stats: ComparedStats,
  entries: readonly ComparedStat[],
  sides: readonly ('callers' | 'callees')[] = [],
): ComparedReport {
  return {
    version: 1,
    recording: stats.recording.meta.name,
    valueType: { name: stats.valueType, unit: stats.unit },
    total: stats.total,
    samples: stats.samples,
    base: { total: stats.baseTotal, samples: stats.baseSamples, scale: stats.scale },
    functions: entries.map(entry => ({
      ...figures(entry),
      ...Object.fromEntries(
        sides.map(side => [
          side,
          comparedRelatives(stats, entry, side).map(row => ({ ...figures(row), isSelf: row.func === -1 })),
        ]),
      ),
    })),
  }
}

function figures(stat: ComparedStat): Omit<ComparedReport['functions'][number], 'callers' | 'callees'> {
  const { name, base } = stat
  return {
    ...placeJson(name),
    ...bare(stat),
    base: bare(base),
    selfDelta: known(stat.self - base.self),
    selfDeltaInterval: interval(stat.selfLow, stat.selfHigh),
    totalDelta: known(stat.total - base.total),
    totalDeltaInterval: interval(stat.totalLow, stat.totalHigh),
    isNoise: isNoise(stat.selfLow, stat.selfHigh) && isNoise(stat.totalLow, stat.totalHigh),
  }
}

function bare({ calls, primitiveCalls, self, total }: Omit<CallerStat, 'name'>) {
  return {
    calls: known(calls),
    primitiveCalls: known(primitiveCalls),
    self: known(self),
    total: known(total),
  }
}

function interval(low: number, high: number): [number, number] | null {
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null
}
