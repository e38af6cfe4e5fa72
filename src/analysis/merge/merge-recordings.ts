import { UsageError } from '../../base/errors.ts'
import { NO_PARTS, type Recording, type Timeline, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { emptyTable, tableBuilder } from '../../model/table-builder.ts'
import { MARKS } from '../../model/tables.ts'
import { mergeHeaps } from './heap.ts'
import { alignClocks, mergeMeta } from './meta.ts'
import { type MergeInput, mergeCalls, mergeLines, mergeStacks } from './parts.ts'
import { mergeShared, type SharedMaps } from './shared.ts'

type PartName = 'stacks' | 'calls' | 'lines'

/**
 * Merges recordings of the same kind (runs, ranks, hosts, files) into one. Samples stay apart by process (an input without
 * processes gets one named after it); call graphs and lines add up; looks at heaps come one after the other; clocks are aligned where all inputs know theirs.
 * O(size). @throws UsageError when there is nothing to merge, or when the inputs do not measure the same: different parts,
 * value types, or sampled with exact.
 */
export function mergeRecordings(recordings: readonly Recording[]): Recording {
  const [first] = recordings
  if (first === undefined) throw new UsageError('There is no recording to merge')
  if (recordings.length === 1) return first
  const shared = new SharedBuilder()
  const clocks = alignClocks(recordings)
  const maps = recordings.map(recording => mergeShared(recording, shared))
  const stacks = partInputs(recordings, { name: 'stacks', maps, shifts: clocks.shifts })
  const calls = partInputs(recordings, { name: 'calls', maps, shifts: clocks.shifts })
  const lines = partInputs(recordings, { name: 'lines', maps, shifts: clocks.shifts })
  const merged = {
    ...NO_PARTS,
    stacks: stacks && mergeStacks(stacks, first.stacks!),
    calls: calls && mergeCalls(calls, first.calls!.valueTypes),
    lines: lines && mergeLines(lines, first.lines!.valueTypes),
    heap: mergeHeaps(
      recordings,
      maps.map((own, i) => ({ maps: own, shift: clocks.shifts[i]! })),
      shared,
    ),
    timelines: recordings.flatMap((recording, i) => moveTimelines(recording, maps[i]!, clocks.shifts[i]!)),
    marks: mergeMarks(recordings, maps, clocks.shifts),
    counters: mergeCounters(recordings),
  }
  return { meta: mergeMeta(recordings, clocks), shared: shared.finish(), ...merged }
}

/** The named part of every recording, null when none has it. */
function partInputs<N extends PartName>(
  recordings: readonly Recording[],
  { name, maps, shifts }: { name: N; maps: readonly SharedMaps[]; shifts: readonly number[] },
): MergeInput<NonNullable<Recording[N]>>[] | null {
  const withPart = recordings.find(recording => recording[name] !== null)
  if (withPart === undefined) return null
  const without = recordings.find(recording => recording[name] === null)
  if (without !== undefined) {
    throw cannotMerge(withPart, without, `only the first has ${PART_NAMES[name]}`)
  }
  const wanted = recordings[0]![name]!.valueTypes
  return recordings.map((recording, i) => {
    const part = recording[name]!
    const typeOrder = wanted.map(type => part.valueTypes.findIndex(other => isSameType(type, other)))
    if (part.valueTypes.length !== wanted.length || typeOrder.includes(-1)) {
      const both = `${describeTypes(wanted)} against ${describeTypes(part.valueTypes)}`
      throw cannotMerge(recordings[0]!, recording, `they measure different values: ${both}`)
    }
    return { part, maps: maps[i]!, shift: shifts[i]!, typeOrder } as MergeInput<NonNullable<Recording[N]>>
  })
}

const PART_NAMES = { stacks: 'stacks', calls: 'a call graph', lines: 'figures per line' } as const

function cannotMerge(a: Recording, b: Recording, why: string): UsageError {
  return new UsageError(
    `${a.meta.name} and ${b.meta.name} cannot be merged: ${why}`,
    'Merge recordings of one recorder and one mode',
  )
}

function isSameType(a: ValueType, b: ValueType): boolean {
  return a.name === b.name && a.unit === b.unit && a.kind === b.kind && a.precision === b.precision
}

function describeTypes(types: readonly ValueType[]): string {
  return types.map(type => `${type.name} (${type.unit}, ${type.precision})`).join(', ')
}

function moveTimelines(recording: Recording, maps: SharedMaps, shift: number): Timeline[] {
  return recording.timelines.map(timeline => {
    const { time, value, length } = timeline.points
    const process = timeline.process === -1 ? maps.onlyProcess : maps.processes[timeline.process]!
    return { ...timeline, process, points: { length, value, time: time.map(moment => moment + shift) } }
  })
}

function mergeMarks(
  recordings: readonly Recording[],
  maps: readonly SharedMaps[],
  shifts: readonly number[],
): Recording['marks'] {
  if (recordings.every(recording => recording.marks === null)) return null
  const builder = tableBuilder(MARKS)
  for (const [i, recording] of recordings.entries()) {
    const { name, time, duration, thread, length } = recording.marks ?? emptyTable(MARKS)
    for (let row = 0; row < length; row++) {
      builder.add({
        name: maps[i]!.strings(name[row]!),
        time: time[row]! + shifts[i]!,
        duration: duration[row]!,
        thread: thread[row] === -1 ? -1 : maps[i]!.threads[thread[row]!]!,
      })
    }
  }
  return builder.finish()
}

function mergeCounters(recordings: readonly Recording[]): Recording['counters'] {
  const sums = new Map<string, { name: string; unit: string; value: number }>()
  for (const { name, unit, value } of recordings.flatMap(recording => recording.counters)) {
    const key = `${name}\0${unit}`
    const before = sums.get(key)
    if (before === undefined) sums.set(key, { name, unit, value })
    else before.value += value
  }
  return [...sums.values()]
}
