import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { importedRecording } from '../importing/imported.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { ReportColumns } from './columns.ts'
import { funcOf } from './func-of.ts'
import type { ReportRows } from './report-rows.ts'
import { parseFigure } from './rows.ts'

/** A report by functions (hotspots, hw-events) or by something else that has a name: own figures of each. */
export class FunctionTable implements ReportRows {
  readonly #columns: ReportColumns
  readonly #warnings: Warnings
  readonly #shared = new SharedBuilder()
  readonly #metrics: ReportColumns['metrics']
  readonly #calls: CallsBuilder

  constructor(columns: ReportColumns, warnings: Warnings) {
    this.#columns = columns
    this.#warnings = warnings
    const selfs = columns.metrics.filter(metric => !metric.isTotal)
    this.#metrics = selfs.length === 0 ? columns.metrics : selfs
    this.#calls = new CallsBuilder(this.#metrics.map(metric => metric.type))
  }

  add(cells: readonly string[]): boolean {
    const name = (cells[this.#columns.name] ?? '').trim()
    if (name === '' && (cells[this.#columns.callers] ?? '').trim() !== '') {
      this.#warnings.add('callers', 'Rows of callers below their function were left out.')
      return true
    }
    const figures = this.#metrics.map(metric => parseFigure(cells[metric.index] ?? '').value)
    if (name === '' || cells.length <= this.#metrics[0]!.index || figures.some(Number.isNaN)) return false
    const row = this.#calls.row(funcOf(this.#shared, this.#columns, { cells, name }))
    for (const [k, value] of figures.entries()) {
      // One function may stand in several rows, one a process or thread.
      for (const column of [this.#calls.self[k]!, this.#calls.total[k]!])
        column.set(row, column.get(row) + value)
    }
    return true
  }

  finish(file: string | null): Recording {
    this.#warnings.add('unknown-totals', 'The report does not say totals: they are given as self.')
    return importedRecording(
      { format: 'vtune', file },
      { recorder: { name: 'VTune', mode: 'sample' }, warnings: this.#warnings.list() },
      { shared: this.#shared, calls: this.#calls.finish() },
    )
  }
}
