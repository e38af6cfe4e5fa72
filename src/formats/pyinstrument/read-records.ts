import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { parseIdentifier } from './identifier.ts'
import { type SessionFrames, WALL } from './session.ts'

/** Reads the samples of a session: the frames, outermost first, and the seconds since the sample before.
 *  @throws FormatError, LimitError. */
export function readRecords(list: JsonValue, frames: SessionFrames): StacksBuilder {
  const part = new StacksBuilder([WALL])
  const known = new Map<string, { frame: number; thread: number }>()
  let time = 0
  for (const [i, record] of list.list().entries()) {
    const [names, seconds] = Array.isArray(record) ? (record as unknown[]) : []
    if (!Array.isArray(names) || typeof seconds !== 'number') {
      throw new FormatError('pyinstrument', `frame_records[${i}]: expected frames and seconds`)
    }
    assertDepth('pyinstrument', names.length)
    let stack = -1
    let thread = -1
    for (const name of names as unknown[]) {
      const found = known.get(String(name)) ?? addFrame(String(name), { frames, known })
      if (found.thread !== -1 && stack === -1) thread = found.thread
      else stack = frames.shared.stack(stack, found.frame)
    }
    assertStackCount('pyinstrument', frames.shared.stacks.length)
    part.add({ stack, thread, time }, [seconds * 1e9])
    time += Math.max(0, seconds * 1e9)
  }
  return part
}

function addFrame(
  text: string,
  { frames, known }: { frames: SessionFrames; known: Map<string, { frame: number; thread: number }> },
) {
  const name = parseIdentifier(text)
  const isThread = name.file === '<thread>'
  const found = {
    frame: frames.frame(name),
    thread: isThread ? frames.thread(name.name, String(name.definition)) : -1,
  }
  known.set(text, found)
  return found
}
