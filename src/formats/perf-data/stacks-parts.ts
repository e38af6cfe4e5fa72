import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SampleTable } from '../../model/tables.ts'
import type { PerfEvent } from './event-attr.ts'
import { isClock } from './event-names.ts'
import type { SampleStore } from './sample-store.ts'

/** What is counted of one event in one recording. */
interface EventColumns {
  readonly event: number
  /** How many of the event each sample stands for, and whether the file says so. */
  readonly sums: Float64Array
  readonly counts: Float64Array
  isKnown: boolean
  isOneEach: boolean
}

/** The samples of each group of events, with two value types an event: how many of it, and how many samples. Times count
 *  from `origin`. O(samples + groups · events counted along). */
export function stacksParts(
  { events, samples }: { events: readonly PerfEvent[]; samples: SampleStore },
  { groups, origin }: { groups: readonly (readonly number[])[]; origin: number },
): StacksPart[] {
  const table = samples.rows.finish()
  for (let i = 0; i < table.length; i++) table.time[i]! -= origin
  const weight = samples.weight.finish()
  const rowsOfGroups = groups.length === 1 ? [null] : rowsByGroup(samples, groups)
  return groups.map((group, g) => {
    const rows = rowsOfGroups[g]!
    const length = rows?.length ?? table.length
    const types: ValueType[] = []
    const weights: Float64Array[] = []
    const add = (type: Omit<ValueType, 'kind'>, values: Float64Array) => {
      types.push({ ...type, kind: 'sum' })
      weights.push(values)
    }
    for (const columns of countEvents(samples, { group, rows, length })) {
      const { event, sums, counts, isKnown, isOneEach } = columns
      const name = events[event]!.name!
      const { isFrequency, samplePeriod } = events[event]!.attr
      const isExact = !isFrequency && samplePeriod === 1 && isOneEach
      const precision = isExact ? 'exact' : 'sampled'
      const unit = isClock(events[event]!) ? 'nanoseconds' : 'count'
      if (isKnown) add({ name, unit, precision }, sums)
      const label = group.length === 1 ? 'samples' : `${name} samples`
      if (!isKnown || !isExact) add({ name: label, unit: 'count', precision }, counts)
    }
    if (types.length === 0)
      add({ name: 'samples', unit: 'count', precision: 'sampled' }, new Float64Array(length))
    if (weight.length > 0) {
      const costs = Float64Array.from({ length }, (_, i) => weight[rows?.[i] ?? i] ?? 0)
      add({ name: 'weight', unit: 'count', precision: 'sampled' }, costs)
    }
    return {
      valueTypes: types,
      defaultValueType: 0,
      samples: rows === null ? table : selectRows(table, rows),
      weights,
      isTimed: samples.isOrdered && length > 0,
    }
  })
}

/** The rows that have something of each group's events, rising. */
function rowsByGroup(samples: SampleStore, groups: readonly (readonly number[])[]): number[][] {
  const groupOf = new Map<number, number>()
  for (const [g, group] of groups.entries()) for (const event of group) groupOf.set(event, g)
  const lists: number[][] = groups.map(() => [])
  const add = (event: number, row: number) => {
    const list = lists[groupOf.get(event) ?? -1]
    if (list !== undefined && list.at(-1) !== row) list.push(row)
  }
  let extra = 0
  for (let row = 0; row < samples.event.length; row++) {
    add(samples.event.get(row), row)
    for (; extra < samples.extraRow.length && samples.extraRow.get(extra) === row; extra++) {
      add(samples.extraEvent.get(extra), row)
    }
  }
  return lists
}

function countEvents(
  { event, period, extraRow, extraEvent, extraCount }: SampleStore,
  options: { group: readonly number[]; rows: readonly number[] | null; length: number },
): EventColumns[] {
  const { group, rows, length } = options
  const columns = group.map(index => ({
    event: index,
    sums: new Float64Array(length),
    counts: new Float64Array(length),
    isKnown: false,
    isOneEach: true,
  }))
  const columnOf = new Map(columns.map(column => [column.event, column]))
  const add = (index: number, place: number, count: number) => {
    const column = columnOf.get(index)
    if (column === undefined) return
    column.counts[place]! += 1
    if (Number.isNaN(count)) return
    column.sums[place]! += count
    column.isKnown = true
    if (count !== 1) column.isOneEach = false
  }
  let extra = 0
  for (let place = 0; place < length; place++) {
    const row = rows?.[place] ?? place
    add(event.get(row), place, period.get(row))
    while (extra < extraRow.length && extraRow.get(extra) < row) extra++
    for (; extra < extraRow.length && extraRow.get(extra) === row; extra++) {
      add(extraEvent.get(extra), place, extraCount.get(extra))
    }
  }
  return columns
}

function selectRows(table: SampleTable, rows: readonly number[]): SampleTable {
  return {
    length: rows.length,
    stack: Int32Array.from(rows, row => table.stack[row]!),
    thread: Int32Array.from(rows, row => table.thread[row]!),
    time: Float64Array.from(rows, row => table.time[row]!),
    state: Uint8Array.from(rows, row => table.state[row]!),
    wait: Int32Array.from(rows, row => table.wait[row]!),
    flags: Uint8Array.from(rows, row => table.flags[row]!),
    labels: Int32Array.from(rows, row => table.labels[row]!),
  }
}
