import * as fc from 'fast-check'
import { assertIntegrity } from '../../src/model/integrity.ts'
import { StacksBuilder } from '../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'
import { SAMPLES_TYPE, WALL } from './recording-from-text.ts'

/** A sample before it is put into tables: what slow, obviously right references compute from. */
export interface PlainSample {
  /** Root first. */
  readonly stack: readonly { readonly func: number; readonly line: number }[]
  readonly thread: number
  /** Nanoseconds, a whole number so that sums are exact. */
  readonly weight: number
  /** Nanoseconds in which nobody looked, before the sample. */
  readonly gap: number
  readonly state: number
}

/** Samples over six funcs with four lines each: recursion and shared prefixes are common. */
const plainSamples: fc.Arbitrary<PlainSample[]> = fc.array(
  fc.record({
    stack: fc.array(fc.record({ func: fc.nat(5), line: fc.integer({ min: -1, max: 3 }) }), { maxLength: 7 }),
    thread: fc.nat(1),
    weight: fc.integer({ min: 1, max: 1000 }).map(n => n * 10),
    gap: fc.constantFrom(0, 0, 0, 100_000),
    state: fc.nat(4),
  }),
  { maxLength: 30 },
)

/** Runs a property on a hundred random lists of samples. */
export function forAllSamples(holds: (samples: readonly PlainSample[]) => void): void {
  const property = fc.property(plainSamples, samples => holds(samples))
  const result = fc.check(property)
  // check() and not assert(): it says in its type that the property is not asynchronous.
  if (result.failed) throw new Error(fc.defaultReportMessage(result))
}

/** The recording of the samples. Func k is called `f<k>`, lives in `file<k % 2>.py`, and has index k; a frame's line is
 *  10 * func + line, -1 where `line` is below 1. */
export function recordingOf(samples: readonly PlainSample[]): Recording {
  const shared = new SharedBuilder()
  const process = shared.process({ name: 'test', pid: 1 })
  for (let t = 0; t < 2; t++)
    shared.thread({ name: `t${t}`, process, tid: t, kind: 1, isMain: t === 0 ? 1 : 0 })
  for (let f = 0; f < 6; f++) shared.func({ name: `f${f}`, file: `file${f % 2}.py`, line: 10 * f, kind: 1 })
  const part = new StacksBuilder([WALL, SAMPLES_TYPE])
  const clock = [0, 0]
  for (const sample of samples) {
    let stack = -1
    for (const { func, line } of sample.stack) {
      stack = shared.stack(stack, shared.plainFrame(func, lineOf(func, line)))
    }
    const time = clock[sample.thread]! + sample.gap
    clock[sample.thread] = time + sample.weight
    part.add({ stack, thread: sample.thread, time, state: sample.state }, [sample.weight, 1])
  }
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({ name: 'test', recorder: { name: 'test', version: null, mode: 'sample', settings: {} } }),
    shared: shared.finish(),
    stacks: part.finish(true),
  }
  assertIntegrity(recording)
  return recording
}

/** The line in the tables of a plain frame. */
export function lineOf(func: number, line: number): number {
  return line < 1 ? -1 : 10 * func + line
}
