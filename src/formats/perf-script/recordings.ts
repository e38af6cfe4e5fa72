import {
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type StacksPart,
  type ValueType,
  type Warning,
  warn,
} from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { titleOf } from '../importing/title.ts'
import type { ScriptHeader } from './header.ts'
import type { SampleRows } from './sample-rows.ts'
import type { ThreadTexts } from './threads.ts'

/** Events of one recording; with more of them each has a recording of its own, since every sample has a value for each. */
const MAX_EVENTS = 4
/** A share of falling times above this is no order. */
const MAX_FALLING = 0.25
/** Events whose periods are nanoseconds on a processor. */
const CLOCKS = /^(?:cpu-clock|task-clock)(?::|$)/

/** What was read. */
export interface ScriptParts {
  readonly name: string | null
  readonly rows: SampleRows
  readonly threads: Pick<ThreadTexts, 'threads' | 'labels'>
  readonly shared: SharedBuilder
  readonly header: ScriptHeader
  readonly warnings: readonly Warning[]
  readonly recorder: string
  /** Goes into `meta.extra.perfScript`. */
  readonly extra?: Readonly<Record<string, string>>
}

/** The samples as recordings: one with all events as value types, or one an event where there are many. */
export function finishRecordings(format: string, parts: ScriptParts): Recording[] {
  const { name, rows, header } = parts
  const { order, warnings } = orderByTime(rows, parts.warnings)
  const shared = parts.shared.finish()
  const title = titleOf(name, parts.recorder)
  const duration = order.isTimed && rows.length > 0 ? order.end - order.start : null
  const events = rows.events.length === 0 ? ['samples'] : rows.events
  const groups =
    events.length <= MAX_EVENTS ? [events.map((_, event) => event)] : events.map((_, event) => [event])
  return groups.map(group => ({
    ...NO_PARTS,
    meta: meta({
      name: groups.length === 1 ? title : `${title} ${events[group[0]!]}`,
      host: header.host,
      platform: header.platform,
      command: header.command,
      duration,
      recorder: { name: parts.recorder, version: header.version, mode: 'native', settings: header.settings },
      quality: header.askedRate === null ? null : quality({ askedRate: header.askedRate }),
      warnings,
      importedFrom: { format, file: name },
      extra: extraOf(parts, order),
    }),
    shared,
    stacks: stacksOf(parts, { group, events, order }),
  }))
}

/** The rows in the order of time, and whether they have one. */
interface RowOrder {
  readonly rows: Int32Array
  readonly isTimed: boolean
  /** Of the first and the last sample, ns on the clock of the rows. */
  readonly start: number
  readonly end: number
}

function orderByTime(
  rows: SampleRows,
  known: readonly Warning[],
): { order: RowOrder; warnings: readonly Warning[] } {
  const warnings = [...known]
  const times = rows.time.finish()
  let order = new Int32Array(rows.length)
  let falls = 0
  let isTimed = rows.length > 0
  let end = Number.NEGATIVE_INFINITY
  let start = Number.POSITIVE_INFINITY
  let before = Number.NEGATIVE_INFINITY
  for (let i = 0; i < order.length; i++) {
    order[i] = i
    const time = times[i]!
    if (Number.isNaN(time)) isTimed = false
    if (time < before) falls++
    before = time
    if (time > end) end = time
    if (time < start) start = time
  }
  if (isTimed && falls > MAX_FALLING * order.length) {
    const message = 'Times fall from sample to sample too often to be times of one clock; they were left out.'
    warnings.push(warn('times-fall', message, falls))
    isTimed = false
  }
  // Lists are sorted by merging what is in order already, typed arrays are not.
  if (isTimed && falls > 0) order = new Int32Array(Array.from(order).sort((a, b) => times[a]! - times[b]!))
  return { order: { rows: order, isTimed, start, end }, warnings }
}

