import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { type FunctionTable, functionTable } from './function-rows.ts'

/** The version of the shape; raised when a field changes its meaning. */
const VERSION = 1

/** Writes the functions as JSON, one a line; null where a figure is not known.
 *  @throws UsageError when there is not one recording with a call graph. */
export function writeJsonTable(recordings: readonly Recording[]): Iterable<Uint8Array> {
  return encodeTexts(pieces(functionTable(recordings, 'A JSON table')))
}

function* pieces({ recording, valueTypes, rows }: FunctionTable): Generator<string> {
  const types = valueTypes.map(({ name, unit, precision }) => ({ name, unit, precision }))
  const head = { version: VERSION, recording: recording.meta.name, valueTypes: types }
  yield `${JSON.stringify(head).slice(0, -1)},"functions":[`
  let separator = '\n'
  for (const { name, file, line, calls, primitiveCalls, self, total } of rows) {
    const row = {
      name,
      file: file === '' ? null : file,
      line: line < 0 ? null : line,
      // JSON has no NaN: `stringify` makes null of it.
      calls,
      primitiveCalls,
      self,
      total,
    }
    yield separator + JSON.stringify(row)
    separator = ',\n'
  }
  yield '\n]}\n'
}
