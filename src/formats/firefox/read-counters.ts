import type { Unit } from '../../base/units.ts'
import type { Timeline } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import type { CounterSource } from './profile-file.ts'
import { timesOf } from './read-samples.ts'
import { isObject, listAt, objectAt, tableOf, textAt } from './table.ts'

/** The unit of a counter where the file does not say it (before version 62). */
const UNITS: Readonly<Record<string, Unit>> = {
  Memory: 'bytes',
  Bandwidth: 'bytes',
  power: 'pWh',
}

/**
 * A counter as a timeline. Its samples say by how much it changed since the one before; what is kept is the sum so far, which
 * for memory is relative to when the recording began.
 */
export function readCounter(
  { raw, offset }: CounterSource,
  process: number,
  toNanoseconds: (time: number) => number,
): Timeline {
  const category = textAt(raw, 'category')
  const unit = textAt(raw.display, 'unit') || UNITS[category] || 'count'
  const name = textAt(raw, 'name') || 'counter'
  const points = tableBuilder(TIMELINE_POINTS)
  const table = tableOf(samplesOf(raw), 'counters.samples')
  const times = timesOf(table, offset)
  let sum = 0
  let before = Number.NEGATIVE_INFINITY
  for (let i = 0; i < table.length; i++) {
    sum += table.number('count', i) || 0
    before = Math.max(before, toNanoseconds(times[i]!))
    points.add({ time: before, value: sum })
  }
  const kind = category === 'Bandwidth' || category === 'power' ? 'counter' : 'gauge'
  return { name, unit, kind, process, points: points.finish() }
}

/** Until version 47 the samples stood in a group, or the first of several. */
function samplesOf(raw: Readonly<Record<string, unknown>>): unknown {
  if (isObject(raw.samples)) return raw.samples
  for (const key of ['sampleGroups', 'sample_groups']) {
    const group = listAt(raw, key)[0] ?? objectAt(raw, key)
    if (isObject(group) && isObject(group.samples)) return group.samples
  }
  return undefined
}
