import { FormatError } from '../../base/errors.ts'
import type { Unit } from '../../base/units.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { parseName } from './parse-name.ts'
import { parseQuantity, scaleOf } from './quantities.ts'

const FORMAT = 'gperftools-text'
const ROW = /^ *(-?[\d.]+[a-zA-Zµ]*) +(-?[\d.]+)% +(-?[\d.]+)% +(-?[\d.]+[a-zA-Zµ]*) +(-?[\d.]+)% +(\S.*)$/

/** Reads the table of google-pprof `--text` or of Go's pprof `-top`: self and total of each function, as far as they
 *  were printed. O(bytes). @throws FormatError when there is no row. */
export async function readGperftoolsText(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<Recording[]> {
  return [await readText(input, new TableReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class TableReader {
  readonly #shared = new SharedBuilder()
  readonly #valueTypes: ValueType[] = [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }]
  readonly #calls = new CallsBuilder(this.#valueTypes)
  readonly #warnings = new Warnings()
  readonly #settings: Record<string, string> = {}
  /** Multiplies every number of gperftools' table; Go's have units of their own. */
  #factor = 1
  #total = Number.NaN
  #type: string | null = null
  #isGo = false
  #hasTable = false
  #self = 0

  read(text: string, line: number): void {
    const row = this.#hasTable ? ROW.exec(text) : null
    if (row !== null) this.#readRow(row)
    else if (/^ *flat +flat% +sum% +cum +cum%/.test(text)) {
      this.#isGo = true
      this.#hasTable = true
    } else this.#readNote(text, line)
  }

  finish(file: string | null): Recording {
    if (this.#calls.rows.length === 0) {
      throw new FormatError(FORMAT, 'expected rows of "flat flat% sum% cum cum% name", found none')
    }
    // Rounding of every row aside, what is missing was not printed.
    const rest = this.#total - this.#self
    if (rest > 0.001 * this.#total * Math.sqrt(this.#calls.rows.length)) {
      const share = ((100 * rest) / this.#total).toFixed(1)
      this.#warnings.add('rows-left-out', `Functions with ${share} % of the total were not printed.`)
    }
    return importedRecording(
      { format: FORMAT, file },
      {
        recorder: { name: this.#isGo ? 'pprof' : 'gperftools', mode: null, settings: this.#settings },
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, calls: this.#calls.finish() },
    )
  }

  #readNote(text: string, line: number): void {
    const total = /^(?:\(pprof\) ?)*Total: (-?[\d.]+) (\S+)\s*$/.exec(text)
    const showing = /^Showing nodes accounting for .* of (-?[\d.]+[a-zA-Zµ]*) total/.exec(text)
    const known = /^(Type|File|Build ID|Duration|Time): (.*\S)/.exec(text)
    if (total !== null) {
      const { unit, factor } = scaleOf(total[2]!)
      this.#factor = factor
      this.#total = Number(total[1]) * factor
      this.#setUnit(unit, total[2]!)
      this.#hasTable = true
    } else if (showing !== null) this.#total = parseQuantity(showing[1]!)?.value ?? Number.NaN
    else if (known !== null) {
      this.#settings[known[1]!] = known[2]!
      if (known[1] === 'Type') this.#type = known[2]!
    } else if (this.#hasTable && text.trim() !== '' && !/^\(pprof\)/.test(text)) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no row of the table were left out.', line)
    }
  }

  #readRow([, flat, , , cum, , rest]: RegExpExecArray): void {
    const self = parseQuantity(flat!)
    const total = parseQuantity(cum!)
    if (self === null || total === null) return
    if (this.#isGo) this.#setUnit(self.value === 0 ? total.unit : self.unit, '')
    const { name, file, line } = parseName(rest!)
    const kind = /^0x[0-9a-f]+$/.test(name) ? FuncKind.address : FuncKind.native
    const row = this.#calls.row(this.#shared.func({ name, file, line, kind }))
    const add = (
      column: { get(index: number): number; set(index: number, value: number): void },
      value: number,
    ) => column.set(row, column.get(row) + value * this.#factor)
    // Names that the table has twice (static functions) are added: nothing tells them apart.
    add(this.#calls.self[0]!, self.value)
    add(this.#calls.total[0]!, total.value)
    this.#self += self.value * this.#factor
  }

  #setUnit(unit: Unit, printed: string): void {
    const isSampled = printed === 'samples' || this.#type === 'cpu'
    const names: Readonly<Record<string, string>> = { bytes: 'space', seconds: 'time', count: 'samples' }
    const name = printed === 'objects' ? 'objects' : (this.#type ?? names[unit] ?? unit)
    // What a row without a unit counts says nothing of the others: 0 has none.
    if (this.#isGo && unit === 'count' && this.#valueTypes[0]!.unit !== 'count') return
    this.#valueTypes[0] = { name, unit, kind: 'sum', precision: isSampled ? 'sampled' : 'exact' }
  }
}
