import { LimitError } from '../../base/errors.ts'
import { type Meta, meta, NO_PARTS, quality, type Recording } from '../../model/recording.ts'
import { titleOf } from '../importing/title.ts'
import { SampleBit } from './event-attr.ts'
import { defaultEventName, isClock } from './event-names.ts'
import { FORMAT } from './perf-bytes.ts'
import type { PerfReader } from './perf-reader.ts'
import { stacksParts } from './stacks-parts.ts'

/** Events of one recording: each costs two columns. More events make more recordings, up to a number that is believed. */
const EVENTS_PER_RECORDING = 8
const MAX_EVENTS = 1024

/** Makes the recordings of what was read: one for every eight events that have samples, at least one.
 *  @throws LimitError for more events than are believed. */
export function recordingsOf(reader: PerfReader, { name }: { name: string | null }): Recording[] {
  nameEvents(reader)
  const { processes, frames, environment, events } = reader
  const origin = reader.base === null ? 0 : reader.earliest
  processes.finish(origin)
  frames.finish(environment.buildIds)
  warnOfWhatIsLeftOut(reader)
  const shared = reader.shared.finish()
  const groups = eventGroups(reader)
  const counters = countersOf(reader)
  // What `perf stat record` wrote has totals and no samples.
  const hasStacks = reader.samples.rows.length > 0 || counters.length === 0
  const parts = hasStacks ? stacksParts(reader, { groups, origin }) : [null]
  const title = titleOf(name, 'perf.data')
  return parts.map((stacks, i) => {
    const group = groups[i]!
    const names = group.map(event => events[event]!.name).join(', ')
    return {
      ...NO_PARTS,
      meta: metaOf(reader, {
        group,
        origin,
        title: parts.length === 1 ? title : `${title}: ${names}`,
        file: name,
      }),
      shared,
      stacks,
      counters: i === 0 ? counters : [],
    }
  })
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
  if (list.length > MAX_EVENTS) throw new LimitError(FORMAT, `more than ${MAX_EVENTS} events with samples`)
  const groups: number[][] = []
  for (let i = 0; i < list.length; i += EVENTS_PER_RECORDING)
    groups.push(list.slice(i, i + EVENTS_PER_RECORDING))
  return groups
}

function metaOf(
  reader: PerfReader,
  options: { group: readonly number[]; origin: number; title: string; file: string | null },
): Meta {
  const { group, origin, title, file } = options
  const { environment, samples, counts, base } = reader
  const { clock, simpleperf, osRelease, architecture } = environment
  const isSimpleperf = Object.keys(simpleperf).length > 0
  const event = reader.events[group[0] ?? 0]?.attr
  const start = base === null ? null : base + BigInt(origin)
  const platform = [osRelease === null ? null : `Linux ${osRelease}`, architecture]
  return meta({
    name: title,
    command: environment.commandLine,
    host: environment.hostName,
    platform: platform.filter(part => part !== null).join(' ') || null,
    startTime: start === null || clock === null ? null : String(clock.wallTime + (start - clock.clockTime)),
    duration: base === null ? null : reader.latest - reader.earliest,
    recorder: {
      name: isSimpleperf ? 'simpleperf' : 'perf',
      version: isSimpleperf ? (simpleperf.simpleperf_version ?? null) : environment.version,
      mode: counts.has('STAT') ? 'stat' : 'sample',
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
        records: Object.fromEntries(counts),
        events: group.map(index => eventExtra(reader, index)),
      },
    },
  })
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
const NOT_DECODED = ['AUX', 'AUXTRACE']

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
  const traces = NOT_DECODED.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0)
  warnings.add(
    'hardware-trace',
    'A hardware trace (Intel PT, ARM CoreSight …) is in the file and is not decoded.',
    traces,
  )
  warnings.add(
    'throttled',
    'The kernel sampled less often than asked for, to spare the machine.',
    counts.get('THROTTLE') ?? 0,
  )
  warnings.add('scaled', 'Counters shared their hardware; their values were scaled up.', stats.scaled)
  if (environment.isDirectory) {
    const message = 'The samples lie in other files of a directory, beside this one: open the directory.'
    warnings.add('directory', message)
  }
}
