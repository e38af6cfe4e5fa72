import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, StacksPart, Timeline, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS, type MarkTable } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { nanosecondsSince } from '../importing/nanoseconds-since.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import type { EventCollector } from './event-collector.ts'
import { embeddedSources, leftOutFields, metaOf, type OwnRecording } from './file-facts.ts'
import { matchEvents } from './match-events.ts'
import { type NestContext, nestSlices } from './nest-slices.ts'
import { readSampleTable } from './sample-table.ts'
import { type SampledThread, sampledPart } from './sampled-part.ts'
import { OwnerRows } from './trace-metadata.ts'
import type { Track } from './tracks.ts'

const TRACED: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' },
  { name: 'calls', unit: 'count', kind: 'sum', precision: 'exact' },
]
/** Microseconds that can only count from 1970: the years 2001 to 2100. */
const EPOCH = { from: 1e15, to: 4.1e15 }

/** A recording to be, and the events that are its. */
export interface Collected {
  readonly collector: EventCollector
  readonly own: OwnRecording | null
}

/** Everything a file holds. */
export interface TraceFile {
  readonly collected: readonly Collected[]
  readonly fields: ReadonlyMap<string, unknown>
  readonly samples: readonly unknown[]
  readonly warnings: Warnings
  readonly name: string | null
}

/** What is read of one recording: parts over shared tables. */
interface Parts {
  readonly shared: SharedBuilder
  readonly stacks: StacksPart | null
  readonly timelines: readonly Timeline[]
  readonly marks: MarkTable | null
}

/** The recordings of a file: of each the traced intervals and, if there are any, the samples. */
export function buildRecordings(file: TraceFile): Recording[] {
  return file.collected.flatMap(collected => recordingsOf(collected, file))
}

function recordingsOf(collected: Collected, file: TraceFile): Recording[] {
  const { collector, own } = collected
  const warnings = new Warnings()
  const sampledShared = new SharedBuilder()
  // Our own writer makes no table of samples.
  const table = own === null ? file.samples : []
  const sampled = [
    ...collector.profiles.threads(sampledShared, warnings),
    ...readSampleTable(table, file.fields.get('stackFrames'), { shared: sampledShared, warnings }),
  ]
  const span = spanOf(collected, sampled)
  const toNanoseconds = nanosecondsSince(span.first, 1000)
  const hasTracks = collector.threads.size > 0 || collector.operations.size > 0
  const hasMore = collector.instants.length > 0 || collector.counters.size > 0
  const recordings: Recording[] = []
  const add = (parts: Parts, part: 'traced' | 'sampled') => {
    recordings.push(finish(parts, { collected, file, span, part, isOnly: recordings.length === 0, warnings }))
  }
  const isTraced = hasTracks || (sampled.length === 0 && (hasMore || collector.hasEvents || own !== null))
  if (isTraced) add(tracedParts(collected, { toNanoseconds, warnings, last: span.last }), 'traced')
  if (sampled.length > 0) {
    const owners = new OwnerRows(sampledShared, collector.names, own?.pids)
    const stacks = sampledPart(sampled, { owners, warnings, toNanoseconds })
    const more = isTraced
      ? { timelines: [], marks: null }
      : extras(collector, owners, sampledShared, toNanoseconds)
    add({ shared: sampledShared, stacks, ...more }, 'sampled')
  }
  return recordings
}

interface Span {
  readonly first: number
  readonly last: number
}

/** The first and last moment of all, in microseconds; 0 where there is none. */
function spanOf({ collector, own }: Collected, sampled: readonly SampledThread[]): Span {
  let { first, last } = collector
  for (const { times } of sampled) {
    for (const time of times) {
      if (time < first) first = time
      if (time > last) last = time
    }
  }
  if (first > last) first = last = 0
  return { first: own !== null && own.origin <= first ? own.origin : first, last }
}

