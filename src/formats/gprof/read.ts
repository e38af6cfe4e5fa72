import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { NumberedRows } from '../importing/call-graph-entries.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import {
  type ArcLine,
  type FlatLine,
  type PrimaryLine,
  parseArc,
  parseFlat,
  parsePrimary,
} from './parse-line.ts'

const FORMAT = 'gprof'
const GRAPH_HEADER = /^index +%(?: ?time)? +self\b/
const FLAT_HEADER = /^ *(?:% )?time +(?:seconds|cycles) +(?:seconds|cycles)\b|^ *% +cycles +cycles +calls/
/** Blank lines, callers that are not known, and the headings that some print on three lines. */
const NO_ROW = /^\s*(?:<spontaneous>\s*)?$|^\s+\(K\)\s|^\s+called\/total\s+(?:parents|children)/
const SCALES: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  K: 1e3,
  '': 1,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
  a: 1e-18,
}

/**
 * Reads what gprof prints, flat profile and call graph in any order, in the layouts of GNU, BSD (macOS), AIX and Solaris.
 * Times are sampled, numbers of calls exact; what gprof passes on to callers is its estimate from the numbers of calls,
 * which a warning says. O(bytes). @throws FormatError when there is neither table.
 */
export async function readGprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new ReportReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class ReportReader {
  readonly #shared = new SharedBuilder()
  readonly #valueTypes: ValueType[] = [{ name: 'cpu', unit: 'seconds', kind: 'sum', precision: 'sampled' }]
  readonly #calls = new CallsBuilder(this.#valueTypes)
  readonly #rows = new NumberedRows(this.#shared, this.#calls)
  readonly #warnings = new Warnings()
  readonly #flat: FlatLine[] = []
  readonly #settings: Record<string, number> = {}
  #state: 'outside' | 'flat' | 'graph' = 'outside'
  #hasGraph = false
  #hasFlat = false
  /** What the last column of the flat profile counts in, in the value's own unit. */
  #perCall = 1
  #callers: ArcLine[] = []
  /** The number of each row that has an entry of its own, in the order of the entries. */
  readonly #entries = new Map<number, number>()
  /** Row of the entry being read; -1 before its line, -2 in the entry of a cycle. */
  #entry = -1

  read(text: string, line: number): void {
    if (GRAPH_HEADER.test(text)) {
      this.#endEntry()
      this.#state = 'graph'
      this.#hasGraph = true
    } else if (FLAT_HEADER.test(text)) this.#readFlatHeader(text)
    else if (this.#state === 'outside') this.#readNote(text)
    else if (text.startsWith('\f') || text.startsWith('Index by function name')) {
      this.#endEntry()
      this.#state = 'outside'
    } else if (this.#state === 'flat') this.#readFlat(text, line)
    else this.#readGraph(text, line)
  }

  finish(name: string | null): Recording {
    if (!this.#hasGraph && !this.#hasFlat) {
      throw new FormatError(FORMAT, 'expected a flat profile or a call graph, found neither')
    }
    this.#addFlat()
    if (this.#hasGraph) {
      this.#warnings.add(
        'estimated-totals',
        'gprof estimated the times of callers from numbers of calls: it takes every call of a function to last as long',
      )
    }
    return importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: { name: 'gprof', mode: 'sample', settings: this.#settings },
        warnings: this.#warnings.list(),
        // The others stand in the flat profile or in entries of others only.
        extra: this.#hasGraph
          ? { gprof: { entries: [...this.#entries.keys()], numbers: [...this.#entries.values()] } }
          : {},
      },
      { shared: this.#shared, calls: this.#calls.finish() },
    )
  }

  #readNote(text: string): void {
    const period = /^Each sample counts as ([\d.]+(?:e-?\d+)?) seconds/.exec(text)
    if (period !== null) this.#settings.samplePeriodSeconds = Number(period[1])
  }

  /** `time seconds seconds calls ms/call ms/call name`, or the two lines of a simulator that counts cycles. */
  #readFlatHeader(text: string): void {
    this.#endEntry()
    this.#state = 'flat'
    this.#hasFlat = true
    const units = [...text.matchAll(/(\w?)s\/call/g)]
    this.#perCall = SCALES[units.at(-1)?.[1] ?? ''] ?? 1
    if (text.includes('cycles')) this.#setUnit('cycles')
  }

  #setUnit(unit: string): void {
    this.#valueTypes[0] = { ...this.#valueTypes[0]!, name: unit, unit }
  }

  #readFlat(text: string, line: number): void {
    const row = parseFlat(text)
    if (row !== null) this.#flat.push(row)
    else if (/^ *\(K\) +\(K\)/.test(text)) this.#setUnit('kilocycles')
    else if (text.trim() === '') {
      // A blank line ends the table, but for the ones before its first row.
      if (this.#flat.length > 0) this.#state = 'outside'
    } else if (/^ *(?:%|time|cumulative|\()/.test(text)) this.#state = 'outside'
    else this.#skip(line)
  }

  #readGraph(text: string, line: number): void {
    if (text.startsWith('[')) {
      const primary = parsePrimary(text)
      if (primary === null) this.#skip(line)
      else this.#startEntry(primary)
      return
    }
    const arc = parseArc(text)
    if (arc !== null) {
      if (this.#entry === -1) this.#callers.push(arc)
      else if (this.#entry >= 0) this.#addArc(this.#entry, arc, 'callee')
    } else if (/^-{3,}\s*$/.test(text)) this.#endEntry()
    else if (/^ ?\S/.test(text)) this.#state = 'outside'
    else if (!NO_ROW.test(text)) this.#skip(line)
  }

  #startEntry(primary: PrimaryLine): void {
    if (primary.name.isCycle) {
      this.#callers = []
      this.#entry = -2
      return
    }
    const row = this.#rows.row(primary.name.index, primary.name.func)
    const { rows, self, total } = this.#calls
    rows.columns.calls.set(row, primary.calls + primary.ownCalls)
    rows.columns.primitiveCalls.set(row, primary.calls)
    self[0]!.set(row, primary.self)
    total[0]!.set(row, primary.total)
    for (const arc of this.#callers) this.#addArc(row, arc, 'caller')
    this.#callers = []
    this.#entry = row
    this.#entries.set(row, primary.name.index)
  }

  #addArc(row: number, arc: ArcLine, role: 'caller' | 'callee'): void {
    if (arc.name.isCycle) return
    const other = this.#rows.row(arc.name.index, arc.name.func)
    this.#rows.edge(role === 'caller' ? other : row, role === 'caller' ? row : other, arc)
  }

  #endEntry(): void {
    this.#callers = []
    this.#entry = -1
  }

  #skip(line: number): void {
    this.#warnings.atLine(
      'unreadable-lines',
      'Lines of the tables that are no row of theirs were left out.',
      line,
    )
  }

  /** Adds the functions that stand in the flat profile only; where there is no graph, all. */
  #addFlat(): void {
    let unknown = 0
    for (const [i, { name, self, calls, totalPerCall }] of this.#flat.entries()) {
      if (this.#hasGraph && this.#rows.has(name.func)) continue
      const row = this.#rows.row(-1 - i, name.func)
      const total = Number.isNaN(totalPerCall) ? Number.NaN : totalPerCall * this.#perCall * calls
      this.#calls.rows.columns.calls.set(row, calls)
      this.#calls.self[0]!.set(row, self)
      // Rounding may make a total of many short calls less than their self.
      this.#calls.total[0]!.set(row, total > self ? total : self)
      if (Number.isNaN(total)) unknown++
    }
    if (unknown > 0) {
      const message =
        'The report does not say the total of functions without numbers of calls: it is given as their self.'
      this.#warnings.add('unknown-totals', message)
    }
  }
}
