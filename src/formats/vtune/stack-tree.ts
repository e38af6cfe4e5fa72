import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { ReportColumns } from './columns.ts'
import { funcOf } from './func-of.ts'
import type { ReportRows } from './report-rows.ts'
import { parseFigure } from './rows.ts'

const FORMAT = 'vtune'

/** A node whose callees may still follow. */
interface Node {
  readonly stack: number
  readonly row: number
}

/** A top-down report: functions root first, a space a level. Where only totals are printed, self is what callees leave. */
export class StackTree implements ReportRows {
  readonly #columns: ReportColumns
  readonly #warnings: Warnings
  readonly #shared = new SharedBuilder()
  readonly #path: Node[] = []
  readonly #stacks: number[] = []
  readonly #values: number[][]
  readonly #metrics: ReportColumns['metrics']
  readonly #areTotals: boolean
  #unit = ''

  constructor(columns: ReportColumns, warnings: Warnings) {
    this.#columns = columns
    this.#warnings = warnings
    const selfs = columns.metrics.filter(metric => !metric.isTotal)
    this.#areTotals = selfs.length === 0
    this.#metrics = this.#areTotals ? columns.metrics : selfs
    this.#values = this.#metrics.map(() => [])
  }

  add(cells: readonly string[]): boolean {
    const text = cells[this.#columns.name] ?? ''
    const name = text.trim()
    const figures = this.#metrics.map(metric => parseFigure(cells[metric.index] ?? ''))
    const isWhole = cells.length > Math.max(...this.#metrics.map(metric => metric.index))
    if (name === '' || !isWhole || figures.some(({ value }) => Number.isNaN(value))) return false
    const depth = text.length - text.trimStart().length
    if (depth > this.#path.length) {
      this.#warnings.add(
        'skipped-levels',
        'Rows whose caller is not in the table were taken to be called by the one above.',
      )
    }
    this.#path.length = Math.min(depth, this.#path.length)
    assertDepth(FORMAT, this.#path.length + 1)
    const caller = this.#path.at(-1)
    const frame = this.#shared.plainFrame(funcOf(this.#shared, this.#columns, { cells, name }))
    const stack = this.#shared.stack(caller?.stack ?? -1, frame)
    assertStackCount(FORMAT, this.#shared.stacks.length)
    const row = this.#stacks.length
    this.#stacks.push(stack)
    for (const [k, { value, unit }] of figures.entries()) {
      this.#values[k]!.push(value)
      if (unit !== '') this.#unit = unit
      if (this.#areTotals && caller !== undefined) this.#values[k]![caller.row]! -= value
    }
    this.#path.push({ stack, row })
    return true
  }

  finish(file: string | null): Recording {
    const part = new StacksBuilder(this.#metrics.map(({ type }) => this.#typeOf(type)))
    for (const [row, stack] of this.#stacks.entries()) {
      // Rounded shares of callees may be a little more than that of their caller.
      const values = this.#values.map(column =>
        this.#areTotals ? Math.max(0, rounded(column[row]!)) : column[row]!,
      )
      if (values.some(value => value !== 0)) part.add({ stack }, values)
    }
    return importedRecording(
      { format: FORMAT, file },
      { recorder: { name: 'VTune', mode: 'sample' }, warnings: this.#warnings.list() },
      { shared: this.#shared, stacks: part.finish(false) },
    )
  }

  #typeOf(type: ValueType): ValueType {
    return this.#unit === '%' && this.#areTotals ? { ...type, unit: '%' } : type
  }
}

/** Without what subtraction adds to decimals: figures have up to six places. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
