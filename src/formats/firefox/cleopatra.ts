import { FormatError } from '../../base/errors.ts'
import { median } from '../../base/statistics.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { nanosecondsSince } from '../importing/nanoseconds-since.ts'
import { parseLocation } from './location.ts'
import { valueTypesOf } from './read-samples.ts'
import { isObject, listAt, numberAt, objectAt, type RawObject, textAt } from './table.ts'

const FORMAT = 'firefox'

/** Whether a file is of the profiler before this one (2011 to 2015). */
export function isCleopatra(file: RawObject): boolean {
  return textAt(file, 'format').startsWith('profileJSON') || file.profileJSON !== undefined
}

/** Reads Cleopatra's profile: samples as lists of symbols, root first, in one list or one for each thread. */
export function readCleopatra(file: RawObject, name: string | null): Recording {
  const symbols = objectAt(file, 'symbolicationTable')
  const profile = file.profileJSON
  const threads = Array.isArray(profile) ? [{ samples: profile, name: 'main' }] : threadsOf(profile)
  const shared = new SharedBuilder()
  const part = new StacksBuilder(valueTypesOf('samples', null, true))
  const frames = new Map<unknown, number>()
  const times = threads.map(({ samples }) => timesOf(samples))
  const first = times.flat().reduce((least, time) => (time < least ? time : least), Number.POSITIVE_INFINITY)
  const last = times.flat().reduce((most, time) => (time > most ? time : most), Number.NEGATIVE_INFINITY)
  const isTimed = times.every(list => list.every((time, i) => i === 0 || time >= list[i - 1]!))
  const toNanoseconds = nanosecondsSince(Number.isFinite(first) ? first : 0, 1e6)
  const interval = numberAt(file.meta, 'interval') || 1
  for (const [t, { samples, name: title }] of threads.entries()) {
    const thread = shared.thread({ name: title })
    const lengths = isTimed ? lengthsOf(times[t]!, interval) : samples.map(() => interval)
    for (const [i, sample] of samples.entries()) {
      let stack = -1
      const list = listAt(sample, 'frames')
      assertDepth(FORMAT, list.length)
      for (const symbol of list) {
        let frame = frames.get(symbol)
        if (frame === undefined) {
          frame = frameOf(symbol, symbols, shared)
          frames.set(symbol, frame)
        }
        stack = shared.stack(stack, frame)
      }
      assertStackCount(FORMAT, shared.stacks.length)
      const time = isTimed ? toNanoseconds(times[t]![i]!) : Number.NaN
      part.add({ stack, thread, time }, [lengths[i]! * 1e6, 1])
    }
  }
  return importedRecording(
    { format: FORMAT, file: name },
    {
      recorder: { name: 'Firefox', mode: 'sample', settings: { layout: 'Cleopatra' } },
      duration: isTimed && last > first ? toNanoseconds(last) : null,
      extra: { firefox: { origin: isTimed ? first : 0, startTime: 0, interval, product: 'Firefox' } },
    },
    { shared, stacks: part.finish(isTimed) },
  )
}

function threadsOf(profile: unknown): { samples: readonly unknown[]; name: string }[] {
  const threads = isObject(profile) ? Object.values(objectAt(profile, 'threads')) : []
  if (threads.length === 0) throw new FormatError(FORMAT, 'profileJSON: expected samples or threads')
  return threads.map(thread => ({ samples: listAt(thread, 'samples'), name: textAt(thread, 'name') }))
}

/** In milliseconds; a sample without a time stands at that of the one before. */
function timesOf(samples: readonly unknown[]): number[] {
  let now = Number.NaN
  return samples.map(sample => {
    const time = numberAt(objectAt(sample, 'extraInfo'), 'time')
    if (!Number.isNaN(time)) now = time
    return now
  })
}

/** A sample lasts to the next one; the last one as long as most. */
function lengthsOf(times: readonly number[], interval: number): number[] {
  const lengths = times.slice(1).map((time, i) => time - times[i]!)
  return [...lengths, median(lengths) || interval]
}

function frameOf(symbol: unknown, symbols: RawObject, shared: SharedBuilder): number {
  const key = String(symbol)
  const entry = Object.hasOwn(symbols, key) ? symbols[key] : symbol
  const text = isObject(entry) ? textAt(entry, 'symbolName') || textAt(entry, 'functionName') : String(entry)
  // `Startup::XRE_Main (in xul.dll)`: a function and its binary.
  const native = /^(.+) \(in ([^()]+)\)$/s.exec(text)
  if (native !== null) {
    const lib = shared.lib({ name: native[2]!, path: native[2]! })
    return shared.plainFrame(
      shared.func({ name: native[1]!, lib, kind: guessFuncKind(native[1]!, undefined) }),
    )
  }
  const { name, file, line } = parseLocation(text)
  return shared.plainFrame(shared.func({ name, file, line, kind: guessFuncKind(name, file) }))
}
