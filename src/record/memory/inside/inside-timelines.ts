import type { Timeline } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { tableBuilder } from '../../../model/table-builder.ts'
import { MARKS, type MarkTable } from '../../../model/tables.ts'
import type { MemoryFile, MemoryPoint } from './read-memory-file.ts'

/** What processes told over time, in bytes: 'traced' (what tracemalloc counts) and 'FUNCTION.variable'. `startTime` in ns since 1970;
 *  `processOf` gives the index of a process, -1 unknown. */
export function insideTimelines(
  files: readonly Pick<MemoryFile, 'pid' | 'sites' | 'variables'>[],
  startTime: number,
  processOf: (pid: number) => number,
): Timeline[] {
  return files.flatMap(({ pid, sites, variables }) => {
    const process = processOf(pid)
    const series: [string, readonly MemoryPoint[]][] = [...(variables?.points ?? [])]
    if (sites !== null) series.unshift(['traced', sites.timeline])
    return series.flatMap(([name, points]) => timeline(name, points, { startTime, process }))
  })
}

function timeline(
  name: string,
  points: readonly MemoryPoint[],
  { startTime, process }: { startTime: number; process: number },
): Timeline[] {
  if (points.length === 0) return []
  const time = new Float64Array(points.length)
  let last = 0
  for (const [i, [at]] of points.entries()) {
    // The program's clock may have been set back.
    last = Math.max(last, at - startTime)
    time[i] = last
  }
  const value = Float64Array.from(points, ([, bytes]) => bytes)
  return [{ name, unit: 'bytes', kind: 'gauge', process, points: { length: points.length, time, value } }]
}

/** The recording's marks with the calls of the chosen functions, by time; null when there are none. */
export function withSpans(
  marks: MarkTable | null,
  files: readonly Pick<MemoryFile, 'spans'>[],
  { startTime, shared }: { startTime: number; shared: SharedBuilder },
): MarkTable | null {
  const threads = new Map<number, number>()
  const { tid } = shared.threads.columns
  for (let i = 0; i < shared.threads.length; i++) threads.set(tid.get(i), i)
  const rows = files.flatMap(({ spans }) =>
    spans.map(span => ({
      name: shared.string(span.name),
      time: Math.max(0, span.start - startTime),
      duration: span.duration,
      thread: threads.get(span.tid) ?? -1,
    })),
  )
  for (let i = 0; i < (marks?.length ?? 0); i++) {
    const { name, time, duration, thread } = marks!
    rows.push({ name: name[i]!, time: time[i]!, duration: duration[i]!, thread: thread[i]! })
  }
  if (rows.length === 0) return null
  rows.sort((a, b) => a.time - b.time || b.duration - a.duration)
  const table = tableBuilder(MARKS)
  for (const row of rows) table.add(row)
  return table.finish()
}
