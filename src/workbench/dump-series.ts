import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Recording, type Timeline, type ValueType, warn } from '../model/recording.ts'
import { tableBuilder } from '../model/table-builder.ts'
import { TIMELINE_POINTS } from '../model/tables.ts'

/** What tcmalloc calls the dumps of a program: PREFIX.0001.heap, PREFIX.0002.heap … */
const DUMP = /^(.*)\.(\d{4,})\.heap$/

/**
 * Recordings in which the dumps of one program (`HEAPPROFILE=PREFIX`) are one: that of the peak, with the bytes in use over time;
 * the others as they are. A dump does not say when it was made: its file does, or, where copying has lost that, its number counts as seconds, with a
 * warning. `files` are those that the recordings came from, one each; otherwise nothing is joined.
 */
export function joinDumps(
  recordings: readonly Recording[],
  files: readonly string[],
  cwd: string,
): readonly Recording[] {
  if (files.length !== recordings.length || files.length < 2) return recordings
  const series = new Map<string, Dump[]>()
  const others: Recording[] = []
  for (const [i, recording] of recordings.entries()) {
    const name = DUMP.exec(basename(files[i]!))
    if (name === null || recording.meta.importedFrom?.format !== 'gperftools-heap') others.push(recording)
    else {
      const prefix = join(dirname(files[i]!), name[1]!)
      const dumps = series.get(prefix) ?? []
      series.set(prefix, dumps)
      dumps.push({ recording, number: Number(name[2]), written: writtenAt(resolve(cwd, files[i]!)) })
    }
  }
  return [...others, ...[...series].map(([prefix, dumps]) => joined(basename(prefix), dumps))]
}

interface Dump {
  readonly recording: Recording
  readonly number: number
  /** ms since 1970, NaN unknown. */
  readonly written: number
}

function joined(name: string, dumps: Dump[]): Recording {
  dumps.sort((a, b) => a.number - b.number)
  const [first] = dumps
  const isTimed = dumps.every((dump, i) => i === 0 || dump.written >= dumps[i - 1]!.written)
  const times = dumps.map(({ written, number }) =>
    isTimed ? (written - first!.written) * 1e6 : number * 1e9,
  )
  const points = tableBuilder(TIMELINE_POINTS)
  let peak = first!
  let most = Number.NEGATIVE_INFINITY
  for (const [i, dump] of dumps.entries()) {
    const value = inUse(dump.recording)
    points.add({ time: times[i]!, value })
    if (value <= most) continue
    most = value
    peak = dump
  }
  const heap: Timeline = { name: 'heap', unit: 'bytes', kind: 'gauge', process: -1, points: points.finish() }
  const message = 'Files do not tell when the heap was dumped: each dump counts as a second.'
  const warnings = isTimed ? [] : [warn('time-unit', message)]
  const { meta, stacks } = peak.recording
  return {
    ...peak.recording,
    meta: { ...meta, name, duration: times.at(-1)!, warnings: [...meta.warnings, ...warnings] },
    timelines: [heap],
    stacks: stacks && { ...stacks, valueTypes: stacks.valueTypes.map(ofPeak) },
  }
}

function ofPeak(type: ValueType): ValueType {
  return { ...type, name: type.name.replace(/^in-use /, 'peak ') }
}

function inUse({ stacks }: Recording): number {
  const column = stacks!.valueTypes.findIndex(({ name }) => name === 'in-use bytes')
  return column === -1 ? 0 : stacks!.weights[column]!.reduce((sum, value) => sum + value, 0)
}

function writtenAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return Number.NaN
  }
}
