import { canonicalUnit } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { clockOf, inTimeOrder, rowsByThread } from '../importing/sample-clock.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { FrameNumbers } from './frame-numbers.ts'

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json'
const UNITS = new Set(['nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes'])

/**
 * Writes speedscope's JSON: one sampled profile a thread, in the order of time, weighed by the default value type. Pauses
 * between the samples of a thread become empty stacks, so that what follows stands at its time.
 * @throws UsageError when a recording has no stacks.
 */
export function* writeSpeedscope(recordings: readonly Recording[]): Generator<Uint8Array> {
  yield* encodeTexts(jsonPieces(recordings))
}

function* jsonPieces(recordings: readonly Recording[]): Generator<string> {
  const frames = new FrameNumbers()
  const title = recordings[0]?.meta.name ?? 'recording'
  yield `{"$schema":"${SCHEMA}","exporter":"pyrometer","name":${JSON.stringify(title)},"activeProfileIndex":0,"profiles":[`
  let isFirst = true
  for (const recording of recordings) {
    const part = stacksOf(recording, 'speedscope')
    for (const rows of rowsByThread(recording)) {
      inTimeOrder(part, rows)
      yield isFirst ? '' : ','
      isFirst = false
      yield* profilePieces(recording, rows, frames)
    }
  }
  yield '],"shared":{"frames":['
  for (const [i, frame] of frames.list().entries()) yield `${i === 0 ? '' : ','}${JSON.stringify(frame)}`
  yield ']}}\n'
}

function* profilePieces(recording: Recording, rows: Int32Array, frames: FrameNumbers): Generator<string> {
  const part = recording.stacks!
  const type = part.valueTypes[part.defaultValueType]
  const unit = canonicalUnit(type?.unit ?? '')
  const clock = clockOf(part, rows)
  const weights = part.weights[part.defaultValueType] ?? new Float64Array(part.samples.length)
  const header = {
    type: 'sampled',
    name: threadName(recording, part, rows),
    unit: UNITS.has(unit) ? unit : 'none',
    startValue: clock.start,
    endValue: clock.end,
  }
  yield `${JSON.stringify(header).slice(0, -1)},"samples":[`
  for (let i = 0; i < rows.length; i++) {
    const pause = clock.pauses.has(i) ? '[],' : ''
    yield `${i === 0 ? '' : ','}${pause}[${frames.ofStack(recording, part.samples.stack[rows[i]!]!)}]`
  }
  yield '],"weights":['
  for (let i = 0; i < rows.length; i++) {
    const pause = clock.pauses.get(i)
    yield `${i === 0 ? '' : ','}${pause === undefined ? '' : `${pause},`}${weights[rows[i]!]}`
  }
  yield ']}'
}

function threadName(recording: Recording, part: StacksPart, rows: Int32Array): string {
  const { strings, threads } = recording.shared
  const thread = rows.length === 0 ? -1 : part.samples.thread[rows[0]!]!
  const name = thread === -1 ? '' : strings[threads.name[thread]!]!
  return name === '' ? recording.meta.name : name
}
