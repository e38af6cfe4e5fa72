import { isEstimated } from '../../model/estimates.ts'
import { known } from '../../wire/known.ts'
import type { ReportAnswer } from '../../wire/report.ts'
import { ceilingIn, shareBound } from '../functions/functions.ts'
import type { CallerStat, CallStat, CallStats } from './call-stats.ts'
import type { Listing } from './listing.ts'
import { placeJson } from './name.ts'
import { calleesInGraph, calleesOf, callersInGraph, type Relatives, stackRelatives } from './relatives.ts'

type Side = 'callers' | 'callees'
type Functions = ReportAnswer['functions']

/** A listing as `report --json` prints it; `sides` says which relatives to list with each function. O(listing), and
 *  O(stacks) for each function of samples whose relatives are asked for. */
export function reportListing(listing: Listing, sides: readonly Side[] = []): ReportAnswer {
  const { stats, entries } = listing
  const relatives = relativesOf(stats)
  return {
    version: 1,
    recording: stats.recordings.map(({ recording }) => recording.meta.name).join(', '),
    valueType: { name: stats.valueType, unit: stats.unit },
    total: stats.whole.total,
    whole: stats.whole.size,
    samples: stats.whole.samples,
    ...(stats.recordings.some(({ recording }) => isEstimated(recording)) ? { isEstimated: true } : {}),
    functions: entries.map(entry => ({
      ...functionOf(entry, stats),
      ...Object.fromEntries(sides.map(side => [side, listOf(relatives(entry, side))])),
    })),
  }
}

/** Answers for callers and callees of functions, of call graphs and of samples. */
function relativesOf(stats: CallStats): (entry: CallStat, side: Side) => Relatives {
  if (stats.source === 'stacks') return stackRelatives(stats)
  const callees = calleesOf(stats)
  return (entry, side) => (side === 'callers' ? callersInGraph(entry) : calleesInGraph(entry, callees))
}

function functionOf(entry: CallStat, { whole }: CallStats): Functions[number] {
  const ceiling = ceilingIn(entry.total, whole)
  return {
    ...figuresOf(entry),
    selfInterval: intervalOf(entry.self, whole),
    totalInterval: intervalOf(entry.total, whole),
    ceiling: known(ceiling),
  }
}

function intervalOf(value: number, whole: CallStats['whole']): [number, number] | null {
  const low = shareBound(value, whole, 'low')
  return Number.isNaN(low) ? null : [low * whole.size, shareBound(value, whole, 'high') * whole.size]
}

function listOf({ rows, own }: Relatives): NonNullable<Functions[number]['callers']> {
  return [...rows.map(row => ({ ...figuresOf(row), isSelf: false })), { ...figuresOf(own), isSelf: true }]
}

function figuresOf(stat: CallerStat) {
  return {
    ...placeJson(stat.name),
    calls: known(stat.calls),
    primitiveCalls: known(stat.primitiveCalls),
    self: known(stat.self),
    total: known(stat.total),
  }
}
