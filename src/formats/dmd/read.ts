import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { type DemangledRow, demangledNames } from './demangled.ts'

const FORMAT = 'dmd'
const ENTRY = /^(\S[^\t]*)\t(\d+)\t(\d+)\t(\d+)\s*$/
const ARC = /^\t *(\d+)\t(\S.*)$/
const ROW = /^ *(\d+) +(\d+) +(\d+) +(\d+) +(\S.*)$/

/** Reads trace.log: numbers of calls and ticks of every function, and who called whom how often. O(bytes).
 *  @throws FormatError when there is no entry. */
export async function readDmd(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new LogReader(), { format: FORMAT, onProgress: options.onProgress })]
}

interface Entry {
  readonly symbol: string
  calls: number
  total: number
  self: number
}

class LogReader {
  readonly #entries = new Map<string, Entry>()
  /** Numbers of calls by caller and callee. */
  readonly #arcs = new Map<string, Map<string, number>>()
  readonly #table: DemangledRow[] = []
  readonly #warnings = new Warnings()
  #frequency = Number.NaN
  #isTable = false
  #entry: Entry | null = null

  read(text: string, line: number): void {
    if (text.startsWith('========')) {
      this.#isTable = true
      this.#frequency = Number(/Timer Is (\d+) Ticks\/Sec/.exec(text)?.[1] ?? Number.NaN)
    } else if (this.#isTable) this.#readTable(text)
    else if (/^-{10,}\s*$/.test(text)) this.#entry = null
    else this.#readEntry(text, line)
  }

  finish(file: string | null): Recording {
    if (this.#entries.size === 0) throw new FormatError(FORMAT, 'expected entries of functions, found none')
    const shared = new SharedBuilder()
    const hasClock = this.#frequency > 0
    const type: ValueType = hasClock
      ? { name: 'wall', unit: 'seconds', kind: 'sum', precision: 'exact' }
      : { name: 'ticks', unit: 'ticks', kind: 'sum', precision: 'exact' }
    const calls = new CallsBuilder([type])
    const perTick = hasClock ? 1 / this.#frequency : 1
    const names = demangledNames([...this.#entries.values()], this.#table)
    const rows = new Map<string, number>()
    const rowOf = (symbol: string) => {
      const row = rows.get(symbol) ?? calls.row(func(shared, symbol, names.get(symbol)))
      rows.set(symbol, row)
      return row
    }
    for (const entry of this.#entries.values()) {
      const row = rowOf(entry.symbol)
      calls.rows.columns.calls.set(row, entry.calls)
      calls.total[0]!.set(row, entry.total * perTick)
      calls.self[0]!.set(row, entry.self * perTick)
    }
    for (const [caller, callees] of this.#arcs) {
      for (const [callee, count] of callees) {
        calls.edges.columns.calls.set(calls.edge(rowOf(caller), rowOf(callee)), count)
      }
    }
    return importedRecording(
      { format: FORMAT, file },
      {
        recorder: {
          name: 'dmd -profile',
          mode: 'trace',
          settings: hasClock ? { ticksPerSecond: this.#frequency } : {},
        },
        warnings: this.#warnings.list(),
      },
      { shared, calls: calls.finish() },
    )
  }

  /** Callers (`\t  10\tname`), the function (`name\tcalls\tticks\town ticks`), callees. */
  #readEntry(text: string, line: number): void {
    const arc = ARC.exec(text)
    if (arc !== null) {
      // Callers say what callees say: each call is listed with both.
      if (this.#entry !== null) this.#addArc(this.#entry.symbol, arc[2]!.trimEnd(), Number(arc[1]))
      return
    }
    const found = ENTRY.exec(text)
    if (found === null) {
      if (text.trim() !== '')
        this.#warnings.atLine('unreadable-lines', 'Lines that are no entry were left out.', line)
      return
    }
    const [, symbol, calls, total, self] = found
    // Runs that add to the same file give one entry a function; a file put together may have several.
    const entry = this.#entries.get(symbol!) ?? { symbol: symbol!, calls: 0, total: 0, self: 0 }
    entry.calls += Number(calls)
    entry.total += Number(total)
    entry.self += Number(self)
    this.#entries.set(symbol!, entry)
    this.#entry = entry
  }

  #addArc(caller: string, callee: string, count: number): void {
    let callees = this.#arcs.get(caller)
    if (callees === undefined) {
      callees = new Map()
      this.#arcs.set(caller, callees)
    }
    callees.set(callee, (callees.get(callee) ?? 0) + count)
  }

  #readTable(text: string): void {
    const found = ROW.exec(text)
    if (found !== null)
      this.#table.push({ calls: Number(found[1]), total: Number(found[2]), name: found[5]!.trimEnd() })
  }
}

function func(shared: SharedBuilder, symbol: string, name: string | undefined): number {
  return shared.func({
    name: name ?? symbol,
    ...(name === undefined || name === symbol ? {} : { systemName: symbol }),
    kind: FuncKind.native,
  })
}
