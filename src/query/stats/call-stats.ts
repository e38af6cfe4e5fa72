import { wholeOf } from '../../analysis/totals/whole.ts'
import { secondsPer, type Unit } from '../../base/units.ts'
import type { CallsPart, Recording, Shared } from '../../model/recording.ts'
import type { Filter } from '../filter/filter.ts'
import { queryFunctions, type Whole } from '../functions/functions.ts'
import { formatStatName, type StatName, statKey, stripFolders } from './name.ts'

/** What a function did when called by one caller. Self and total are NaN where only the calls were counted (profile,
 *  hotshot). */
export interface CallerStat {
  readonly name: StatName
  readonly calls: number
  readonly primitiveCalls: number
  readonly self: number
  readonly total: number
}

/** A function's figures. Calls are NaN where nobody counted them. */
export interface CallStat extends CallerStat {
  /** By {@link statKey}, in the order of the input. Empty for samples, whose callers are asked for one by one. */
  readonly callers: ReadonlyMap<string, CallerStat>
}

/**
 * Figures of functions as pstats keeps them: functions are told apart by file, line and name alone, so that profiles can be
 * added and folders stripped. Objects rather than columns, since both rename and merge rows.
 */
export interface CallStats {
  /** By {@link statKey}: in the order of the input, or by falling self where there is none. */
  readonly entries: ReadonlyMap<string, CallStat>
  /** Sums over all functions; calls are NaN where nobody counted them. */
  readonly calls: number
  readonly primitiveCalls: number
  /** The whole that shares are of: the sum of self, or all samples. */
  readonly whole: Whole
  /** Unit of self and total: 'seconds' for every unit of time. */
  readonly unit: Unit
  /** Name of the value type. */
  readonly valueType: string
  /** 'calls' for a call graph, 'stacks' for samples. */
  readonly source: 'calls' | 'stacks'
  /** What the figures were taken from, for questions about callers of samples. */
  readonly recordings: readonly { readonly recording: Recording; readonly filter: Filter }[]
  readonly isStripped: boolean
}

/**
 * The figures of a recording's functions: of what the filter keeps of its stacks, else of its call graph.
 * @throws TypeError if it has neither, RangeError if it has no such value type.
 */
export function callStatsOf(recording: Recording, filter: Filter = {}): CallStats {
  if (recording.stacks !== null || recording.calls === null) return statsOfStacks(recording, filter)
  return statsOfCalls(recording, recording.calls, filter)
}

/** Sets of figures added together, as pstats' `add` does: what several have stands where it stood in the first that has it.
 *  Callers are added when they are asked for. O(functions of all).
 *  @throws TypeError when one is of calls and another of samples, or their units differ; RangeError for an empty list. */
export function sumCallStats(all: readonly CallStats[]): CallStats {
  const [target] = all
  if (target === undefined) throw new RangeError('There is nothing to add')
  if (all.length === 1) return target
  const found: CallStat[] = []
  const sums = { calls: 0, primitiveCalls: 0, total: 0, size: 0, samples: 0 as number | null }
  for (const other of all) {
    if (target.source !== other.source || target.unit !== other.unit) {
      throw new TypeError(`Cannot add ${other.source} in ${other.unit} to ${target.source} in ${target.unit}`)
    }
    // pstats adds unstripped names to stripped ones; samples are asked for their callers by name later, so theirs are.
    const mustStrip = target.isStripped && !other.isStripped && other.source === 'stacks'
    for (const entry of (mustStrip ? stripCallStats(other) : other).entries.values()) found.push(entry)
    sums.calls += other.calls
    sums.primitiveCalls += other.primitiveCalls
    sums.total += other.whole.total
    sums.size += other.whole.size
    sums.samples =
      sums.samples === null || other.whole.samples === null ? null : sums.samples + other.whole.samples
  }
  return {
    ...target,
    entries: byName(found),
    calls: sums.calls,
    primitiveCalls: sums.primitiveCalls,
    whole: { total: sums.total, size: sums.size, samples: sums.samples },
    recordings: all.flatMap(({ recordings }) => recordings),
  }
}

/** The figures with folders left out of file names; functions that then have the same name are added together. Like
 *  pstats, of two callers that get the same name the later one is kept. */
export function stripCallStats(stats: CallStats): CallStats {
  const stripped: CallStat[] = []
  for (const entry of stats.entries.values()) {
    const callers = new Map<string, CallerStat>()
    for (const caller of entry.callers.values()) {
      const name = stripFolders(caller.name)
      callers.set(statKey(name), { ...caller, name })
    }
    stripped.push({ ...figuresOf(entry), name: stripFolders(entry.name), callers })
  }
  return { ...stats, entries: byName(stripped), isStripped: true }
}

function statsOfStacks(recording: Recording, filter: Filter): CallStats {
  const { valueType, total, whole, samples, rows } = queryFunctions(recording, filter)
  const scale = secondsPer(valueType.unit) ?? 1
  const entries: CallStat[] = []
  for (let i = 0; i < rows.length; i++) {
    entries.push({
      name: nameOf(recording.shared, rows.func[i]!),
      calls: Number.NaN,
      primitiveCalls: Number.NaN,
      self: rows.self[i]! * scale,
      total: rows.total[i]! * scale,
      callers: new Map(),
    })
  }
  return {
    entries: byName(entries),
    calls: Number.NaN,
    primitiveCalls: Number.NaN,
    whole: { total: total * scale, size: whole * scale, samples },
    unit: secondsPer(valueType.unit) === null ? valueType.unit : 'seconds',
    valueType: valueType.name,
    source: 'stacks',
    recordings: [{ recording, filter }],
    isStripped: false,
  }
}

