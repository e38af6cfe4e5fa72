import { LimitError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import {
  quality,
  type Recording,
  type StacksPart,
  type ValueType,
  type Warning,
} from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { importedRecording } from '../imported.ts'
import { readSamples, type TraceSamples } from './read-samples.ts'
import { FORMAT, readTables, type TraceTables } from './records.ts'

/** Event types with samples that are believed: each costs two columns. */
const MAX_EVENTS = 16

/**
 * Reads the protobuf trace of simpleperf. Two passes over the bytes, since files and threads stand behind the samples.
 * Source: simpleperf's cmd_report_sample.proto (Android 14), version 1. @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readSimpleperf(bytes: Uint8Array, file: string | null): Recording {
  const tables = readTables(bytes)
  const shared = new SharedBuilder()
  const samples = readSamples(bytes, { shared, tables })
  const stacks = stacksOf(samples, tables)
  const { packageName, settings, lost } = tables
  const length = samples.time.length
  let last = 0
  for (let i = 0; i < length; i++) last = Math.max(last, samples.time.get(i))
  return importedRecording(
    { format: FORMAT, file },
    {
      recorder: {
        name: 'simpleperf',
        mode: 'sample',
        settings: packageName === null ? settings : { ...settings, packageName },
      },
      platform: 'Android',
      duration: length === 0 ? null : last,
      quality: quality({ stacksRead: length, lostStacks: lost }),
      warnings: warningsOf(samples, tables),
      extra: { simpleperf: { firstTime: samples.first === null ? null : String(samples.first) } },
    },
    { shared, stacks },
  )
}

function stacksOf(samples: TraceSamples, { eventTypes, isOffCpuTraced }: TraceTables): StacksPart {
  const present = new Set<number>()
  for (let i = 0; i < samples.event.length; i++) present.add(samples.event.get(i))
  if (present.size > MAX_EVENTS)
    throw new LimitError(FORMAT, `more than ${MAX_EVENTS} event types with samples`)
  const events = [...present].sort((a, b) => a - b)
  const nameOf = (event: number) => eventTypes[event] ?? `event ${event}`
  const types = events.flatMap((event): ValueType[] => {
    const name = nameOf(event)
    const unit = /^(?:cpu|task)-clock/.test(name) ? 'nanoseconds' : 'count'
    const label = events.length === 1 ? 'samples' : `${name} samples`
    return [
      { name, unit, kind: 'sum', precision: 'sampled' },
      { name: label, unit: 'count', kind: 'sum', precision: 'sampled' },
    ]
  })
  if (types.length === 0) types.push({ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' })
  const part = new StacksBuilder(types)
  const columnOf = new Map(events.map((event, i) => [event, 2 * i]))
  const weights = new Float64Array(types.length)
  const lastTimes: number[] = []
  let isTimed = samples.time.length > 0
  for (let i = 0; i < samples.event.length; i++) {
    const event = samples.event.get(i)
    const column = columnOf.get(event)!
    weights.fill(0)
    weights[column] = samples.count.get(i)
    weights[column + 1] = 1
    const thread = samples.thread.get(i)
    const time = samples.time.get(i)
    if (time < (lastTimes[thread] ?? Number.NEGATIVE_INFINITY)) isTimed = false
    lastTimes[thread] = time
    // With --trace-offcpu a switch is where a thread stopped running; all else is sampled while it runs.
    const isSwitch = nameOf(event) === 'sched:sched_switch'
    const state = isSwitch
      ? isOffCpuTraced
        ? ThreadState.blocked
        : ThreadState.unknown
      : ThreadState.running
    part.samples.columns.stack.push(samples.stack.get(i))
    part.samples.columns.thread.push(thread)
    part.samples.columns.time.push(time)
    part.samples.columns.state.push(state)
    part.samples.columns.wait.push(-1)
    part.samples.columns.flags.push(0)
    part.samples.columns.labels.push(-1)
    for (let k = 0; k < weights.length; k++) part.weights[k]!.push(weights[k]!)
  }
  return part.finish(isTimed)
}

function warningsOf(
  { unwindErrors }: TraceSamples,
  { lost, contextSwitches, isCutOff }: TraceTables,
): Warning[] {
  const all = [
    { code: 'lost', message: 'Samples were lost while recording.', count: lost },
    { code: 'unwinding', message: 'Stacks could not be unwound to their root.', count: unwindErrors },
    { code: 'context-switches', message: 'Context switches are left out.', count: contextSwitches },
    {
      code: 'cut-off',
      message: 'The trace is cut off; what it holds until there was read.',
      count: isCutOff ? 1 : 0,
    },
  ]
  return all.filter(({ count }) => count > 0).map(warning => ({ ...warning, firstAt: null }))
}
