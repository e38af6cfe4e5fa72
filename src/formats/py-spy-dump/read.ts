import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { Warnings } from '../importing/warnings.ts'
import { Dump } from './dump.ts'
import { readJsonDump } from './read-json.ts'
import { readTextDump } from './read-text.ts'

/**
 * Reads what `py-spy dump` prints, as text or with `--json`: one sample a thread, weighing 1. Of several dumps one after the
 * other a thread has as many samples. Values of variables (`--locals`) are left out and counted in a warning. O(size).
 * @throws FormatError, LimitError.
 */
export async function readPySpyDump(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  const dump = new Dump(new Warnings())
  if (/^\s*\[/.test(decodeHead(bytes.subarray(0, 256)))) readJsonDump(bytes, dump)
  else await readTextDump(bytes, { dump, onProgress: options.onProgress })
  if (dump.length === 0) {
    throw new FormatError('py-spy-dump', 'expected threads (\'Thread 12 (idle): "MainThread"\'), found none')
  }
  return [dump.finish(input.name)]
}
