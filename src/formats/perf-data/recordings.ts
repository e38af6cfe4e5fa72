import {
  meta,
  quality,
  type Recording,
  type Shared,
  type StacksPart,
  type ValueType,
} from '../../model/recording.ts'
import type { SampleTable } from '../../model/tables.ts'
import { titleOf } from '../title.ts'
import { SampleBit } from './event-attr.ts'
import { defaultEventName, isClock } from './event-names.ts'
import { FORMAT } from './perf-bytes.ts'
import type { PerfReader } from './perf-reader.ts'
import { recordName } from './record-types.ts'

/** Events of one recording: each costs two columns. More events make more recordings. */
const EVENTS_PER_RECORDING = 8

/** A value type and its column. */
interface Column {
  readonly type: ValueType
  readonly values: Float64Array
}

/** Makes the recordings of what was read: one for every eight events that have samples, at least one. */
export function recordingsOf(reader: PerfReader, { name }: { name: string | null }): Recording[] {
  nameEvents(reader)
  const origin = reader.base === null ? 0 : reader.earliest
  reader.processes.finish(origin)
  reader.frames.finish(reader.environment.buildIds)
  warnOfWhatIsLeftOut(reader)
  const shared = reader.shared.finish()
  const groups = eventGroups(reader)
  const recordings = groups.map((group, i) => {
    const title = titleOf(name, 'perf.data')
    const names = group.map(event => reader.events[event]!.name).join(', ')
    const only = { file: name, title: groups.length === 1 ? title : `${title}: ${names}` }
    return recordingOf(reader, {
      shared,
      group,
      origin,
      isFirst: i === 0,
      isOnly: groups.length === 1,
      ...only,
    })
  })
  return recordings
}

/** Gives each event a name of its own. */
function nameEvents({ events, environment, tracing }: PerfReader): void {
  const seen = new Map<string, number>()
  const fromSimpleperf = simpleperfNames(environment.simpleperf.event_type_info ?? '')
  for (const event of events) {
    const { type, config } = event.attr
    const tracepoint = type === 2 ? tracing?.tracepoints.get(config)?.name : undefined
    const known =
      event.name || tracepoint || fromSimpleperf.get(`${type},${config}`) || defaultEventName(event)
    const count = (seen.get(known) ?? 0) + 1
    seen.set(known, count)
    event.name = count === 1 ? known : `${known} #${count}`
  }
}

/** simpleperf's list of events: `name,type,config` a line. */
function simpleperfNames(text: string): Map<string, string> {
  const names = new Map<string, string>()
  for (const [, name, key] of text.matchAll(/^(.*),(\d+,\d+)$/gm)) names.set(key!, name!)
  return names
}

/** The events that have samples, in groups; where none has, the first event alone. */
function eventGroups({ events, samples }: PerfReader): number[][] {
  const present = events.map((_, event) => event).filter(event => samples.perEvent[event] !== undefined)
  const list = present.length > 0 ? present : events.length > 0 ? [0] : []
  if (list.length === 0) return [[]]
  const groups: number[][] = []
  for (let i = 0; i < list.length; i += EVENTS_PER_RECORDING)
    groups.push(list.slice(i, i + EVENTS_PER_RECORDING))
  return groups
}

function recordingOf(
  reader: PerfReader,
  options: {
    shared: Shared
    group: readonly number[]
    origin: number
    isFirst: boolean
    isOnly: boolean
    file: string | null
    title: string
  },
): Recording {
  const { shared, group, origin, isFirst, isOnly, file, title } = options
  const { environment, samples, counts, base } = reader
  const { clock, simpleperf } = environment
  const isSimpleperf = Object.keys(simpleperf).length > 0
  const event = reader.events[group[0] ?? 0]?.attr
  const counters = isFirst ? countersOf(reader) : []
  const start = base === null ? null : base + BigInt(origin)
  const platform = [
    environment.osRelease === null ? null : `Linux ${environment.osRelease}`,
    environment.architecture,
  ]
  return {
    meta: meta({
      name: title,
      command: environment.commandLine,
      host: environment.hostName,
      platform: platform.filter(part => part !== null).join(' ') || null,
      startTime: start === null || clock === null ? null : String(clock.wallTime + (start - clock.clockTime)),
      duration: base === null ? null : reader.latest - reader.earliest,
      recorder: {
        name: isSimpleperf ? 'simpleperf' : 'perf',
        version: isSimpleperf ? (simpleperf.simpleperf_version ?? null) : environment.version,
        mode: counts.has(76) ? 'stat' : 'sample',
        settings: settingsOf(reader),
      },
      quality: quality({
        askedRate: event?.isFrequency === true ? event.samplePeriod : null,
        stacksRead: samples.rows.length,
        lostStacks: reader.lost,
      }),
      warnings: reader.warnings.list(),
      importedFrom: { format: FORMAT, file },
      extra: {
        perfData: {
          firstTime: start === null ? null : String(start),
          records: Object.fromEntries([...counts].map(([type, count]) => [recordName(type), count])),
          events: group.map(index => eventExtra(reader, index)),
        },
      },
    }),
    shared,
    // What `perf stat record` wrote has totals and no samples.
    stacks:
      samples.rows.length === 0 && counters.length > 0 ? null : stacksOf(reader, { group, origin, isOnly }),
    calls: null,
    lines: null,
    timelines: [],
    marks: null,
    counters,
  }
}

function eventExtra({ events, samples }: PerfReader, index: number): Record<string, unknown> {
  const { name, attr } = events[index]!
  return {
    name,
    type: attr.type,
    config: `0x${attr.config.toString(16)}`,
    [attr.isFrequency ? 'frequency' : 'period']: attr.samplePeriod,
    sampleType: attr.sampleType,
    samples: samples.perEvent[index] ?? 0,
  }
}

