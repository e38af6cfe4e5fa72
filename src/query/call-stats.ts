import { secondsPer, type Unit } from '../base/units.ts'
import type { CallsPart, Recording, Shared } from '../model/recording.ts'
import type { Filter } from './filter.ts'
import { queryFunctions, type Whole } from './functions.ts'
import { formatStatName, type StatName, statKey, stripFolders } from './stat-name.ts'

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

/** Two sets of figures added together, as pstats' `add` does: what both have stands where it stood in `target`.
 *  @throws TypeError when one is of calls and the other of samples, or their units differ. */
export function addCallStats(target: CallStats, other: CallStats): CallStats {
  if (target.source !== other.source || target.unit !== other.unit) {
    throw new TypeError(`Cannot add ${other.source} in ${other.unit} to ${target.source} in ${target.unit}`)
  }
  // pstats adds unstripped names to stripped ones; samples are asked for their callers by name later, so theirs are.
  const mustStrip = target.isStripped && !other.isStripped && other.source === 'stacks'
  const added = mustStrip ? stripCallStats(other) : other
  const entries = new Map(target.entries)
  for (const [key, entry] of added.entries) {
    const known = entries.get(key)
    entries.set(key, known === undefined ? entry : addStats(known, entry))
  }
  return {
    ...target,
    entries,
    calls: target.calls + other.calls,
    primitiveCalls: target.primitiveCalls + other.primitiveCalls,
    whole: {
      total: target.whole.total + other.whole.total,
      samples:
        target.whole.samples === null || other.whole.samples === null
          ? null
          : target.whole.samples + other.whole.samples,
    },
    recordings: [...target.recordings, ...other.recordings],
  }
}

/** The figures with folders left out of file names; functions that then have the same name are added together. Like
 *  pstats, of two callers that get the same name the later one is kept. */
export function stripCallStats(stats: CallStats): CallStats {
  const entries = new Map<string, CallStat>()
  for (const entry of stats.entries.values()) {
    const callers = new Map<string, CallerStat>()
    for (const caller of entry.callers.values()) {
      const name = stripFolders(caller.name)
      callers.set(statKey(name), { ...caller, name })
    }
    const name = stripFolders(entry.name)
    const stripped = { ...entry, name, callers }
    const known = entries.get(statKey(name))
    entries.set(statKey(name), known === undefined ? stripped : addStats(known, stripped))
  }
  return { ...stats, entries, isStripped: true }
}

function statsOfStacks(recording: Recording, filter: Filter): CallStats {
  const { valueType, total, samples, rows } = queryFunctions(recording, filter)
  const scale = secondsPer(valueType.unit) ?? 1
  const entries = new Map<string, CallStat>()
  for (let i = 0; i < rows.length; i++) {
    const name = nameOf(recording.shared, rows.func[i]!)
    const entry: CallStat = {
      name,
      calls: Number.NaN,
      primitiveCalls: Number.NaN,
      self: rows.self[i]! * scale,
      total: rows.total[i]! * scale,
      callers: new Map(),
    }
    const known = entries.get(statKey(name))
    entries.set(statKey(name), known === undefined ? entry : addStats(known, entry))
  }
  return {
    entries,
    calls: Number.NaN,
    primitiveCalls: Number.NaN,
    whole: { total: total * scale, samples },
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
  const entries = new Map<string, CallStat>()
  const sums = { calls: 0, primitiveCalls: 0, self: 0 }
  for (let row = 0; row < part.rows.length; row++) {
    const calls = part.rows.calls[row]!
    const [self, total] = [part.self[index]![row]!, part.total[index]![row]!]
    // Who is only known as a caller is no function of the profile.
    if (Number.isNaN(calls) && !(self > 0) && !(total > 0)) continue
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
    const key = statKey(name)
    const known = entries.get(key)
    entries.set(key, known === undefined ? entry : addStats(known, entry))
  }
  return {
    entries,
    calls: sums.calls,
    primitiveCalls: sums.primitiveCalls,
    whole: { total: sums.self, samples: null },
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

function addStats(target: CallStat, source: CallStat): CallStat {
  const callers = new Map(target.callers)
  for (const [key, caller] of source.callers) {
    const known = callers.get(key)
    callers.set(key, known === undefined ? caller : addFigures(known, caller))
  }
  return { ...addFigures(target, source), callers }
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
