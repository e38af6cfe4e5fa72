import { UsageError } from '../../base/errors.ts'
import type { CallsPart, LinesPart, Recording } from '../../model/recording.ts'
import { groupBy } from '../callgrind/group-rows.ts'
import { oneLine, partHeader, type WrittenHeader, wholeNumber } from '../callgrind/write-header.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { onlyRecording } from '../exporting/only-recording.ts'

const UNKNOWN_NAME = '???'

/** Writes own figures by file, function and line as Cachegrind does; cg_annotate, cg_diff and cg_merge read them.
 *  @throws UsageError when the recording has no call graph, or there are several. */
export function writeCachegrind(recordings: readonly Recording[]): Generator<Uint8Array> {
  return encodeTexts(texts(recordings))
}

function* texts(recordings: readonly Recording[]): Generator<string> {
  const recording = onlyRecording(recordings, 'A Cachegrind file')
  const { calls } = recording
  if (calls === null) {
    throw new UsageError(
      `Cannot write "${recording.meta.name}" as Cachegrind: it has no functions with costs`,
    )
  }
  const { descriptions, events, columns, totals } = partHeader(recording, calls, { index: 0, count: 1 })
  yield descriptions.map(line => `desc: ${line}\n`).join('')
  yield `cmd: ${oneLine(recording.meta.command.join(' ')) || recording.meta.name}\n`
  yield `events: ${events.join(' ')}\n`
  const sums = new Float64Array(columns.length)
  yield* new FileTexts(recording, calls, { columns, sums }).texts()
  const own = Array.from(sums, (sum, k) => wholeNumber(sum * columns[k]!.factor)).join(' ')
  yield `summary: ${totals === '' ? own : totals}\n`
}

/** The figures of one function in one file. */
interface Entry {
  readonly name: string
  readonly lines: Map<number, number[]>
}

class FileTexts {
  readonly #recording: Recording
  readonly #calls: CallsPart
  readonly #lines: LinesPart | null
  readonly #columns: WrittenHeader['columns']
  readonly #sums: Float64Array
  readonly #linesOf: (func: number) => Int32Array
  readonly #lineTypes: readonly number[]
  /** Per file its functions by name. */
  readonly #files = new Map<string, Map<string, Entry>>()

  constructor(
    recording: Recording,
    calls: CallsPart,
    { columns, sums }: { columns: WrittenHeader['columns']; sums: Float64Array },
  ) {
    this.#recording = recording
    this.#calls = calls
    this.#lines = recording.lines
    this.#columns = columns
    this.#sums = sums
    this.#linesOf = groupBy(recording.lines?.rows.func ?? new Int32Array(0), recording.shared.funcs.length)
    this.#lineTypes = columns.map(({ valueType }) => {
      const { name, unit } = calls.valueTypes[valueType]!
      return recording.lines?.valueTypes.findIndex(type => type.name === name && type.unit === unit) ?? -1
    })
  }

  *texts(): Generator<string> {
    for (let row = 0; row < this.#calls.rows.length; row++) this.#addRow(row)
    for (const [path, entries] of this.#files) {
      yield `fl=${oneLine(path) || UNKNOWN_NAME}\n`
      for (const { name, lines } of entries.values()) {
        let text = `fn=${oneLine(name) || UNKNOWN_NAME}\n`
        for (const [line, values] of lines) {
          text += `${line} ${values.map((value, k) => wholeNumber(value * this.#columns[k]!.factor)).join(' ')}\n`
        }
        yield text
      }
    }
  }

  #addRow(row: number): void {
    const func = this.#calls.rows.func[row]!
    const { funcs, sources, strings } = this.#recording.shared
    const source = funcs.source[func]!
    const own = source === -1 ? UNKNOWN_NAME : strings[sources.path[source]!]!
    const name = strings[funcs.name[func]!]!
    const rest = this.#columns.map(({ valueType }) => this.#calls.self[valueType]![row]! || 0)
    for (const [k, value] of rest.entries()) this.#sums[k]! += value
    const rows = this.#linesOf(func)
    const left = rest.slice()
    const part = this.#lines
    const values = Array.from(rows, line =>
      this.#lineTypes.map(type => (type === -1 ? 0 : part!.values[type]![line]! || 0)),
    )
    for (const list of values) for (const [k, value] of list.entries()) left[k]! -= value
    // Lines that cost more than their function count something else.
    const isWithin = left.every((value, k) => value * Math.sign(rest[k]! || 1) >= -1e-9 * Math.abs(rest[k]!))
    if (isWithin && part !== null) {
      for (const [i, line] of rows.entries()) {
        const path = strings[sources.path[part.rows.source[line]!]!]!
        this.#add(path, name, part.rows.line[line]!, values[i]!)
      }
    }
    const remaining = isWithin ? left : rest
    const hasRest = remaining.some((value, k) => wholeNumber(value * this.#columns[k]!.factor) !== '0')
    if (hasRest || !(isWithin && rows.length > 0)) this.#add(own, name, 0, remaining)
  }

  #add(path: string, name: string, line: number, values: readonly number[]): void {
    const entries = this.#files.get(path) ?? new Map<string, Entry>()
    this.#files.set(path, entries)
    const entry = entries.get(name) ?? { name, lines: new Map<number, number[]>() }
    entries.set(name, entry)
    const known = entry.lines.get(line)
    if (known === undefined) entry.lines.set(line, [...values])
    else for (const [k, value] of values.entries()) known[k]! += value
  }
}
