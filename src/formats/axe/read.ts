import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessDelimiter, parseCsvRow } from '../decoding/csv/parse-csv-row.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { addDecimals, NumberedRows } from '../importing/call-graph-entries.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { csvRowParser, type Row, type RowParser, textRowParser } from './rows.ts'

const FORMAT = 'axe'
/** Part of the whole by which two roundings may differ. */
const SLACK = 0.0003
const HEADER = /^"?Index"?[ ,;|\t].*:Self/

/** Reads VTune's gprof-cc report, as text or CSV. There are no numbers of calls. O(bytes).
 *  @throws FormatError when there is no table. */
export async function readAxe(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new ReportReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class ReportReader {
  readonly #shared = new SharedBuilder()
  readonly #valueTypes: ValueType[] = []
  readonly #warnings = new Warnings()
  #table: { calls: CallsBuilder; rows: NumberedRows } | null = null
  #parseRow: RowParser | null = null
  #isDone = false
  /** Per row its share of the total in hundredths, NaN unknown. */
  readonly #shares: number[] = []
  /** Rows that have an entry of their own, in their order. */
  readonly #entries: number[] = []
  /** Their numbers in the report. */
  readonly #numbers: number[] = []
  #callers: Row[] = []
  #entry = -1

  read(text: string, line: number): void {
    if (this.#isDone) return
    if (this.#table === null) {
      if (HEADER.test(text)) this.#readHeader(text)
    } else if (this.#parseRow === null) {
      this.#parseRow = textRowParser(text)
      if (this.#parseRow === null) {
        throw new FormatError(FORMAT, 'expected a line of dashes under the header', { line })
      }
    } else if (/^"?Index by function name/.test(text)) this.#isDone = true
    else this.#readRow(this.#parseRow(text), line)
  }

  finish(name: string | null): Recording {
    if (this.#table === null) {
      throw new FormatError(FORMAT, 'expected a table of Index, Total, Self, Children and Name, found none')
    }
    this.#correctTotals(this.#table.calls)
    return importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: { name: 'VTune', mode: 'sample' },
        warnings: this.#warnings.list(),
        // Rows in the order of their entries, and the second column as it is printed: totals are worked out from the exacter
        // ones beside it.
        extra: {
          axe: {
            entries: this.#entries,
            numbers: this.#numbers,
            shares: this.#entries.map(row => known(this.#shares[row]!)),
          },
        },
      },
      { shared: this.#shared, calls: this.#table.calls.finish() },
    )
  }

  #readHeader(text: string): void {
    const isText = /^Index {2}/.test(text)
    const delimiter = isText ? '' : guessDelimiter(text)
    const cells = isText ? text.split(/ {2,}/) : (parseCsvRow(text, delimiter) ?? [])
    const metric = (cells.find(cell => cell.endsWith(':Self')) ?? 'CPU Time:Self').slice(0, -':Self'.length)
    this.#valueTypes.push(valueTypeOf(metric))
    const calls = new CallsBuilder(this.#valueTypes)
    this.#table = { calls, rows: new NumberedRows(this.#shared, calls) }
    if (!isText) this.#parseRow = csvRowParser(delimiter)
  }

  #readRow(row: Row | 'blank' | null, line: number): void {
    if (row === null) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no row of the table were left out.', line)
    } else if (row === 'blank') this.#endEntry()
    else if (row.isPrimary) this.#startEntry(row)
    else if (this.#entry === -1) this.#callers.push(row)
    else if (this.#entry >= 0) this.#addEdge(this.#entry, row, 'callee')
  }

  #startEntry(row: Row): void {
    if (isNoFunction(row)) {
      this.#callers = []
      this.#entry = -2
      return
    }
    const { calls } = this.#table!
    const entry = this.#rowOf(row)
    calls.self[0]!.set(entry, numberOf(row.self))
    calls.total[0]!.set(entry, totalOf(row))
    this.#shares[entry] = row.share === '' ? Number.NaN : Number(row.share.replace(/%$/, ''))
    for (const caller of this.#callers) this.#addEdge(entry, caller, 'caller')
    this.#callers = []
    this.#entry = entry
    this.#entries.push(entry)
    this.#numbers.push(row.index)
  }

  /** In recursive functions the children count twice, but their share does not: it is exact to a hundredth of it. */
  #correctTotals({ self, total, rows }: CallsBuilder): void {
    let whole = 0
    for (let row = 0; row < rows.length; row++) whole += self[0]!.get(row)
    for (let row = 0; row < rows.length; row++) {
      const byShare = ((this.#shares[row] ?? Number.NaN) / 100) * whole
      if (!(Math.abs(total[0]!.get(row) - byShare) > SLACK * whole)) continue
      total[0]!.set(row, Math.max(byShare, self[0]!.get(row)))
      this.#warnings.add(
        'recursive-totals',
        'Self and children of recursive functions are more than their share of the whole: their totals were taken from it.',
      )
    }
  }

  #endEntry(): void {
    this.#callers = []
    this.#entry = -1
  }

  #addEdge(entry: number, row: Row, role: 'caller' | 'callee'): void {
    if (row.index === -1 || isNoFunction(row)) return
    const other = this.#rowOf(row)
    const isKnown = row.self !== '' && row.children !== ''
    this.#table!.rows.edge(role === 'caller' ? other : entry, role === 'caller' ? entry : other, {
      calls: Number.NaN,
      self: isKnown ? numberOf(row.self) : Number.NaN,
      total: isKnown ? totalOf(row) : Number.NaN,
    })
  }

  #rowOf(row: Row): number {
    const cycle = row.name.endsWith('>') ? row.name.lastIndexOf('<cycle ') : -1
    const isMember = cycle > 0 && /^<cycle \d+>$/.test(row.name.slice(cycle))
    const name = isMember ? row.name.slice(0, cycle).trimEnd() : row.name
    const kind = /^\[(?!Loop|Import)/.test(name) ? FuncKind.marker : FuncKind.native
    return this.#table!.rows.row(row.index, { name, kind })
  }
}

/** A metric of VTune as a value type: times are in seconds, all else are counts of events. */
export function valueTypeOf(metric: string): ValueType {
  const isTime = /\bTime\b/.test(metric)
  const name = metric === 'CPU Time' ? 'cpu' : metric
  return { name, unit: isTime ? 'seconds' : 'count', kind: 'sum', precision: 'sampled' }
}

/** A cycle as a whole, and the caller of those that have none: newer versions number it and give it a callee's self. */
function isNoFunction(row: Row): boolean {
  return row.name === '<spontaneous>' || /^<cycle \d+ as a whole>$/.test(row.name)
}

function numberOf(text: string): number {
  return Number(text.replace(/s$/, ''))
}

function totalOf(row: Row): number {
  return addDecimals(row.self.replace(/s$/, ''), row.children.replace(/s$/, ''))
}

/** Null for what is not known, as JSON has it. */
function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
