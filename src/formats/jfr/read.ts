import { quality, type Recording, type Warning } from '../../model/recording.ts'
import { type Label, SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { type Chunk, forEachEvent, readChunks } from './chunks.ts'
import { Constants } from './constants.ts'
import { JavaThreads } from './java-threads.ts'
import { FORMAT } from './jfr-reader.ts'
import { type JfrType, nanosecondsPer, readMetadata } from './metadata.ts'
import { SampleColumns } from './sample-columns.ts'
import { SAMPLE_EVENTS } from './sample-events.ts'
import { className, StackTraces } from './stack-traces.ts'
import { ValueReader } from './values.ts'

/** What is gathered over all chunks. */
interface Gathered {
  readonly shared: SharedBuilder
  readonly threads: JavaThreads
  readonly samples: SampleColumns
  /** Events of each type that are no samples. */
  readonly others: Map<string, number>
  /** What information events say, by field. */
  readonly texts: Map<string, string>
  truncated: number
}

const STATES: Readonly<Record<string, number>> = {
  STATE_RUNNABLE: ThreadState.running,
  STATE_SLEEPING: ThreadState.blocked,
  STATE_IN_OBJECT_WAIT: ThreadState.blocked,
  STATE_IN_OBJECT_WAIT_TIMED: ThreadState.blocked,
  STATE_PARKED: ThreadState.blocked,
  STATE_PARKED_TIMED: ThreadState.blocked,
  STATE_BLOCKED_ON_MONITOR_ENTER: ThreadState.blocked,
}

/** Texts of information events that the metadata keep. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  JVMInformation: ['jvmName', 'jvmVersion', 'javaArguments', 'jvmArguments'],
  OSInformation: ['osVersion'],
}

/**
 * Reads a recording of the Java Flight Recorder: all chunks, one recording. Each event that carries a stack and something
 * to count is a sample; the others are counted in `meta.extra.jfr.events`. Times in nanoseconds since the first chunk began.
 * Source: jdk.jfr.internal and jdk.jfr.consumer of JDK 17. @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readJfr(bytes: Uint8Array, file: string | null): Recording {
  const { chunks, isCutOff } = readChunks(bytes)
  const shared = new SharedBuilder()
  const gathered: Gathered = {
    shared,
    threads: new JavaThreads(shared),
    samples: new SampleColumns(),
    others: new Map(),
    texts: new Map(),
    truncated: 0,
  }
  const [first] = chunks
  for (const chunk of chunks) readChunk(bytes, { chunk, origin: first!.startTime, gathered })
  const { samples, texts, others } = gathered
  const last = chunks.at(-1)
  const name = texts.get('jvmName')
  return importedRecording(
    { format: FORMAT, file },
    {
      recorder: { name: 'Java Flight Recorder', mode: 'sample' },
      command: texts.has('javaArguments') ? texts.get('javaArguments')!.split(' ') : [],
      platform: systemName(texts.get('osVersion') ?? ''),
      interpreter:
        name === undefined
          ? null
          : { implementation: name, version: texts.get('jvmVersion') ?? '', executable: null },
      startTime: first === undefined ? null : String(first.startTime),
      duration: first === undefined ? null : Number(last!.startTime - first.startTime) + last!.duration,
      quality: quality({ stacksRead: samples.length }),
      warnings: warningsOf(gathered, isCutOff),
      extra: { jfr: { chunks: chunks.length, events: Object.fromEntries(others) } },
    },
    { shared, stacks: samples.finish() },
  )
}

function readChunk(
  bytes: Uint8Array,
  { chunk, origin, gathered }: { chunk: Chunk; origin: bigint; gathered: Gathered },
): void {
  const types = readMetadata(bytes, chunk)
  const constants = new Constants(bytes, chunk, types)
  const traces = new StackTraces(gathered.shared, constants)
  const { shared, threads, samples, others, texts } = gathered
  threads.beginChunk(constants)
  const chunkStart = Number(chunk.startTime - origin)
  const perTick = 1e9 / chunk.ticksPerSecond
  forEachEvent(bytes, chunk, (id, reader) => {
    const type = types.get(id)
    // Types 0 and 1 are metadata and constants.
    if (type === undefined || id < 2) return
    const name = type.name.split('.').at(-1)!
    const kind = Object.hasOwn(SAMPLE_EVENTS, name) ? SAMPLE_EVENTS[name]! : null
    const facts = Object.hasOwn(FACTS, name) ? FACTS[name]! : []
    others.set(type.name, (others.get(type.name) ?? 0) + 1)
    if (facts.length === 0 && (kind === null || !hasStack(type))) return
    const { fields } = new ValueReader(reader, types).struct(type)
    for (const fact of facts) {
      const text = constants.text(fields.get(fact))
      if (text !== null) texts.set(fact, text)
    }
    if (kind === null) return
    const number = (field: string) => {
      const value = fields.get(field)
      return typeof value === 'number' ? value : null
    }
    const weightField = kind.weight?.fields.find(field => number(field) !== null)
    const described = type.fields.find(field => field.name === weightField)
    const isTime = kind.weight?.unit === 'nanoseconds'
    const scale = isTime && described !== undefined ? nanosecondsPer(described, { types, perTick }) : 1
    const weight = weightField === undefined ? 0 : number(weightField)! * scale
    const labels: Label[] = []
    const allocated = className(constants, fields.get('objectClass'))
    if (allocated !== '') labels.push({ key: 'class', text: allocated })
    const state = constants.text(fields.get('state')) ?? ''
    samples.add(name, {
      stack: traces.stack(fields.get('stackTrace')),
      thread: threads.row(kind.threads.map(field => fields.get(field)).find(value => value !== undefined)),
      time: chunkStart + ((number('startTime') ?? chunk.startTicks) - chunk.startTicks) * perTick,
      state: weightField === 'duration' ? ThreadState.blocked : (STATES[state] ?? ThreadState.unknown),
      labels: shared.labelSet(labels),
      weight,
    })
  })
  gathered.truncated += traces.truncated
}

/** The first line that says something: "OS:" may stand before it. */
function systemName(text: string): string | null {
  const lines = text.split('\n').map(line => line.replace(/^OS:/, '').trim())
  return lines.find(line => line !== '') ?? null
}

function hasStack(type: JfrType): boolean {
  return type.fields.some(({ name }) => name === 'stackTrace')
}

function warningsOf({ others, truncated }: Gathered, isCutOff: boolean): Warning[] {
  let leftOut = 0
  for (const [name, count] of others) {
    const short = name.split('.').at(-1)!
    if (!Object.hasOwn(SAMPLE_EVENTS, short) && !Object.hasOwn(FACTS, short)) leftOut += count
  }
  const all = [
    {
      code: 'left-out-events',
      message: 'Events that are no samples of stacks are left out.',
      count: leftOut,
    },
    {
      code: 'truncated-stacks',
      message: 'The recorder cut deep stacks off at their root.',
      count: truncated,
    },
    {
      code: 'cut-off',
      message: 'The last chunk was not finished, and is left out.',
      count: isCutOff ? 1 : 0,
    },
  ]
  return all.filter(({ count }) => count > 0).map(warning => ({ ...warning, firstAt: null }))
}
