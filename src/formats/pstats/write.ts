import { UsageError } from '../../base/errors.ts'
import { secondsPer } from '../../base/units.ts'
import type { CallsPart, Recording } from '../../model/recording.ts'
import { MarshalWriter } from './marshal-writer.ts'
import { SAMPLED_MARK, sampleIntervalOf } from './sampled.ts'

/** A function as pstats names it. */
interface Key {
  readonly file: string
  readonly line: number
  readonly name: string
}

/** What a caller did; self and total are NaN where only calls are known. */
interface Caller {
  readonly key: Key
  calls: number
  primitiveCalls: number
  self: number
  total: number
}

interface Entry extends Caller {
  readonly callers: Map<string, Caller>
}

const CHUNK = 1 << 16

/** The bytes of one profile; several recordings are added together, as pstats' `add` does. Calls that are unknown are
 *  written as 0. @throws UsageError if a recording has no call graph. */
export async function writePstats(recordings: readonly Recording[]): Promise<Iterable<Uint8Array>> {
  const entries = new Map<string, Entry>()
  for (const recording of recordings) {
    if (recording.calls === null) {
      throw new UsageError(`Cannot write "${recording.meta.name}" as pstats: it has no call graph`)
    }
    addEntries(entries, recording, recording.calls)
  }
  const intervals = new Set(recordings.map(recording => sampleIntervalOf(recording.meta)))
  const [interval] = intervals
  return writeEntries(entries, intervals.size === 1 ? (interval ?? null) : null)
}

/** `interval`: the seconds a sample stands for where counts are samples, else null. */
function* writeEntries(entries: Map<string, Entry>, interval: number | null): Iterable<Uint8Array> {
  const writer = new MarshalWriter()
  writer.openDict()
  for (const entry of entries.values()) {
    writeKey(writer, entry.key)
    writer.tuple(5)
    writer.number(interval === null ? entry.primitiveCalls : Math.round(entry.self / interval))
    writer.number(interval === null ? entry.calls : Math.round(entry.total / interval))
    writer.float(entry.self)
    writer.float(entry.total)
    writer.openDict()
    for (const caller of entry.callers.values()) writeCaller(writer, caller, interval)
    writer.closeDict()
    if (writer.length >= CHUNK) yield writer.take()
  }
  if (interval !== null) {
    writer.tuple(1)
    writer.text(SAMPLED_MARK)
    writer.true()
  }
  writer.closeDict()
  yield writer.take()
}

function writeKey(writer: MarshalWriter, { file, line, name }: Key): void {
  writer.tuple(3)
  writer.text(file)
  writer.number(line)
  writer.text(name)
}

function writeCaller(writer: MarshalWriter, caller: Caller, interval: number | null): void {
  writeKey(writer, caller.key)
  if (interval !== null) {
    writer.number(Math.round(caller.total / interval))
    return
  }
  if (Number.isNaN(caller.self) && Number.isNaN(caller.total)) {
    writer.number(caller.calls)
    return
  }
  writer.tuple(4)
  writer.number(caller.calls)
  writer.number(caller.primitiveCalls)
  writer.float(orZero(caller.self))
  writer.float(orZero(caller.total))
}

function addEntries(entries: Map<string, Entry>, recording: Recording, calls: CallsPart): void {
  const { rows, edges } = calls
  const { valueType, scale } = timeOf(calls)
  const self = calls.self[valueType]!
  const total = calls.total[valueType]!
  const keys = Array.from(rows.func, func => keyOf(recording, func))
  const byRow: (Entry | null)[] = []
  for (let row = 0; row < rows.length; row++) {
    const key = keys[row]!
    const isCallerOnly = Number.isNaN(rows.calls[row]!) && !(self[row]! > 0) && !(total[row]! > 0)
    // pstats lists what its dict's keys name: who is known as a caller only must not become one of them.
    if (isCallerOnly) {
      byRow.push(null)
      continue
    }
    const entry = addTo<Entry>(entries, key, () => ({ ...emptyCaller(key), callers: new Map() }))
    entry.calls += count(rows.calls[row]!)
    entry.primitiveCalls += primitiveCount(rows.calls[row]!, rows.primitiveCalls[row]!)
    entry.self += orZero(self[row]!) * scale
    entry.total += orZero(total[row]!) * scale
    byRow.push(entry)
  }
  for (let edge = 0; edge < edges.length; edge++) {
    const entry = byRow[edges.callee[edge]!]
    if (entry == null) continue
    const key = keys[edges.caller[edge]!]!
    const edgeSelf = calls.edgeSelf[valueType]![edge]!
    const edgeTotal = calls.edgeTotal[valueType]![edge]!
    const isNew = !entry.callers.has(textKey(key))
    const caller = addTo(entry.callers, key, () => emptyCaller(key))
    caller.calls += count(edges.calls[edge]!)
    caller.primitiveCalls += primitiveCount(edges.calls[edge]!, edges.primitiveCalls[edge]!)
    caller.self = isNew ? edgeSelf * scale : addKnown(caller.self, edgeSelf * scale)
    caller.total = isNew ? edgeTotal * scale : addKnown(caller.total, edgeTotal * scale)
  }
}

/** The value type to write (the first that is a time, else the first) and what makes it seconds. */
function timeOf(calls: CallsPart): { valueType: number; scale: number } {
  const index = calls.valueTypes.findIndex(type => secondsPer(type.unit) !== null)
  if (index === -1) return { valueType: 0, scale: 1 }
  return { valueType: index, scale: secondsPer(calls.valueTypes[index]!.unit)! }
}

/** Functions with no source stand under the binary they are in, or under '~' as cProfile's builtins do. */
function keyOf({ shared }: Recording, func: number): Key {
  const { strings, funcs, sources, libs } = shared
  const name = strings[funcs.name[func]!]!
  const line = Math.max(0, funcs.line[func]!)
  const source = funcs.source[func]!
  if (source !== -1) return { file: strings[sources.path[source]!]!, line, name }
  const lib = funcs.lib[func]!
  return { file: lib === -1 ? '~' : strings[libs.path[lib]!]!, line: 0, name }
}

function emptyCaller(key: Key): Caller {
  return { key, calls: 0, primitiveCalls: 0, self: 0, total: 0 }
}

function addTo<T extends Caller>(map: Map<string, T>, key: Key, make: () => T): T {
  const id = textKey(key)
  let value = map.get(id)
  if (value === undefined) {
    value = make()
    map.set(id, value)
  }
  return value
}

function textKey({ file, line, name }: Key): string {
  return `${line}\0${file}\0${name}`
}

function count(calls: number): number {
  return Number.isFinite(calls) ? calls : 0
}

/** Primitive calls; where only all calls are known, these. */
function primitiveCount(calls: number, primitiveCalls: number): number {
  return Number.isNaN(primitiveCalls) ? count(calls) : count(primitiveCalls)
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}

function addKnown(sum: number, value: number): number {
  return Number.isNaN(sum) ? value : sum + orZero(value)
}
