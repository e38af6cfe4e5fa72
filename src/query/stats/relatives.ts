import { secondsPer } from '../../base/units.ts'
import type { FunctionRows } from '../functions/functions.ts'
import { queryNeighbours } from '../functions/neighbours.ts'
import { type CallerStat, type CallStat, type CallStats, nameOf } from './call-stats.ts'
import { compareStatNames, formatStatName, type StatName, statKey, stripFolders } from './name.ts'

/** Callers or callees of a function. */
export interface Relatives {
  /** In the order of file, line and name for call graphs; by falling total for samples. */
  readonly rows: readonly CallerStat[]
  /** The self row, with which the column of totals adds up to the function's: what it cost with no caller, or itself. Its
   *  calls are those with no caller, NaN among callees. */
  readonly own: CallerStat
}

/** The functions that every function calls, from what is known of callers. O(edges). */
export function calleesOf(stats: CallStats): ReadonlyMap<string, readonly CallerStat[]> {
  const callees = new Map<string, CallerStat[]>()
  for (const entry of stats.entries.values()) {
    for (const [key, caller] of entry.callers) {
      const list = callees.get(key)
      const callee = { ...caller, name: entry.name }
      if (list === undefined) callees.set(key, [callee])
      else list.push(callee)
    }
  }
  return callees
}

const SELF = formatStatName('~', 0, '(self)')
const NOTHING = { calls: Number.NaN, primitiveCalls: Number.NaN, self: 0, total: 0 }

/** Callers of a function of a call graph. Calls by itself are among the rows and not in the sum. */
export function callersInGraph(entry: CallStat): Relatives {
  const rows = [...entry.callers.values()].sort((a, b) => compareStatNames(a.name, b.name))
  const rest = (field: 'calls' | 'primitiveCalls' | 'self') =>
    remainder(
      entry[field],
      rows.reduce((sum, row) => sum + row[field], 0),
    )
  const inward = rows.filter(row => statKey(row.name) !== statKey(entry.name))
  const total = remainder(
    entry.total,
    inward.reduce((sum, row) => sum + row.total, 0),
  )
  const calls = { calls: rest('calls'), primitiveCalls: rest('primitiveCalls') }
  return { rows, own: { name: SELF, ...calls, self: rest('self'), total } }
}

/** Callees of a function of a call graph; `callees` as from {@link calleesOf}. */
export function calleesInGraph(
  entry: CallStat,
  callees: ReadonlyMap<string, readonly CallerStat[]>,
): Relatives {
  const rows = [...(callees.get(statKey(entry.name)) ?? [])].sort((a, b) => compareStatNames(a.name, b.name))
  return {
    rows,
    own: { name: SELF, calls: Number.NaN, primitiveCalls: Number.NaN, self: entry.self, total: entry.self },
  }
}

/** Answers for the callers or callees of functions of samples, one by one: each answer is O(stacks) for each func that has
 *  the entry's name. */
export function stackRelatives(
  stats: CallStats,
): (entry: CallStat, side: 'callers' | 'callees') => Relatives {
  const sources = stats.recordings.map(({ recording, filter }) => {
    const names = Array.from({ length: recording.shared.funcs.length }, (_, func) => {
      const name = nameOf(recording.shared, func)
      return stats.isStripped ? stripFolders(name) : name
    })
    return { recording, filter, names, funcsOfKey: groupByKey(names) }
  })
  return (entry, side) => {
    const sums = new Map<string, CallerStat>()
    for (const { recording, filter, names, funcsOfKey } of sources) {
      for (const func of funcsOfKey.get(statKey(entry.name)) ?? []) {
        const answer = queryNeighbours(recording, func, filter)
        const scale = secondsPer(answer.valueType.unit) ?? 1
        addRows(sums, answer[side], { names, scale })
      }
    }
    const own = sums.get(statKey(SELF)) ?? { ...NOTHING, name: SELF }
    sums.delete(statKey(SELF))
    return { rows: [...sums.values()].sort((a, b) => b.total - a.total), own }
  }
}

function groupByKey(names: readonly StatName[]): Map<string, number[]> {
  const funcs = new Map<string, number[]>()
  for (const [func, name] of names.entries()) {
    const list = funcs.get(statKey(name))
    if (list === undefined) funcs.set(statKey(name), [func])
    else list.push(func)
  }
  return funcs
}

function addRows(
  sums: Map<string, CallerStat>,
  rows: FunctionRows,
  { names, scale }: { names: readonly StatName[]; scale: number },
): void {
  for (let i = 0; i < rows.length; i++) {
    const name = rows.func[i] === -1 ? SELF : names[rows.func[i]!]!
    const known = sums.get(statKey(name))
    sums.set(statKey(name), {
      name,
      calls: Number.NaN,
      primitiveCalls: Number.NaN,
      self: (known?.self ?? 0) + rows.self[i]! * scale,
      total: (known?.total ?? 0) + rows.total[i]! * scale,
    })
  }
}

/** What is left of a figure; what rounding leaves over, and less than nothing, is nothing. */
function remainder(own: number, sum: number): number {
  const rest = own - sum
  return rest < 1e-9 * Math.abs(own) ? 0 : rest
}
