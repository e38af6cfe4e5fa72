import type { Recording } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { type FunctionTable, functionTable } from './function-rows.ts'

/** Writes the functions as RFC 4180 has it: quoted where needed, CRLF. Unknown figures are empty.
 *  @throws UsageError when there is not one recording with a call graph. */
export function writeCsv(recordings: readonly Recording[]): Iterable<Uint8Array> {
  return encodeTexts(lines(functionTable(recordings, 'A CSV file')))
}

function* lines({ valueTypes, rows }: FunctionTable): Generator<string> {
  const headings = valueTypes.flatMap(({ name, unit }) => [
    textCell(`self ${name} (${unit})`),
    textCell(`total ${name} (${unit})`),
  ])
  yield line(['function', 'file', 'line', 'calls', 'primitive calls', ...headings])
  for (const { name, file, line: place, calls, primitiveCalls, self, total } of rows) {
    const figures = valueTypes.flatMap((_, k) => [self[k]!, total[k]!])
    const numbers = [place < 0 ? Number.NaN : place, calls, primitiveCalls, ...figures]
    yield line([textCell(name), textCell(file), ...numbers.map(numberCell)])
  }
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}

function numberCell(value: number): string {
  return Number.isFinite(value) ? String(value) : ''
}

/** A spreadsheet runs text that begins as a formula does: such text gets an apostrophe in front. */
function textCell(text: string): string {
  const safe = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
