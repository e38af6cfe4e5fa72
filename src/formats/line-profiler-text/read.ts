import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { withoutTerminalCodes } from '../decoding/text/terminal-codes.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { assertProfileCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { type Columns, parseHeader, parseRow } from './parse-row.ts'
import { Report } from './report.ts'

const FORMAT = 'line-profiler-text'

/**
 * Reads what line_profiler prints, alone or among other text: each "Timer unit" begins a recording. Times are those that
 * were printed, with the digits they have there. The lines of source go into the recording as far as they were printed.
 * @throws FormatError when there is no table and no summary.
 */
export async function readLineProfilerText(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const reports: Report[] = []
  const decoder = new TextDecoder()
  let columns: Columns | null = null
  const report = () => {
    if (reports.length === 0) reports.push(new Report(1e-6, false))
    return reports.at(-1)!
  }
  const takeHead = (line: string) => {
    const head = /^[ \t]*(Timer unit|Total time|File|Function|Could not find file):? (.*)$/.exec(line)
    const text = head?.[2]?.trim() ?? ''
    if (head?.[1] === 'Timer unit') reports.push(new Report(Number.parseFloat(text) || 1e-6, true))
    else if (head?.[1] === 'Total time') report().total = Number.parseFloat(text)
    else if (head?.[1] === 'Function') report().setFunction(text)
    else if (head !== null) report().file = text
    else report().addSummary(line)
  }
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end) {
      const line = withoutTerminalCodes(decoder.decode(bytes.subarray(start, end)))
      const header = parseHeader(line)
      if (header !== null) {
        columns = header
        report().beginTable()
        return
      }
      if (columns !== null && /^\s*=+\s*$/.test(line)) return
      const row = columns === null ? null : parseRow(line, columns)
      if (row !== null) return report().addRow(row)
      columns = null
      takeHead(line)
    },
  })
  const filled = reports.filter(found => !found.isEmpty)
  if (filled.length === 0) {
    throw new FormatError(FORMAT, 'expected a table of Line #, Hits, Time and Line Contents, found none', {
      line: 1,
    })
  }
  assertProfileCount(FORMAT, filled.length)
  const title = titleOf(input.name, 'line profile')
  return filled.map((found, i) =>
    found.finish({ file: input.name, name: filled.length === 1 ? title : `${title} #${i + 1}` }),
  )
}
