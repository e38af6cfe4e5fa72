import { wholeOf } from '../../analysis/totals/whole.ts'
import { keepSamples } from '../../analysis/transforms/stack-rewriter.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { valueTypesOf } from '../formula/derived-values.ts'
import { compilePattern } from './search-pattern.ts'

/** A piece of what was opened that can be looked at alone. */
export interface Part {
  /** Of what it is one: a recording (a file, a dump of Callgrind, a rank), or a thread of one that has several. */
  readonly kind: 'recording' | 'thread'
  /** Index of the recording. */
  readonly recording: number
  /** Index of the thread; -1 for samples that name none, and for whole recordings. */
  readonly thread: number
  /** Names from the outside in, each only where it tells parts apart: recording, process, thread. */
  readonly path: readonly string[]
  /** The sum of each value type of the answer; NaN where the part's recording does not measure it. */
  readonly sums: Float64Array
}

/** What inputs consist of. */
export interface PartsAnswer {
  /** Those of all recordings, by name and unit. */
  readonly valueTypes: readonly ValueType[]
  readonly totals: Float64Array
  /** What shares are of: `totals`, or where parts are below zero the sum of their sizes. */
  readonly wholes: Float64Array
  readonly parts: readonly Part[]
}

/**
 * The parts of what was opened, with their sums: recordings, and threads where a recording's samples are of several. They
 * have no sample in common, so that sums add up to the whole. O(samples * value types).
 */
export function queryParts(recordings: readonly Recording[]): PartsAnswer {
  const valueTypes = allValueTypes(recordings)
  const hasSeveral = recordings.length > 1
  const parts = recordings.flatMap((recording, index) => {
    const own = hasSeveral ? [recording.meta.name] : []
    const columnOf = columnsOf(recording, valueTypes)
    const threads = threadSums(recording, columnOf)
    if (threads.size > 1) return threadParts(recording, { index, own, threads })
    const sums = threads.size === 1 ? [...threads.values()][0]! : callSums(recording, columnOf)
    return [{ kind: 'recording' as const, recording: index, thread: -1, path: [recording.meta.name], sums }]
  })
  const totals = new Float64Array(valueTypes.length)
  for (const { sums } of parts)
    for (const [k, sum] of sums.entries()) if (!Number.isNaN(sum)) totals[k]! += sum
  const wholes = totals.map((_, k) => wholeOf(Float64Array.from(parts, part => part.sums[k]!)))
  return { valueTypes, totals, wholes, parts }
}

/**
 * The parts a text means: numbers of the table from 1 on and ranges of them ("1,3-5"), else a regular expression for names
 * ("worker"). @throws UsageError, which lists the parts, when it means none.
 */
export function findParts({ parts }: PartsAnswer, wanted: string): Part[] {
  const found = /^\s*\d+(?:\s*-\s*\d+)?(?:\s*,\s*\d+(?:\s*-\s*\d+)?)*\s*$/.test(wanted)
    ? byNumber(parts, wanted)
    : byName(parts, wanted)
  if (found.length > 0) return found
  const listed = parts.slice(0, 20).map((part, i) => `${i + 1} ${partName(part)}`)
  const more = parts.length > listed.length ? ` and ${parts.length - listed.length} more` : ''
  throw new UsageError(`No part is meant by "${wanted}"`, `The parts are ${listed.join(', ')}${more}`)
}

/** "app.py / worker-1 / MainThread". */
function partName({ path }: Part): string {
  return path.join(' / ')
}

/** The recordings with nothing but these parts; recordings without any are left out. O(samples). */
export function keepParts(recordings: readonly Recording[], parts: readonly Part[]): Recording[] {
  return recordings.flatMap((recording, index) => {
    const own = parts.filter(part => part.recording === index)
    if (own.length === 0) return []
    if (own.some(part => part.kind === 'recording')) return [recording]
    const isKept = new Set(own.map(part => part.thread))
    const { thread } = recording.stacks!.samples
    return [keepSamples(recording, sample => isKept.has(thread[sample]!))]
  })
}