function settingsOf({ environment }: PerfReader): Record<string, string | number> {
  const settings: Record<string, string | number> = {}
  const { cpuDescription, cpuId, cpusOnline, memory, simpleperf } = environment
  if (cpuDescription !== null) settings.cpu = cpuDescription
  if (cpuId !== null) settings.cpuId = cpuId
  if (cpusOnline !== null) settings.cpusOnline = cpusOnline
  if (memory !== null) settings.memoryKiB = memory
  for (const [key, value] of Object.entries(simpleperf)) {
    if (key !== 'event_type_info' && key !== 'simpleperf_version') settings[key] = value
  }
  return settings
}

function stacksOf(
  { events, samples }: PerfReader,
  { group, origin, isOnly }: { group: readonly number[]; origin: number; isOnly: boolean },
): StacksPart {
  const table = samples.rows.finish()
  const eventOf = samples.event.finish()
  const rows: number[] = []
  if (!isOnly) for (let i = 0; i < eventOf.length; i++) if (group.includes(eventOf[i]!)) rows.push(i)
  const chosen = isOnly ? table : selectRows(table, rows)
  for (let i = 0; i < chosen.length; i++) chosen.time[i]! -= origin
  const periods = samples.period.finish()
  const columns: Column[] = []
  const isSingle = group.length === 1
  for (const event of group) {
    const { name, attr } = events[event]!
    const counts = new Float64Array(table.length)
    const sums = new Float64Array(table.length)
    let isKnown = false
    let differs = false
    for (let i = 0; i < table.length; i++) {
      if (eventOf[i] !== event) continue
      counts[i] = 1
      if (Number.isNaN(periods[i])) continue
      sums[i] = periods[i]!
      isKnown = true
      if (periods[i] !== 1) differs = true
    }
    for (let k = 0; k < samples.extraRow.length; k++) {
      if (samples.extraEvent.get(k) !== event) continue
      const row = samples.extraRow.get(k)
      counts[row]! += 1
      sums[row]! += samples.extraCount.get(k)
      isKnown = true
      differs = true
    }
    const isExact = !attr.isFrequency && attr.samplePeriod === 1
    const precision = isExact ? 'exact' : 'sampled'
    const unit = isClock(events[event]!) ? 'nanoseconds' : 'count'
    if (isKnown) columns.push({ type: { name: name!, unit, kind: 'sum', precision }, values: sums })
    const label = isSingle ? 'samples' : `${name} samples`
    if (!isExact || differs)
      columns.push({ type: { name: label, unit: 'count', kind: 'sum', precision }, values: counts })
  }
  if (columns.length === 0) {
    const values = new Float64Array(table.length)
    columns.push({ type: { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }, values })
  }
  addWeights(columns, { weight: samples.weight.finish(), length: table.length })
  return {
    valueTypes: columns.map(({ type }) => type),
    defaultValueType: 0,
    samples: chosen,
    weights: columns.map(({ values }) => (isOnly ? values : Float64Array.from(rows, row => values[row]!))),
    isTimed: samples.isOrdered && table.length > 0,
  }
}

/** What the processor says a sample cost (`perf record -W`, `perf mem`). */
function addWeights(columns: Column[], { weight, length }: { weight: Float64Array; length: number }): void {
  if (weight.length === 0) return
  const values = new Float64Array(length)
  values.set(weight)
  columns.push({ type: { name: 'weight', unit: 'count', kind: 'sum', precision: 'sampled' }, values })
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

function countersOf({ events, stats }: PerfReader): Recording['counters'] {
  return [...stats.totals()].map(([event, value]) => {
    const unit = isClock(events[event]!) ? 'nanoseconds' : 'count'
    return { name: events[event]!.name!, unit, value }
  })
}

/** What a sample may carry and a recording does not hold. */
const LEFT_OUT: readonly (readonly [number, string])[] = [
  [SampleBit.address, 'data addresses'],
  [SampleBit.physicalAddress, 'physical addresses'],
  [SampleBit.raw, 'raw data of tracepoints'],
  [SampleBit.branchStack, 'branches'],
  [SampleBit.interruptRegisters, 'registers'],
  [SampleBit.aux, 'hardware trace'],
  [SampleBit.dataPageSize, 'page sizes'],
  [SampleBit.codePageSize, 'page sizes'],
]
const NOT_DECODED = [11, 71]

function warnOfWhatIsLeftOut({ events, samples, counts, warnings, environment, stats }: PerfReader): void {
  const perField = new Map<string, number>()
  for (const [i, { attr }] of events.entries()) {
    for (const [bit, what] of LEFT_OUT) {
      const count = samples.perEvent[i] ?? 0
      if (attr.sampleType & bit && count > 0) perField.set(what, (perField.get(what) ?? 0) + count)
    }
  }
  for (const [what, count] of perField) {
    warnings.add(`left-out-${what.replaceAll(' ', '-')}`, `Samples carry ${what}, which are left out.`, count)
  }
  const traces = NOT_DECODED.reduce((sum, type) => sum + (counts.get(type) ?? 0), 0)
  warnings.add(
    'hardware-trace',
    'A hardware trace (Intel PT, ARM CoreSight …) is in the file and is not decoded.',
    traces,
  )
  warnings.add(
    'throttled',
    'The kernel sampled less often than asked for, to spare the machine.',
    counts.get(5) ?? 0,
  )
  warnings.add('scaled', 'Counters shared their hardware; their values were scaled up.', stats.scaled)
  if (environment.isDirectory)
    warnings.add('directory', 'The samples lie in other files of a directory, beside this one.')
}