function statsOfCalls(recording: Recording, part: CallsPart, filter: Filter): CallStats {
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const scale = secondsPer(valueType.unit) ?? 1
  const names = Array.from(part.rows.func, func => nameOf(recording.shared, func))
  // Most questions are about functions only, and the callers are several times as many.
  let callers: readonly ReadonlyMap<string, CallerStat>[] | null = null
  const callersOf = (row: number) => {
    callers ??= callersOfRows(part, { names, index, scale })
    return callers[row]!
  }
  const entries: CallStat[] = []
  const sums = { calls: 0, primitiveCalls: 0, self: 0 }
  for (let row = 0; row < part.rows.length; row++) {
    const calls = part.rows.calls[row]!
    const [self, total] = [part.self[index]![row]!, part.total[index]![row]!]
    // Who is only known as a caller is no function of the profile.
    if (Number.isNaN(calls) && !(Math.abs(self) > 0) && !(Math.abs(total) > 0)) continue
    const name = names[row]!
    const primitiveCalls = part.rows.primitiveCalls[row]!
    const figures = { calls, primitiveCalls: Number.isNaN(primitiveCalls) ? calls : primitiveCalls }
    const entry: CallStat = {
      name,
      ...figures,
      self: self * scale,
      total: total * scale,
      get callers() {
        return callersOf(row)
      },
    }
    sums.calls += entry.calls
    sums.primitiveCalls += entry.primitiveCalls
    sums.self += entry.self
    entries.push(entry)
  }
  return {
    entries: byName(entries),
    calls: sums.calls,
    primitiveCalls: sums.primitiveCalls,
    whole: { total: sums.self, size: wholeOf(part.self[index]!) * scale, samples: null },
    unit: secondsPer(valueType.unit) === null ? valueType.unit : 'seconds',
    valueType: valueType.name,
    source: 'calls',
    recordings: [{ recording, filter }],
    isStripped: false,
  }
}

function callersOfRows(
  part: CallsPart,
  { names, index, scale }: { names: readonly StatName[]; index: number; scale: number },
): Map<string, CallerStat>[] {
  const callers = names.map(() => new Map<string, CallerStat>())
  const { edges } = part
  for (let edge = 0; edge < edges.length; edge++) {
    const name = names[edges.caller[edge]!]!
    const calls = edges.calls[edge]!
    const primitiveCalls = edges.primitiveCalls[edge]!
    const caller = {
      name,
      calls,
      primitiveCalls: Number.isNaN(primitiveCalls) ? calls : primitiveCalls,
      self: part.edgeSelf[index]![edge]! * scale,
      total: part.edgeTotal[index]![edge]! * scale,
    }
    const map = callers[edges.callee[edge]!]!
    const known = map.get(statKey(name))
    map.set(statKey(name), known === undefined ? caller : addFigures(known, caller))
  }
  return callers
}

/** How pstats would name a func: builtins stand in the file '~' at line 0. */
export function nameOf({ strings, funcs, sources, libs }: Shared, func: number): StatName {
  const name = strings[funcs.name[func]!]!
  const source = funcs.source[func]!
  const lib = funcs.lib[func]!
  const line = Math.max(0, funcs.line[func]!)
  if (source !== -1) return formatStatName(strings[sources.path[source]!]!, line, name)
  return formatStatName(lib === -1 ? '~' : strings[libs.path[lib]!]!, 0, name)
}

/** Entries by their names: what has one name stands where the first of them stood. */
function byName(entries: readonly CallStat[]): Map<string, CallStat> {
  const alike = new Map<string, CallStat[]>()
  for (const entry of entries) {
    const key = statKey(entry.name)
    const list = alike.get(key)
    if (list === undefined) alike.set(key, [entry])
    else list.push(entry)
  }
  return new Map(Array.from(alike, ([key, list]) => [key, list.length === 1 ? list[0]! : sumOf(list)]))
}

function sumOf(entries: readonly CallStat[]): CallStat {
  const [first, ...others] = entries
  let callers: Map<string, CallerStat> | null = null
  return {
    ...others.reduce(addFigures, figuresOf(first!)),
    get callers() {
      callers ??= callersOf(entries)
      return callers
    },
  }
}

function callersOf(entries: readonly CallStat[]): Map<string, CallerStat> {
  const callers = new Map<string, CallerStat>()
  for (const entry of entries) {
    for (const [key, caller] of entry.callers) {
      const known = callers.get(key)
      callers.set(key, known === undefined ? caller : addFigures(known, caller))
    }
  }
  return callers
}

/** Without the callers, which are worked out when they are looked at. */
function figuresOf({ name, calls, primitiveCalls, self, total }: CallerStat): CallerStat {
  return { name, calls, primitiveCalls, self, total }
}

function addFigures(target: CallerStat, source: CallerStat): CallerStat {
  return {
    name: target.name,
    calls: target.calls + source.calls,
    primitiveCalls: target.primitiveCalls + source.primitiveCalls,
    self: target.self + source.self,
    total: target.total + source.total,
  }
}
