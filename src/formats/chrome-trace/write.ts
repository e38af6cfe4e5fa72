import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { OWN_KEY } from './file-facts.ts'
import { writeIntervals } from './write-intervals.ts'
import { markEvents, metadataEvents, timelineEvents, WrittenOwners } from './write-owners.ts'
import { writeSamples } from './write-samples.ts'

/**
 * Writes trace events in the object form. Exactly measured intervals become beginnings and ends, sampled stacks V8's
 * profile chunks (as DevTools, speedscope and the Firefox Profiler read them), timelines counters, marks instants.
 * @throws UsageError when a recording has no stacks.
 */
export function* writeChromeTrace(recordings: readonly Recording[]): Generator<Uint8Array> {
  yield* encodeTexts(jsonPieces(recordings))
}

function* jsonPieces(recordings: readonly Recording[]): Generator<string> {
  const usedPids = new Set<number>()
  const written = recordings.map(recording => ({
    recording,
    owners: new WrittenOwners(recording, usedPids),
  }))
  const own = written.map(({ recording, owners }) => ({
    name: recording.meta.name,
    origin: owners.origin,
    pids: owners.pidPairs(),
  }))
  const otherData = { [OWN_KEY]: { recordings: own } }
  yield `{"otherData":${JSON.stringify(otherData)},"displayTimeUnit":"ms","traceEvents":[\n`
  let separator = ''
  for (const { recording, owners } of written) {
    for (const event of eventsOf(recording, owners)) {
      yield separator + JSON.stringify(event)
      separator = ',\n'
    }
  }
  yield '\n]}\n'
}

function* eventsOf(recording: Recording, owners: WrittenOwners): Generator<unknown> {
  const part = stacksOf(recording, 'The trace event format')
  const isExact = part.isTimed && part.valueTypes[part.defaultValueType]?.precision === 'exact'
  yield* metadataEvents(recording, owners)
  if (isExact) yield* writeIntervals(recording, owners)
  else yield* writeSamples(recording, owners)
  yield* timelineEvents(recording, owners)
  yield* markEvents(recording, owners)
}
