import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { partHeader } from './write-header.ts'
import { writePart } from './write-part.ts'

/**
 * Writes recordings in Callgrind's format, a part each, so that callgrind_annotate and KCachegrind read them: names
 * compressed, whole numbers. Self costs stand at their lines where the recording knows them, the rest at line 0.
 * @throws UsageError when a recording has no call graph.
 */
export function writeCallgrind(recordings: readonly Recording[]): Generator<Uint8Array> {
  return encodeTexts(texts(recordings))
}

function* texts(recordings: readonly Recording[]): Generator<string> {
  yield '# callgrind format\n'
  for (const [i, recording] of recordings.entries()) yield* partTexts(recording, i, recordings.length)
}

function* partTexts(recording: Recording, index: number, count: number): Generator<string> {
  if (recording.calls === null) {
    throw new UsageError(`Cannot write "${recording.meta.name}" as Callgrind: it has no call graph`)
  }
  const header = partHeader(recording, recording.calls, { index, count })
  yield header.text
  yield* writePart(recording, recording.calls, header)
}
