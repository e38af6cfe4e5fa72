import { LinesBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { SourceLines } from '../decoding/text/source-lines.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { nanosecondsPerTick } from '../lprof/unit.ts'
import type { Row } from './parse-row.ts'

const TIME: ValueType = { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }
const SUMMARY = /^[ \t]*(\d+\.\d\d) seconds - (.+):(\d{1,9}) - (\S.*)$/

/** One table: the lines of one function. */
interface Table {
  readonly file: string
  /** Null where line_profiler did not find the file and named no function. */
  name: string | null
  /** Line of the function, -1 where it is not said. */
  line: number
  readonly rows: Row[]
  readonly total: number
}

/** A line of the list of totals at the end: "0.02 seconds - file:14 - function". */
interface Summary {
  readonly seconds: number
  readonly file: string
  readonly line: number
  readonly name: string
}

/** What one report says while it is read. */
export class Report {
  /** Seconds of "Total time" of the table to come, NaN unknown. */
  total = Number.NaN
  /** File of the table to come. */
  file = ''
  readonly #unit: number
  readonly #isUnitKnown: boolean
  #name: string | null = null
  #line = -1
  readonly #tables: Table[] = []
  readonly #summaries: Summary[] = []

  /** @param unit seconds that a printed time of 1 stands for. */
  constructor(unit: number, isUnitKnown: boolean) {
    this.#unit = unit
    this.#isUnitKnown = isUnitKnown
  }

  get isEmpty(): boolean {
    return this.#tables.length === 0 && this.#summaries.length === 0
  }

  /** "name at line 12" */
  setFunction(text: string): void {
    const match = /^(.*) at line (\d{1,9})$/.exec(text)
    this.#name = match?.[1] ?? text
    this.#line = match === null ? -1 : Number(match[2])
  }

  beginTable(): void {
    const { file, total } = this
    this.#tables.push({ file, total, name: this.#name, line: this.#line, rows: [] })
    this.#name = null
    this.#line = -1
    this.file = ''
    this.total = Number.NaN
  }

  addRow(row: Row): void {
    this.#tables.at(-1)!.rows.push(row)
  }

  addSummary(line: string): void {
    const match = SUMMARY.exec(line.trimEnd())
    if (match === null) return
    const [, seconds = '', file = '', number = '', name = ''] = match
    this.#summaries.push({ seconds: Number(seconds), file, line: Number(number), name })
  }

  finish(from: { file: string | null; name: string }): Recording {
    const shared = new SharedBuilder()
    const lines = new LinesBuilder([TIME])
    const sources = new SourceLines()
    const warnings = new Warnings()
    if (!this.#isUnitKnown) {
      warnings.add('unit-unknown', 'The report does not say its unit: times are taken for microseconds')
    }
    const scale = nanosecondsPerTick(this.#unit)
    for (const table of this.#tables) {
      this.#nameTable(table)
      const source = shared.source(table.file)
      const line = table.line === -1 ? (table.rows[0]?.line ?? -1) : table.line
      const func = shared.func({
        name: table.name ?? '<unknown>',
        file: table.file,
        line,
        kind: FuncKind.python,
      })
      if (table.total > 0 && table.rows.every(({ hits }) => Number.isNaN(hits))) {
        warnings.add(
          'no-figures',
          'A table has a total and no line with figures: it was wrapped (line_profiler -r), or is not whole.',
        )
      }
      for (const row of table.rows) {
        // Of a file that was not found blank lines are printed.
        if (row.text !== '' || !Number.isNaN(row.hits)) sources.add(source, row.line, row.text)
        if (!Number.isNaN(row.hits))
          lines.add({ source, func, line: row.line, hits: row.hits }, [row.time * scale])
      }
    }
    // The list of totals says nothing new of functions that have a table.
    for (const { seconds, file, line, name } of this.#tables.length === 0 ? this.#summaries : []) {
      const func = shared.func({ name, file, line, kind: FuncKind.python })
      lines.add({ source: shared.source(file), func, line }, [seconds * 1e9])
    }
    if (this.#tables.length > 0) sources.finish(shared)
    return importedRecording(
      { format: 'line-profiler-text', file: from.file },
      { name: from.name, recorder: { name: 'line_profiler', mode: 'lines' }, warnings: warnings.list() },
      { shared, lines: lines.finish() },
    )
  }

  /** Of a file that it did not find, line_profiler names the function in the list of totals only. */
  #nameTable(table: Table): void {
    if (table.name !== null) return
    const known = this.#summaries.filter(
      ({ file, seconds }) =>
        file === table.file && (Number.isNaN(table.total) || Math.abs(seconds - table.total) < 0.0051),
    )
    if (known.length !== 1) return
    table.name = known[0]!.name
    table.line = known[0]!.line
  }
}
