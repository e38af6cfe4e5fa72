import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { forEachText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { NumberedRows } from '../importing/call-graph-entries.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { type ArcRow, parseArcRow, parseEntryRow, parseFlatRow, type RankedName } from './parse-line.ts'

const FORMAT = 'igprof-report'

/** Reads igprof-analyse's text: flat profiles and call tree. A report is of one counter; several reports one after the
 *  other give a recording each. O(bytes). @throws FormatError when there is no report. */
export async function readIgprofReport(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reports: ReportReader[] = []
  await forEachText(input, {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(text, line) {
      const counter = /^Counter: (\S+)\s*$/.exec(text)
      if (counter !== null) reports.push(new ReportReader(counter[1]!))
      else reports.at(-1)?.read(text, line)
    },
  })
  if (reports.length === 0) throw new FormatError(FORMAT, 'expected a report ("Counter: …"), found none')
  return reports.map(report => report.finish(input.name, reports.length > 1))
}

function valueTypesOf(counter: string): ValueType[] {
  if (counter === 'PERF_TICKS') return [{ name: 'cpu', unit: 'seconds', kind: 'sum', precision: 'sampled' }]
  const kind = /_LIVE$|_MAX$/.test(counter) ? 'snapshot' : 'sum'
  const unit = counter.startsWith('MEM_') ? 'bytes' : 'count'
  return [
    { name: counter, unit, kind, precision: 'exact' },
    { name: `${counter} calls`, unit: 'count', kind, precision: 'exact' },
  ]
}

class ReportReader {
  readonly #counter: string
  readonly #shared = new SharedBuilder()
  readonly #calls: CallsBuilder
  readonly #rows: NumberedRows
  readonly #warnings = new Warnings()
  readonly #hasCallsColumn: boolean
  #state: 'outside' | 'total' | 'self' | 'tree' = 'outside'
  #extra = { calls: false, paths: false }
  #callers: ArcRow[] = []
  #entry = -1

  constructor(counter: string) {
    this.#counter = counter
    const types = valueTypesOf(counter)
    this.#hasCallsColumn = types.length > 1
    this.#calls = new CallsBuilder(types)
    this.#rows = new NumberedRows(this.#shared, this.#calls)
  }

  read(text: string, line: number): void {
    if (text.startsWith('Flat profile (cumul')) this.#state = 'total'
    else if (text.startsWith('Flat profile (self')) this.#state = 'self'
    else if (text.startsWith('Call tree profile')) this.#state = 'tree'
    else if (/^(?:%|delta %|Rank) .*\bFunction\s*$/.test(text)) this.#readHeader(text)
    else if (/^(?:- ){5}/.test(text)) this.#endEntry()
    else if (text.trim() !== '' && !/^-{60,}/.test(text)) this.#readRow(text, line)
  }

  finish(file: string | null, isOneOfMany: boolean): Recording {
    const { total, self, rows } = this.#calls
    // The flat profiles list only what costs most: without a tree the rest is not known.
    for (let row = 0; row < rows.length; row++) {
      if (!(self[0]!.get(row) <= total[0]!.get(row))) total[0]!.set(row, self[0]!.get(row))
    }
    const name = isOneOfMany ? { name: this.#counter } : {}
    return importedRecording(
      { format: FORMAT, file },
      {
        ...name,
        recorder: { name: 'IgProf', mode: this.#hasCallsColumn ? 'trace' : 'sample' },
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, calls: this.#calls.finish() },
    )
  }

  #readHeader(text: string): void {
    this.#extra = { calls: /\bCalls\b/.test(text), paths: /\bPaths\b/.test(text) }
    if (text.startsWith('delta'))
      this.#warnings.add('difference', 'The report is the difference of two profiles.')
    if (this.#extra.paths) this.#warnings.add('paths', 'Numbers of call paths were left out.')
  }

  #readRow(text: string, line: number): void {
    if (this.#state === 'total' || this.#state === 'self') {
      const row = parseFlatRow(text, this.#extra)
      if (row === null) this.#skip(line)
      else this.#setFlat(this.#rowOf(row), row)
      return
    }
    if (this.#state !== 'tree') return
    const entry = parseEntryRow(text, this.#extra)
    if (entry !== null) {
      this.#entry = this.#rowOf(entry)
      this.#calls.total[0]!.set(this.#entry, entry.total)
      this.#calls.self[0]!.set(this.#entry, entry.self)
      if (this.#hasCallsColumn) this.#calls.total[1]!.set(this.#entry, entry.calls)
      for (const caller of this.#callers) this.#addArc(this.#rowOf(caller), this.#entry, caller)
      this.#callers = []
      return
    }
    const arc = parseArcRow(text, this.#extra)
    if (arc === null) this.#skip(line)
    else if (this.#entry === -1) this.#callers.push(arc)
    else this.#addArc(this.#entry, this.#rowOf(arc), arc)
  }

  #setFlat(row: number, { value, calls }: { value: number; calls: number }): void {
    const columns = this.#state === 'total' ? this.#calls.total : this.#calls.self
    columns[0]!.set(row, value)
    if (this.#hasCallsColumn && !Number.isNaN(calls)) columns[1]!.set(row, calls)
  }

  #addArc(caller: number, callee: number, arc: ArcRow): void {
    const edge = this.#calls.edge(caller, callee)
    this.#calls.edgeTotal[0]!.set(edge, arc.value)
    if (this.#hasCallsColumn) this.#calls.edgeTotal[1]!.set(edge, arc.calls)
  }

  #rowOf({ rank, name, lib }: RankedName): number {
    const isMarker = name === '<spontaneous>'
    const library =
      lib === '' ? -1 : this.#shared.lib({ name: lib.slice(lib.lastIndexOf('/') + 1), path: lib })
    return this.#rows.row(rank, { name, lib: library, kind: isMarker ? FuncKind.marker : FuncKind.native })
  }

  #endEntry(): void {
    this.#callers = []
    this.#entry = -1
  }

  #skip(line: number): void {
    this.#warnings.atLine('unreadable-lines', 'Lines that are no row of a table were left out.', line)
  }
}