function tracedParts(
  { collector, own }: Collected,
  context: { toNanoseconds: (time: number) => number; warnings: Warnings; last: number },
): Parts {
  const { toNanoseconds, warnings, last } = context
  const { shared } = collector
  const owners = new OwnerRows(shared, collector.names, own?.pids)
  const part = new StacksBuilder(TRACED)
  const { columns } = part.samples
  const nest: NestContext = { shared, overlaps: 0, repairs: 0 }
  const problems = { unmatchedEnds: 0, unclosedBegins: 0 }
  const add = (track: Track, thread: number, end: number) => {
    const slices = matchEvents(track, problems)
    nestSlices(slices, end, nest, (stack, start, stop, begun) => {
      const time = toNanoseconds(start)
      columns.stack.push(stack)
      columns.thread.push(thread)
      columns.time.push(time)
      columns.state.push(0)
      columns.wait.push(-1)
      columns.flags.push(0)
      columns.labels.push(-1)
      part.weights[0]!.push(toNanoseconds(stop) - time)
      part.weights[1]!.push(begun)
    })
  }
  for (const { pid, tid, track } of collector.threads.values()) {
    add(track, owners.thread(pid, tid), lastOf(track))
  }
  for (const { thread, track } of collector.operations.lanes(owners, last)) add(track, thread, last)
  for (let i = 0; i < problems.unmatchedEnds; i++) {
    warnings.add('unmatched-ends', 'Ends of events that had not begun were left out.')
  }
  for (let i = 0; i < problems.unclosedBegins; i++) {
    warnings.add(
      'unclosed-events',
      'Events without an end last as long as what they are in, or to the last event.',
    )
  }
  for (let i = 0; i < nest.overlaps; i++) {
    warnings.add('overlapping-events', 'Events that outlast the event they began in go on without it.')
  }
  return { shared, stacks: part.finish(true), ...extras(collector, owners, shared, toNanoseconds) }
}

/** The last moment that the events of a track name. */
function lastOf({ time, duration }: Track): number {
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < time.length; i++) last = Math.max(last, time.get(i) + (duration.get(i) || 0))
  return last
}

function extras(
  collector: EventCollector,
  owners: OwnerRows,
  shared: SharedBuilder,
  toNanoseconds: (time: number) => number,
): Pick<Parts, 'timelines' | 'marks'> {
  const { instants } = collector
  const timelines = collector.counters.timelines(owners, toNanoseconds)
  if (instants.length === 0) return { timelines, marks: null }
  const marks = tableBuilder(MARKS)
  const sorted = [...instants].sort((a, b) => a.time - b.time)
  for (const { name, time, duration, owner } of sorted) {
    const start = toNanoseconds(time)
    marks.add({
      name: shared.string(collector.shared.text(name)),
      time: start,
      duration: duration === 0 ? 0 : toNanoseconds(time + duration) - start,
      thread: owner === null ? -1 : owners.thread(owner.pid, owner.tid),
    })
  }
  return { timelines, marks: marks.finish() }
}

function finish(
  { shared, ...parts }: Parts,
  context: {
    collected: Collected
    file: TraceFile
    span: Span
    part: 'traced' | 'sampled'
    isOnly: boolean
    warnings: Warnings
  },
): Recording {
  const { collected, file, span, part, isOnly, warnings } = context
  const title = collected.own?.name ?? titleOf(file.name, 'trace')
  const { recorder, ...known } = metaOf(file.fields)
  embedSources(shared, embeddedSources(file.fields))
  const isEpoch = span.first >= EPOCH.from && span.first < EPOCH.to
  return importedRecording(
    { format: 'chrome-trace', file: file.name },
    {
      ...(isEpoch ? { startTime: String(BigInt(Math.round(span.first * 1000))) } : {}),
      ...known,
      name: isOnly ? title : `${title}: CPU samples`,
      duration: nanosecondsSince(span.first, 1000)(span.last),
      recorder: { ...recorder, mode: part === 'traced' ? 'trace' : 'sample' },
      warnings: isOnly
        ? [...file.warnings.list(), ...warnings.list(), ...leftOutFields(file.fields.keys())]
        : warnings.list(),
      extra: { chromeTrace: { origin: span.first } },
    },
    { shared, ...parts },
  )
}

/** Puts the text of source files where the table has no place for it yet. */
function embedSources(shared: SharedBuilder, texts: ReadonlyMap<string, string>): void {
  if (texts.size === 0) return
  const { path, text } = shared.sources.columns
  for (let source = 0; source < shared.sources.length; source++) {
    const found = texts.get(shared.text(path.get(source)))
    if (found !== undefined) text.set(source, shared.string(found))
  }
}
