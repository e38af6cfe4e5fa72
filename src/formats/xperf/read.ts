import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { parseCsvRow } from '../decoding/csv/parse-csv-row.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { rejoinCells, type XperfColumns, xperfColumns } from './columns.ts'
import { timeOrder } from './time-order.ts'

const FORMAT = 'xperf'
const COMMA = 44
const QUOTE = 34
const SPACE = 32
const BANG = 33
const SLASH = 47

/** Reads the samples of xperf's CSV. A stack is taken apart once. O(bytes), memory for the samples and distinct stacks.
 *  @throws FormatError without a header, or when no row is a sample. */
export async function readXperf(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reader = new CsvReader()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader.read(bytes, { start, end, line }),
  })
  return [reader.finish(input.name)]
}

/** Where a row's cells begin and end in the bytes. */
interface Cells {
  bytes: Uint8Array
  readonly starts: number[]
  readonly ends: number[]
}

class CsvReader {
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #encoder = new TextEncoder()
  readonly #stackTexts = new ByteStrings()
  readonly #stacks: number[] = []
  readonly #threadTexts = new ByteStrings()
  readonly #threads: number[] = []
  readonly #processes = new Map<string, number>()
  readonly #symbolLabels = new Map<string, number>()
  readonly #cells: Cells = { bytes: new Uint8Array(0), starts: [], ends: [] }
  readonly #valueTypes: ValueType[] = []
  #columns: XperfColumns | null = null
  #part = new StacksBuilder([])

  read(bytes: Uint8Array, { start, end, line }: { start: number; end: number; line: number }): void {
    if (end === start) return
    if (this.#columns === null) this.#readHeader(this.#decoder.decode(bytes.subarray(start, end)))
    else if (!this.#split(bytes, start, end) || !this.#readRow(this.#columns)) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no sample were left out.', line)
    }
  }

  finish(file: string | null): Recording {
    if (this.#columns === null) throw new FormatError(FORMAT, 'expected a header, found none', { line: 1 })
    if (this.#part.samples.length === 0) throw new FormatError(FORMAT, 'expected samples, found none')
    const part = this.#part.finish(false)
    return importedRecording(
      { format: FORMAT, file },
      { platform: 'Windows', recorder: { name: 'xperf', mode: 'sample' }, warnings: this.#warnings.list() },
      { shared: this.#shared, stacks: this.#columns.time === -1 ? part : timeOrder(part) },
    )
  }

  #readHeader(text: string): void {
    this.#columns = xperfColumns((parseCsvRow(text, ',') ?? []).map(cell => cell.trim()))
    if (this.#columns.weight !== -1) {
      this.#valueTypes.push({ name: 'cpu', unit: 'milliseconds', kind: 'sum', precision: 'sampled' })
    }
    if (this.#columns.samples !== -1) {
      this.#valueTypes.push({ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' })
    }
    this.#part = new StacksBuilder(this.#valueTypes)
  }

  /** Finds the cells of a line. */
  #split(bytes: Uint8Array, start: number, end: number): boolean {
    const { starts, ends } = this.#cells
    this.#cells.bytes = bytes
    starts.length = 0
    ends.length = 0
    let from = start
    for (let at = start; at <= end; at++) {
      if (at < end && bytes[at] === QUOTE) return this.#splitOdd(bytes, start, end)
      if (at < end && bytes[at] !== COMMA) continue
      let [first, last] = [from, at]
      while (first < last && bytes[first] === SPACE) first++
      while (last > first && bytes[last - 1] === SPACE) last--
      starts.push(first)
      ends.push(last)
      from = at + 1
    }
    const count = this.#columns!.count
    // A comma at the end of the line makes no cell.
    return starts.length === count ||
      (starts.length === count + 1 && from === end + 1 && starts.at(-1) === ends.at(-1))
      ? true
      : starts.length > count && this.#splitOdd(bytes, start, end)
  }

  /** As {@link #split} for lines with quotes or with commas in names. */
  #splitOdd(bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.#decoder.decode(bytes.subarray(start, end))
    const pieces = parseCsvRow(text, ',')
    const cells =
      pieces === null || pieces.length <= this.#columns!.count ? pieces : rejoinCells(pieces, this.#columns!)
    if (cells === null || cells.length < this.#columns!.count) return false
    const { starts, ends } = this.#cells
    starts.length = 0
    ends.length = 0
    const encoded = cells.map(cell => this.#encoder.encode(cell.trim()))
    const joined = new Uint8Array(encoded.reduce((sum, cell) => sum + cell.length, 0))
    let at = 0
    for (const cell of encoded) {
      joined.set(cell, at)
      starts.push(at)
      at += cell.length
      ends.push(at)
    }
    this.#cells.bytes = joined
    return true
  }

  #readRow(columns: XperfColumns): boolean {
    const weight = this.#number(columns.weight) * columns.weightScale
    const samples = this.#number(columns.samples)
    const values = this.#valueTypes.map(type => (type.name === 'cpu' ? weight : samples))
    if (values.some(Number.isNaN)) return false
    const seconds = this.#number(columns.time)
    const stack = this.#stackOf(columns.stack)
    const thread = this.#threadOf(columns)
    this.#part.add({ stack, thread, time: seconds * 1e9, labels: this.#labelsOf(columns) }, values)
    return true
  }

  #text(column: number): string {
    if (column === -1) return ''
    const { bytes, starts, ends } = this.#cells
    return this.#decoder.decode(bytes.subarray(starts[column]!, ends[column]!))
  }

  #number(column: number): number {
    const text = this.#text(column)
    return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  }

  #stackOf(column: number): number {
    const { bytes, starts, ends } = this.#cells
    const known = this.#stackTexts.size
    const index = this.#stackTexts.intern(bytes, starts[column]!, ends[column]!)
    if (index < known) return this.#stacks[index]!
    let stack = -1
    let depth = 0
    for (const text of framesOf(this.#text(column))) {
      const bang = text.indexOf('!')
      const module = bang > 0 ? text.slice(0, bang) : ''
      const isUnknown = bang > 0 && /^(?:\?|<.*>)?$/.test(text.slice(bang + 1))
      const func = this.#shared.func({
        name: bang > 0 && !isUnknown ? text.slice(bang + 1) : text,
        lib: module === '' || module === '?' ? -1 : this.#shared.lib({ name: module, path: module }),
        kind: isUnknown || bang <= 0 ? FuncKind.unknown : FuncKind.native,
      })
      stack = this.#shared.stack(stack, this.#shared.plainFrame(func))
      assertDepth(FORMAT, ++depth)
    }
    assertStackCount(FORMAT, this.#shared.stacks.length)
    this.#stacks.push(stack)
    return stack
  }