function extraOf({ rows, extra = {} }: ScriptParts, order: RowOrder): Record<string, unknown> {
  const clock = order.isTimed ? { clockStart: clockText(rows.clockStart, order.start) } : {}
  const perfScript = { ...clock, ...extra }
  return Object.keys(perfScript).length === 0 ? {} : { perfScript }
}

/** The clock's reading at the first sample in seconds, exact. */
function clockText(seconds: number, start: number): string {
  const whole = BigInt(seconds) * 1_000_000_000n + BigInt(start)
  const text = String(whole).padStart(10, '0')
  return `${text.slice(0, -9)}.${text.slice(-9)}`
}

interface EventGroup {
  /** Numbers of the events. */
  readonly group: readonly number[]
  readonly events: readonly string[]
  readonly order: RowOrder
}

function stacksOf(parts: ScriptParts, { group, events, order }: EventGroup): StacksPart {
  const { threads } = parts
  const rows = columnsOf(parts.rows)
  const isAll = group.length === events.length
  // A sample that names no event is of the first.
  const eventOf = (row: number) => Math.max(0, rows.event[row]!)
  const chosen = isAll ? order.rows : order.rows.filter(row => eventOf(row) === group[0])
  const hasPeriod = periodsKnown(rows.period, chosen, { count: events.length, eventOf })
  const length = chosen.length
  const columns = group.map(event => valueTypesOf(events[event]!, hasPeriod[event]!, group.length > 1))
  const weights = columns.map(types => types.map(() => new Float64Array(length)))
  const [stack, thread, labels] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)]
  const time = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const row = chosen[i]!
    const header = rows.header[row]!
    stack[i] = rows.stack[row]!
    thread[i] = header === -1 ? -1 : threads.threads[header]!
    labels[i] = header === -1 ? -1 : threads.labels[header]!
    time[i] = order.isTimed ? rows.time[row]! - order.start : Number.NaN
    const own = weights[isAll ? eventOf(row) : 0]!
    own[0]![i] = 1
    if (own.length > 1) own[1]![i] = rows.period[row]!
  }
  const state = new Uint8Array(length)
  return {
    valueTypes: columns.flat(),
    defaultValueType: columns[0]!.length - 1,
    samples: {
      ...{ length, stack, thread, time, labels },
      ...{ state, wait: new Int32Array(length).fill(-1), flags: state.slice() },
    },
    weights: weights.flat(),
    isTimed: order.isTimed,
  }
}

function columnsOf({ stack, header, event, time, period }: SampleRows): {
  readonly [K in 'stack' | 'header' | 'event']: Int32Array
} & { readonly [K in 'time' | 'period']: Float64Array } {
  return {
    stack: stack.finish(),
    header: header.finish(),
    event: event.finish(),
    time: time.finish(),
    period: period.finish(),
  }
}

/** Per event whether every one of its samples says its period. */
function periodsKnown(
  periods: Float64Array,
  chosen: Int32Array,
  { count, eventOf }: { count: number; eventOf: (row: number) => number },
): boolean[] {
  const missing = new Uint8Array(count)
  const present = new Uint8Array(count)
  for (let i = 0; i < chosen.length; i++) {
    const row = chosen[i]!
    const event = eventOf(row)
    if (Number.isNaN(periods[row]!)) missing[event] = 1
    else present[event] = 1
  }
  return Array.from(missing, (isMissing, event) => isMissing === 0 && present[event] === 1)
}

/** The number of an event's samples, and what they stand for where each says it. */
function valueTypesOf(event: string, hasPeriod: boolean, isOneOfMany: boolean): ValueType[] {
  const rest = { kind: 'sum', precision: 'sampled' } as const
  const samples = isOneOfMany ? `${event} samples` : 'samples'
  const counted: ValueType = { name: samples, unit: 'count', ...rest }
  if (!hasPeriod) return [counted]
  return [
    counted,
    {
      name: event === 'samples' ? 'period' : event,
      unit: CLOCKS.test(event) ? 'nanoseconds' : 'count',
      ...rest,
    },
  ]
}
