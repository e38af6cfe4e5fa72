import type { Recording } from '../../model/recording.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { readEvents } from './read-events.ts'
import { Trace } from './trace.ts'

const FORMAT = 'hotshot'

/** Reads a hotshot log: stacks in the order of time, exact calls, and hits of lines where the log has them.
 *  @throws FormatError, LimitError. */
export async function readHotshot(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const warnings = new Warnings()
  const trace = new Trace(warnings)
  const cut = readEvents(bytes, trace)
  if (cut !== null) warnings.add('cut-off', 'The log ends in the middle of a record', `byte ${cut}`)
  const { info } = trace
  const executable = info.get('executable') ?? null
  const version = info.get('executable-version')
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      {
        recorder: {
          name: 'hotshot',
          version: info.get('hotshot-version') ?? null,
          mode: 'trace',
          settings: Object.fromEntries(
            ['requested-frame-timings', 'requested-line-events', 'requested-line-timings']
              .filter(key => info.has(key))
              .map(key => [key, info.get(key) === 'yes']),
          ),
        },
        cwd: info.get('current-directory') ?? null,
        platform: info.get('platform') ?? null,
        interpreter:
          version === undefined
            ? null
            : { implementation: 'CPython', version: version.split(' ')[0]!, executable },
        duration: trace.now,
        warnings: warnings.list(),
      },
      trace.finish(),
    ),
  ]
}
