import type { Recording } from '../../model/recording.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { clockOfRecording } from './written-clock.ts'
import { writtenCounters } from './written-counters.ts'
import { CATEGORIES, WrittenTables } from './written-tables.ts'
import { writtenThreads } from './written-threads.ts'

/** The processed layout that is written: the first in which threads share their tables. The profiler upgrades it. */
const VERSION = 60

/**
 * Writes a processed profile. Samples weigh what they count where the recording counts them, else their time (as the
 * profiler's traced milliseconds) or bytes; allocations become native allocations. Timelines become counters, marks markers.
 * @throws UsageError when a recording has no stacks.
 */
export function* writeFirefox(recordings: readonly Recording[]): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  const tables = new WrittenTables()
  const threads: unknown[] = []
  const counters: unknown[] = []
  const own: unknown[] = []
  const clocks = recordings.map(clockOfRecording)
  for (const [i, recording] of recordings.entries()) {
    const part = stacksOf(recording, 'The Firefox Profiler')
    const clock = clocks[i]!
    const written = writtenThreads(recording, { tables, clock, number: threads.length })
    counters.push(...writtenCounters(recording, { clock, mainThread: threads.length, pids: written.pids }))
    threads.push(...written.threads)
    own.push({
      name: recording.meta.name,
      origin: clock.origin,
      threads: written.threads.length,
      precision: part.valueTypes[part.defaultValueType]?.precision ?? 'sampled',
    })
  }
  const [first] = clocks
  yield encoder.encode(`{"meta":${JSON.stringify(metaOf(recordings, { own, clock: first, tables }))},"libs":`)
  yield encoder.encode(
    `${JSON.stringify(tables.libs)},"counters":${JSON.stringify(counters)},"pages":[],"shared":`,
  )
  yield* encoded(tables.shared(), encoder)
  yield encoder.encode(',"threads":[')
  for (const [i, thread] of threads.entries()) {
    if (i > 0) yield encoder.encode(',')
    yield* encoded(thread, encoder)
  }
  yield encoder.encode(']}\n')
}

/** The JSON of an object whose fields are tables, a column at a time. */
function* encoded(value: unknown, encoder: TextEncoder): Generator<Uint8Array> {
  let separator = '{'
  for (const [key, field] of Object.entries(value as object)) {
    yield encoder.encode(`${separator}${JSON.stringify(key)}:`)
    separator = ','
    if (typeof field !== 'object' || field === null || Array.isArray(field)) {
      yield encoder.encode(JSON.stringify(field))
      continue
    }
    let inner = '{'
    for (const [name, column] of Object.entries(field)) {
      yield encoder.encode(`${inner}${JSON.stringify(name)}:${JSON.stringify(column)}`)
      inner = ','
    }
    yield encoder.encode(inner === '{' ? '{}' : '}')
  }
  yield encoder.encode(separator === '{' ? '{}' : '}')
}

function metaOf(
  recordings: readonly Recording[],
  context: {
    own: readonly unknown[]
    clock: { startTime: number; interval: number } | undefined
    tables: WrittenTables
  },
): unknown {
  const { own, clock, tables } = context
  const { meta } = recordings[0] ?? {}
  const hasCycles = recordings.some(({ stacks }) => stacks?.valueTypes.some(type => type.name === 'cycles'))
  return {
    interval: clock?.interval ?? 1,
    startTime: clock?.startTime ?? 0,
    processType: 0,
    stackwalk: 0,
    debug: false,
    version: 31,
    preprocessedProfileVersion: VERSION,
    product: meta?.name ?? 'recording',
    importedFrom: meta?.recorder.name ?? 'pyrometer',
    platform: meta?.platform ?? '',
    symbolicated: true,
    usesOnlyOneStackType: true,
    sampleUnits: { time: 'ms', eventDelay: 'ms', threadCPUDelta: hasCycles ? 'variable CPU cycles' : 'ns' },
    extensions: { id: [], name: [], baseURL: [], length: 0 },
    categories: [...CATEGORIES, ...tables.extraCategories()].map(({ name, color }) => ({
      name,
      color,
      subcategories: ['Other'],
    })),
    markerSchema: [],
    pyrometer: { recordings: own },
  }
}
