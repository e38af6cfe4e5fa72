import type { Recording } from '../../model/recording.ts'
import type { WrittenClock } from './written-clock.ts'

/** A counter for each timeline: by how much it changed since the point before. */
export function writtenCounters(
  { timelines }: Recording,
  { clock, mainThread, pids }: { clock: WrittenClock; mainThread: number; pids: readonly string[] },
): unknown[] {
  return timelines.map(({ name, unit, kind, process, points }) => {
    const isMemory = unit === 'bytes' && kind === 'gauge'
    const color = isMemory ? 'orange' : 'grey'
    return {
      name,
      category: isMemory ? 'Memory' : unit === 'bytes' ? 'Bandwidth' : 'Other',
      description: name,
      color,
      pid: process === -1 ? `recording ${mainThread}` : pids[process]!,
      mainThreadIndex: mainThread,
      display: {
        graphType: kind === 'gauge' ? 'line-accumulated' : 'line-rate',
        unit,
        color,
        markerSchemaLocation: null,
        sortWeight: isMemory ? 20 : 50,
        label: name,
      },
      samples: {
        time: Array.from(points.time, time => clock.origin + time / 1e6),
        count: Array.from(points.value, (value, i) => value - (i === 0 ? 0 : points.value[i - 1]!)),
        length: points.length,
      },
    }
  })
}
