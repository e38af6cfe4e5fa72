import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { Warnings } from '../importing/warnings.ts'
import { type ReportColumns, reportColumns } from './columns.ts'
import { FunctionTable } from './function-table.ts'
import type { ReportRows } from './report-rows.ts'
import { type CellSplitter, csvSplitter, textSplitter } from './rows.ts'
import { StackTree } from './stack-tree.ts'

const FORMAT = 'vtune'
const HEADER =
  /^"?(?:(?:Source )?Function(?: Stack| \/ Call Stack|\/Call Stack)?|Module|Process|Thread|Source File)"?(?:[,;\t|:]| {2,})/

/** Reads a report of VTune: a tree of stacks (top-down), or figures by function, module or process. O(bytes).
 *  @throws FormatError when there is no table. */
export async function readVtune(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new ReportReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class ReportReader {
  readonly #warnings = new Warnings()
  #header: string | null = null
  #splitter: CellSplitter | null = null
  #rows: ReportRows | null = null

  read(text: string, line: number): void {
    if (this.#rows !== null) this.#readRow(this.#rows, text, line)
    else if (this.#header !== null) this.#start(textSplitter(this.#header, text), line)
    else if (!HEADER.test(text)) return
    else if (/^[^,;\t|]* {2,}/.test(text)) this.#header = text
    else this.#start(csvSplitter(text), line)
  }

  finish(file: string | null): Recording {
    if (this.#rows === null) throw new FormatError(FORMAT, 'expected a table with figures, found none')
    return this.#rows.finish(file)
  }

  #start(splitter: CellSplitter | null, line: number): void {
    if (splitter === null)
      throw new FormatError(FORMAT, 'expected a line of dashes under the header', { line })
    const columns = reportColumns(splitter.header)
    if (columns === null) throw new FormatError(FORMAT, 'expected a header with figures', { line })
    this.#splitter = splitter
    this.#rows = this.#makeRows(columns)
  }

  #makeRows(columns: ReportColumns): ReportRows {
    if (columns.ratios.length > 0) {
      const names = columns.ratios.slice(0, 3).join(', ')
      this.#warnings.add('ratios', `Figures that do not add up were left out (${names}).`)
    }
    return columns.isTree
      ? new StackTree(columns, this.#warnings)
      : new FunctionTable(columns, this.#warnings)
  }

  #readRow(rows: ReportRows, text: string, line: number): void {
    if (text.trim() === '') return
    const cells = this.#splitter!.split(text)
    if (cells === null || !rows.add(cells)) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no row of the table were left out.', line)
    }
  }
}
