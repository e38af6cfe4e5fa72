import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { CallSums } from './call-sums.ts'
import { type CountedEvent, settingsOf, valueTypesOf, warnOfTotals } from './events.ts'
import { parseColumns, parseReportLine, type ReportLine } from './report-columns.ts'
import { symbolRow } from './symbol-rows.ts'

const FORMAT = 'oprofile'

/** Reads the text of `opreport -l` and of `opreport -c`. O(bytes). @throws FormatError when there is no table. */
export async function readReport(input: FormatInput, options: ReadOptions): Promise<Recording[]> {
  return [await readText(input, new ReportReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class ReportReader {
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #events: CountedEvent[] = []
  #platform: string | null = null
  #columns: readonly string[] | null = null
  #calls = new CallsBuilder([])
  #sums = new CallSums(this.#calls, 0)
  /** Whether lines of dashes stand between entries: then indented lines are callers and callees. */
  #hasArcs = false
  #callers: ReportLine[] = []
  /** Samples of the first event by callee of the entry being read. */
  readonly #callees = new Map<number, number>()
  /** Rows that have an entry of their own, in their order. */
  readonly #entries = new Set<number>()
  /** Paths of applications by row, where they are not the image. */
  readonly #apps: Record<number, string> = {}
  /** Caller, callee, samples. */
  readonly #repeated: [number, number, number][] = []
  #entry = -1

  read(text: string, line: number): void {
    if (this.#columns === null) this.#readPreamble(text)
    else if (/^-+\s*$/.test(text)) {
      this.#hasArcs = true
      this.#callers = []
      this.#entry = -1
    } else if (text.trim() !== '') this.#readRow(text, this.#columns, line)
  }

  finish(name: string | null): Recording {
    if (this.#columns === null) {
      throw new FormatError(FORMAT, 'expected a table with a header of "samples  %", found none')
    }
    this.#sums.finish()
    warnOfTotals(this.#warnings, this.#hasArcs)
    return importedRecording(
      { format: FORMAT, file: name },
      {
        platform: this.#platform,
        recorder: { name: 'OProfile', mode: 'sample', settings: settingsOf(this.#events) },
        warnings: this.#warnings.list(),
        extra: {
          oprofile: {
            hasApplications: this.#columns.includes('app name'),
            entries: [...this.#entries],
            ...(Object.keys(this.#apps).length === 0 ? {} : { applications: this.#apps }),
            ...(this.#repeated.length === 0 ? {} : { repeatedArcs: this.#repeated }),
          },
        },
      },
      { shared: this.#shared, calls: this.#calls.finish() },
    )
  }

  #readPreamble(text: string): void {
    const event = /^Counted (\S+) events.*\bcount (\d+)\s*$/.exec(text)
    if (event !== null) this.#events.push({ name: event[1]!, period: Number(event[2]) })
    else if (text.startsWith('Profiling through timer'))
      this.#events.push({ name: 'TIMER', period: Number.NaN })
    else if (text.startsWith('CPU: ')) this.#platform = text.slice('CPU: '.length).trim()
    const columns = parseColumns(text)
    if (columns === null) return
    this.#columns = columns
    const count = columns.filter(column => column === 'samples').length
    this.#calls = new CallsBuilder(valueTypesOf(this.#events, count))
    this.#sums = new CallSums(this.#calls, count)
  }

  #readRow(text: string, columns: readonly string[], line: number): void {
    const isIndented = text.startsWith(' ')
    const row = isIndented && !this.#hasArcs ? 'detail' : parseReportLine(text, columns)
    if (row === 'detail') {
      this.#warnings.atLine('details', 'Samples of single instructions (opreport -d) were left out.', line)
    } else if (row === null) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no row of the table were left out.', line)
    } else if (!isIndented) this.#startEntry(row)
    else if (this.#entry === -1) this.#callers.push(row)
    else if (!row.isSelf) {
      const callee = this.#rowOf(row)
      this.#noteRepeated(callee, row.samples[0] ?? 0)
      this.#sums.addArc(this.#entry, callee, { samples: row.samples, under: 'caller' })
    }
  }

  /** An entry may name a callee several times: all but the last are kept for readers that take the last alone. */
  #noteRepeated(callee: number, samples: number): void {
    const before = this.#callees.get(callee)
    if (before !== undefined) this.#repeated.push([this.#entry, callee, before])
    this.#callees.set(callee, samples)
  }

  #startEntry(row: ReportLine): void {
    this.#callees.clear()
    this.#entry = this.#rowOf(row)
    this.#entries.add(this.#entry)
    this.#sums.addSelf(this.#entry, row.samples)
    for (const caller of this.#callers) {
      this.#sums.addArc(this.#rowOf(caller), this.#entry, { samples: caller.samples, under: 'callee' })
    }
    this.#callers = []
  }

  #rowOf(row: ReportLine): number {
    const { app, image } = row.symbol
    const index = symbolRow(this.#shared, this.#calls, row.symbol)
    if (app !== image && app !== '') this.#apps[index] = app
    return index
  }
}
