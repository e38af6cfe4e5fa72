import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { guessDelimiter, parseCsvRow } from '../decoding/csv/parse-csv-row.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { type Column, columnsOf } from './columns.ts'

const FORMAT = 'vsprof'

/** Reads a call tree of Visual Studio: level, function, and own figures of each node. O(bytes).
 *  @throws FormatError with the line where a row is broken. */
export async function readVsprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new TreeReader(), { format: FORMAT, onProgress: options.onProgress })]
}

class TreeReader {
  readonly #shared = new SharedBuilder()
  readonly #path: number[] = []
  readonly #valueTypes: ValueType[] = []
  #part = new StacksBuilder([])
  #columns: { level: number; name: number; module: number; values: Column[] } | null = null
  #delimiter = ','
  /** Level of the roots: 0, but 1 in some exports. */
  #base = -1

  read(text: string, line: number): void {
    if (text.trim() === '') return
    if (this.#columns === null) {
      this.#delimiter = guessDelimiter(text)
      const header = parseCsvRow(text, this.#delimiter)?.map(cell => cell.trim()) ?? []
      this.#columns = columnsOf(header)
      if (this.#columns === null) {
        throw new FormatError(FORMAT, 'expected a header with Level, Function Name and figures', { line })
      }
      this.#valueTypes.push(...this.#columns.values.map(column => column.type))
      this.#part = new StacksBuilder(this.#valueTypes)
      return
    }
    const cells = parseCsvRow(text, this.#delimiter)
    if (cells === null) throw new FormatError(FORMAT, 'expected a closing quote', { line })
    this.#readRow(cells, line)
  }

  finish(file: string | null): Recording {
    if (this.#columns === null) throw new FormatError(FORMAT, 'expected a header, found none', { line: 1 })
    return importedRecording(
      { format: FORMAT, file },
      { recorder: { name: 'Visual Studio' } },
      { shared: this.#shared, stacks: this.#part.finish(false) },
    )
  }

  #readRow(cells: readonly string[], line: number): void {
    const { level, name, module, values } = this.#columns!
    const depthText = cells[level]?.trim() ?? ''
    if (!/^\d{1,7}$/.test(depthText)) {
      throw new FormatError(FORMAT, `expected a level, found ${JSON.stringify(depthText)}`, { line })
    }
    if (this.#base === -1) this.#base = Number(depthText)
    const depth = Number(depthText) - this.#base
    if (depth < 0 || depth > this.#path.length) {
      const most = this.#path.length + this.#base
      throw new FormatError(FORMAT, `expected a level of ${this.#base} to ${most}, found ${depthText}`, {
        line,
      })
    }
    assertDepth(FORMAT, depth)
    const weights = values.map(column => numberOf(cells[column.index], column.header, line))
    const path = module === -1 ? '' : (cells[module]?.trim() ?? '')
    const func = this.#shared.func({
      name: cells[name]?.trim() ?? '',
      lib: path === '' ? -1 : this.#shared.lib({ name: path.slice(path.lastIndexOf('\\') + 1), path }),
    })
    this.#path.length = depth
    const stack = this.#shared.stack(this.#path.at(-1) ?? -1, this.#shared.plainFrame(func))
    this.#path.push(stack)
    assertStackCount(FORMAT, this.#shared.stacks.length)
    this.#part.add({ stack }, weights)
  }
}

/** `2,893,824`, `18.39`, `18.39 %`. */
function numberOf(cell: string | undefined, header: string, line: number): number {
  const whole = (cell ?? '').trim()
  const text = whole.endsWith('%') ? whole.slice(0, -1).trimEnd() : whole
  const isWhole = /Calls|Samples$/.test(header)
  const pattern = isWhole ? /^-?\d{1,3}(?:,\d{3})*$|^-?\d+$/ : /^-?(?:\d{1,3}(?:,\d{3})*|\d+)?(?:\.\d+)?$/
  if (text === '' || !pattern.test(text)) {
    throw new FormatError(FORMAT, `${header}: expected a number, found ${JSON.stringify(cell ?? '')}`, {
      line,
    })
  }
  return Number(text.replaceAll(',', ''))
}