  /** Module and function where these are not what the stack ends with: the same code under the name of another image, or a
   *  sample without a stack. */
  #labelsOf({ stack, module, func }: XperfColumns): number {
    if (module === -1 || func === -1) return -1
    const { bytes, starts, ends } = this.#cells
    let at = ends[stack]!
    for (const column of [func, module]) {
      const length = ends[column]! - starts[column]!
      at -= length
      if (at < starts[stack]! || !isSameText(bytes, { at, from: starts[column]!, length }))
        return this.#symbolLabel(module, func)
      if (column === func && bytes[--at] !== BANG) return this.#symbolLabel(module, func)
    }
    return at > starts[stack]! && bytes[at - 1] !== SLASH ? this.#symbolLabel(module, func) : -1
  }

  #symbolLabel(module: number, func: number): number {
    const text = `${this.#text(module)}!${this.#text(func)}`
    let labels = this.#symbolLabels.get(text)
    if (labels === undefined) {
      labels = this.#shared.labelSet([{ key: 'symbol', text }])
      this.#symbolLabels.set(text, labels)
    }
    return labels
  }

  #threadOf({ process, processName, thread }: XperfColumns): number {
    const key = `${this.#text(process)}\0${this.#text(processName)}\0${this.#text(thread)}`
    const bytes = this.#encoder.encode(key)
    const known = this.#threadTexts.size
    const index = this.#threadTexts.intern(bytes, 0, bytes.length)
    if (index === known) this.#threads.push(this.#makeThread(key))
    return this.#threads[index]!
  }

  /** `val3.exe (4144)` and a thread's number. */
  #makeThread(key: string): number {
    const [process = '', processName = '', thread = ''] = key.split('\0')
    const found = /^(.*?) ?\((\d{1,9})\)$/.exec(process)
    const name = processName || (found?.[1] ?? process)
    if (name === '' && thread === '') return -1
    let index = this.#processes.get(`${process}\0${name}`)
    if (index === undefined) {
      index = this.#shared.process({ name, pid: found === null ? -1 : Number(found[2]) })
      this.#processes.set(`${process}\0${name}`, index)
    }
    const tid = /^\d{1,10}$/.test(thread) ? Number(thread) : Number.NaN
    const label = Number.isNaN(tid) ? name : `${name} ${thread}`
    return this.#shared.thread({ name: label, process: index, tid, kind: ThreadKind.native })
  }
}

function isSameText(
  bytes: Uint8Array,
  { at, from, length }: { at: number; from: number; length: number },
): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== bytes[from + i]) return false
  return true
}

/** `[Root]/ntdll.dll!start/a.exe!main`, root first; `operator/` has the sign that parts frames in its name. */
function framesOf(text: string): string[] {
  const frames: string[] = []
  for (const part of text.split('/')) {
    const last = frames.at(-1)
    if (last?.endsWith('operator') === true && (part === '' || part === '='))
      frames[frames.length - 1] = `${last}/${part}`
    else if (part !== '' && part !== '[Root]') frames.push(part)
  }
  return frames
}