function byNumber(parts: readonly Part[], wanted: string): Part[] {
  const ranges = wanted.split(',').map(piece => piece.split('-').map(Number))
  return parts.filter((_, i) => ranges.some(([first, last = first]) => i + 1 >= first! && i + 1 <= last!))
}

function byName(parts: readonly Part[], wanted: string): Part[] {
  const exact = parts.filter(part => partName(part) === wanted || part.path.at(-1) === wanted)
  if (exact.length > 0) return exact
  const matches = compilePattern(wanted)
  return parts.filter(part => matches(partName(part)))
}

function allValueTypes(recordings: readonly Recording[]): ValueType[] {
  const types: ValueType[] = []
  for (const type of recordings.flatMap(valueTypesOf)) {
    if (type.base === undefined && !types.some(other => other.name === type.name && other.unit === type.unit))
      types.push(type)
  }
  return types
}

/** For every value type of the answer the column of the recording, -1 where it has none. */
function columnsOf(recording: Recording, valueTypes: readonly ValueType[]): number[] {
  const own = valueTypesOf(recording)
  return valueTypes.map(({ name, unit }) => own.findIndex(type => type.name === name && type.unit === unit))
}

/** Sums by thread in the order of the threads, -1 last; empty where there are no samples. */
function threadSums({ stacks }: Recording, columnOf: readonly number[]): Map<number, Float64Array> {
  const sums = new Map<number, Float64Array>()
  if (stacks === null) return sums
  const { thread, length } = stacks.samples
  for (let sample = 0; sample < length; sample++) {
    let sum = sums.get(thread[sample]!)
    if (sum === undefined) {
      sum = Float64Array.from(columnOf, column => (column === -1 ? Number.NaN : 0))
      sums.set(thread[sample]!, sum)
    }
    for (let k = 0; k < columnOf.length; k++) {
      const weight = columnOf[k] === -1 ? 0 : stacks.weights[columnOf[k]!]![sample]!
      if (!Number.isNaN(weight)) sum[k]! += weight
    }
  }
  const place = (thread: number) => (thread === -1 ? Number.MAX_SAFE_INTEGER : thread)
  return new Map([...sums].sort(([a], [b]) => place(a) - place(b)))
}

function threadParts(
  { shared }: Recording,
  of: { index: number; own: readonly string[]; threads: ReadonlyMap<number, Float64Array> },
): Part[] {
  const { strings, threads, processes } = shared
  const processOf = (thread: number) => (thread === -1 ? -1 : threads.process[thread]!)
  const hasProcesses = new Set(Array.from(of.threads.keys(), processOf)).size > 1
  return Array.from(of.threads, ([thread, sums]) => {
    const process = processOf(thread)
    const pid = process === -1 ? -1 : processes.pid[process]!
    const named = process === -1 ? '(no process)' : strings[processes.name[process]!]! || '(process)'
    const tid = thread === -1 ? Number.NaN : threads.tid[thread]!
    const name = thread === -1 ? '(no thread)' : strings[threads.name[thread]!]! || '(thread)'
    const path = [
      ...of.own,
      ...(hasProcesses ? [pid === -1 ? named : `${named} ${pid}`] : []),
      Number.isNaN(tid) ? name : `${name} ${tid}`,
    ]
    return { kind: 'thread' as const, recording: of.index, thread, path, sums }
  })
}

/** Sums of a recording that has no samples. */
function callSums({ calls, lines }: Recording, columnOf: readonly number[]): Float64Array {
  const columns = calls?.self ?? lines?.values ?? []
  return Float64Array.from(columnOf, column => {
    if (column === -1 || columns[column] === undefined) return Number.NaN
    let sum = 0
    for (const value of columns[column]!) if (!Number.isNaN(value)) sum += value
    return sum
  })
}
