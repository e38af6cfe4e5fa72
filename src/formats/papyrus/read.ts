import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { type LogEvent, type LogEventKind, replayEvents } from './replay-events.ts'

const FORMAT = 'papyrus'
const LINE = /^(\d{1,15}):(START|STOP|PUSH|POP|QUEUE_PUSH|QUEUE_POP):(\d{1,15})(?::(\d{1,7}):(.*))?$/

/** Reads a log of Papyrus' profiler: when functions began, waited to begin and ended, per script stack, in milliseconds.
 *  O(bytes), memory for the events. @throws FormatError when there is no event. */
export async function readPapyrus(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const events: LogEvent[] = []
  const warnings = new Warnings()
  const texts = new Map<string, string>()
  const intern = (text: string) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, text)
    return text
  }
  await forEachText(input, {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(text, line) {
      const found = LINE.exec(text.trimEnd())
      if (found === null) {
        if (text.trim() !== '' && !/ log opened |^Log closed/.test(text)) {
          warnings.atLine('unreadable-lines', 'Lines that are no event were left out.', line)
        }
        return
      }
      const [, time, kind, script, depth, rest] = found
      // `object:function`; the object's name may have colons, the function's may not.
      const colon = rest?.lastIndexOf(':') ?? -1
      events.push({
        time: Number(time),
        kind: kind as LogEventKind,
        script: Number(script),
        depth: depth === undefined ? -1 : Number(depth),
        object: intern(colon === -1 ? '' : rest!.slice(0, colon).trim()),
        name: intern(rest?.slice(colon + 1).trim() ?? ''),
      })
    },
  })
  if (events.length === 0)
    throw new FormatError(FORMAT, 'expected events ("50018:PUSH:3185:3:None:Form..GetName"), found none')
  const { shared, stacks, duration } = replayEvents(events, warnings)
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      {
        name: titleOf(input.name, 'Papyrus profile'),
        duration,
        recorder: { name: 'Papyrus', mode: 'trace' },
        warnings: warnings.list(),
      },
      { shared, stacks },
    ),
  ]
}
