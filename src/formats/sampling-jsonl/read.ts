import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { parseJson } from '../decoding/json/parse-json.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { assertProfileCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { SamplingRun } from './run.ts'

const FORMAT = 'sampling-jsonl'

/** Reads figures of functions and lines; runs that were put behind each other become a recording each.
 *  @throws FormatError with the line, UnsupportedVersionError. */
export async function readSamplingJsonl(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const runs = new Map<string, SamplingRun>()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const text = bytes.subarray(start, end)
      if (text.every(byte => byte === 32 || byte === 9)) return
      try {
        const record = parseJson(FORMAT, text)
        const id = record.at('run_id').text()
        const run = runs.get(id) ?? new SamplingRun()
        runs.set(id, run)
        run.add(record)
      } catch (error) {
        if (!(error instanceof FormatError)) throw error
        throw new FormatError(FORMAT, error.message.replace(/^[\w-]+: (?:byte \d+: )?/, ''), { line }, error)
      }
    },
  })
  if (runs.size === 0) throw new FormatError(FORMAT, 'expected records, found none', { line: 1 })
  assertProfileCount(FORMAT, runs.size)
  const title = titleOf(input.name, 'samples')
  return [...runs.values()].map((run, i) => {
    const warnings = new Warnings()
    if (!run.isFinished) warnings.add('cut-off', 'The record that ends a run is missing')
    return run.finish({
      file: input.name,
      name: runs.size === 1 ? title : `${title} #${i + 1}`,
      warnings: warnings.list(),
    })
  })
}
