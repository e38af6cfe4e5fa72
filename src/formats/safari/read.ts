import { FormatError } from '../../base/errors.ts'
import { median } from '../../base/statistics.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, StacksPart, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { type JsonValue, oneBased, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { nanosecondsSince } from '../importing/nanoseconds-since.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { readMarks } from './marks.ts'
import { readUsage } from './usage.ts'

const FORMAT = 'safari'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/**
 * Reads a timeline recording of Safari's Web Inspector: the samples of JavaScript as stacks, what the timelines show as marks,
 * processor and memory use as timelines. Source: WebKit `Source/WebInspectorUI` (TimelineRecording, version 1).
 * @throws FormatError, LimitError.
 */
export function readSafari(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const recording = file.at('recording')
  if (recording.isMissing) throw new FormatError(FORMAT, 'expected "recording"')
  const warnings = new Warnings()
  const version = file.at('version').optionalNumber(1)
  if (version > 1) {
    warnings.add('newer-version', `Version ${version} is newer than 1; what is new in it was left out.`)
  }
  const shared = new SharedBuilder()
  const traces = optionalItems(recording.at('sampleStackTraces'))
  const records = optionalItems(recording.at('records'))
  const origin = recording.at('startTime').optionalNumber(firstTime(traces))
  const toNanoseconds = nanosecondsSince(origin, 1e9)
  const thread = shared.thread({ name: 'main', kind: ThreadKind.unknown, isMain: 1 })
  const stacks = readTraces(traces, {
    ...{ shared, thread, toNanoseconds },
    durations: optionalItems(recording.at('sampleDurations')),
  })
  const marks = readMarks([...records, ...optionalItems(recording.at('markers'))], {
    ...{ shared, toNanoseconds, warnings },
  })
  const end = recording.at('endTime').optionalNumber(Number.NaN)
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        name: recording.at('displayName').optionalText() ?? titleOf(name, 'Safari recording'),
        recorder: { name: 'Safari', mode: 'sample' },
        duration: Number.isNaN(end) ? null : toNanoseconds(end),
        warnings: warnings.list(),
      },
      {
        shared,
        stacks,
        timelines: readUsage(records, toNanoseconds),
        marks,
      },
    ),
  ]
}

function optionalItems(list: JsonValue): JsonValue[] {
  return list.isMissing ? [] : list.items()
}

function firstTime(traces: readonly JsonValue[]): number {
  return traces.length === 0 ? 0 : traces[0]!.at('timestamp').number()
}

interface TraceContext {
  readonly shared: SharedBuilder
  readonly thread: number
  readonly toNanoseconds: (time: number) => number
  readonly durations: readonly JsonValue[]
}

/** A row a sample. Recordings before Safari 12 say no durations: a sample lasts to the next one, the last as long as most. */
function readTraces(traces: readonly JsonValue[], context: TraceContext): StacksPart {
  const { shared, thread, toNanoseconds, durations } = context
  const part = new StacksBuilder(VALUE_TYPES)
  const times = traces.map(trace => toNanoseconds(trace.at('timestamp').number()))
  const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b)
  const steps = order.slice(1).map((i, place) => times[i]! - times[order[place]!]!)
  const usual = median(steps) || 0
  for (const [place, i] of order.entries()) {
    const given = durations[i]?.optionalNumber(Number.NaN) ?? Number.NaN
    // A duration is a difference of two clocks: what is within their rounding of a whole nanosecond is one.
    const length = Number.isNaN(given) ? (steps[place] ?? usual) : Math.round(given * 1e12) / 1e3
    const stack = stackOf(traces[i]!.at('stackFrames'), shared)
    part.add({ stack, thread, time: times[i]! }, [length, 1])
  }
  return part.finish(true)
}

function stackOf(frames: JsonValue, shared: SharedBuilder): number {
  const list = optionalItems(frames)
  assertDepth(FORMAT, list.length)
  let stack = -1
  for (const frame of list.reverse()) stack = shared.stack(stack, frameOf(frame, shared))
  assertStackCount(FORMAT, shared.stacks.length)
  return stack
}

/** `line` is where the function begins, `expressionLocation` what it runs. */
function frameOf(frame: JsonValue, shared: SharedBuilder): number {
  const name = frame.at('name').optionalText() ?? ''
  const url = frame.at('url').optionalText() ?? ''
  const location = frame.at('expressionLocation')
  const isMarker = /^\(.+\)$/.test(name)
  const func = shared.func({
    name: name === '' ? '(anonymous)' : name,
    file: url === '' ? undefined : url,
    line: oneBased(frame.at('line').optionalNumber(-1)),
    kind: isMarker ? FuncKind.marker : FuncKind.javascript,
  })
  if (location.isMissing) return shared.plainFrame(func)
  return shared.frame({
    func,
    line: oneBased(location.at('line').optionalNumber(-1)),
    column: oneBased(location.at('column').optionalNumber(-1)),
  })
}
