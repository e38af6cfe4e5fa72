import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { partHeader } from './write-header.ts'
import { writePart } from './write-part.ts'

const PIECE = 1 << 18

/**
 * Writes recordings in Callgrind's format, a part each, so that callgrind_annotate and KCachegrind read them: names
 * compressed, whole numbers. Self costs stand at their lines where the recording knows them, the rest at line 0.
 * @throws UsageError when a recording has no call graph.
 */
export function* writeCallgrind(recordings: readonly Recording[]): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  let piece = '# callgrind format\n'
  for (const [i, recording] of recordings.entries()) {
    for (const text of partTexts(recording, i, recordings.length)) {
      piece += text
      if (piece.length > PIECE) {
        yield encoder.encode(piece)
        piece = ''
      }
    }
  }
  yield encoder.encode(piece)
}

function* partTexts(recording: Recording, index: number, count: number): Generator<string> {
  if (recording.calls === null) {
    throw new UsageError(`Cannot write "${recording.meta.name}" as Callgrind: it has no call graph`)
  }
  const header = partHeader(recording, recording.calls, { index, count })
  yield header.text
  yield* writePart(recording, recording.calls, header)
}
