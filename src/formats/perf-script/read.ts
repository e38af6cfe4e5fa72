import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { finishRecordings } from './recordings.ts'
import { ScriptReader } from './script-reader.ts'

const FORMAT = 'perf-script'

/**
 * Reads the text that `perf script` prints: samples with or without call chains, of any fields (`-F`), of any number of
 * events. O(bytes); memory for the distinct frames and stacks and about 30 bytes a sample. What stands for no sample is
 * left out and counted in warnings. Source: Linux tools/perf/builtin-script.c, perf 3.0 to 6.17.
 * @throws FormatError when there is no sample.
 */
export async function readPerfScript(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reader = new ScriptReader(FORMAT)
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end) => reader.line(bytes, start, end),
    ahead: (bytes, start, end) => reader.ahead(bytes, start, end),
  })
  reader.finish()
  if (reader.rows.length === 0) {
    throw new FormatError(FORMAT, 'expected samples ("comm 123 45.678901: cycles:"), found none', {
      line: reader.oddities.firstLine('unreadable-lines') || 1,
    })
  }
  const { rows, threads, shared, oddities } = reader
  return finishRecordings(FORMAT, {
    ...{ name: input.name, rows, threads, shared, recorder: 'perf' },
    header: reader.header.finish(),
    warnings: oddities.finish(),
    extra: reader.hasEmptyBinary ? { unknownBinary: '' } : {},
  })
}
