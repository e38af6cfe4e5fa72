import type { CallsPart, LinesPart, Recording } from '../../model/recording.ts'
import { UNKNOWN_NAME } from './build-funcs.ts'
import { groupBy } from './group-rows.ts'
import { oneLine, type WrittenHeader, wholeNumber } from './write-header.ts'

/** Writes the functions of a part, their calls and lines. */
export function* writePart(recording: Recording, calls: CallsPart, header: WrittenHeader): Generator<string> {
  const writer = new PartWriter(recording, calls, header)
  for (let row = 0; row < calls.rows.length; row++) yield writer.functionText(row)
  if (header.totals !== '') yield `\ntotals: ${header.totals}\n`
}

class PartWriter {
  readonly #recording: Recording
  readonly #calls: CallsPart
  readonly #columns: WrittenHeader['columns']
  readonly #edges: (row: number) => Int32Array
  readonly #lines: LinesPart | null
  readonly #linesOf: (func: number) => Int32Array
  /** Per column of the file the value type of the lines, -1 where they have none. */
  readonly #lineTypes: readonly number[]
  readonly #files = new NumberedNames()
  readonly #libs = new NumberedNames()
  readonly #isNamed: Uint8Array
  /** What stands above the current line: callees that stand elsewhere must say so. */
  #lib = UNKNOWN_NAME

  constructor(recording: Recording, calls: CallsPart, header: WrittenHeader) {
    const { shared, lines } = recording
    this.#recording = recording
    this.#calls = calls
    this.#columns = header.columns
    this.#edges = groupBy(calls.edges.caller, calls.rows.length)
    this.#lines = lines
    this.#linesOf = groupBy(lines?.rows.func ?? new Int32Array(0), shared.funcs.length)
    this.#lineTypes = header.columns.map(({ valueType }) => {
      const { name, unit } = calls.valueTypes[valueType]!
      return lines?.valueTypes.findIndex(type => type.name === name && type.unit === unit) ?? -1
    })
    this.#isNamed = new Uint8Array(calls.rows.length)
  }

  functionText(row: number): string {
    const func = this.#calls.rows.func[row]!
    const file = this.#fileOf(func)
    const lib = this.#libOf(func)
    let text = ''
    // KCachegrind forgets the function at a new binary, so that comes first.
    if (lib !== this.#lib) text += `ob=${this.#libs.name(lib)}\n`
    this.#lib = lib
    text += `fl=${this.#files.name(file)}\nfn=${this.#funcName(row)}\n`
    const rest = this.#columns.map(({ valueType }) => orZero(this.#calls.self[valueType]![row]!))
    const { own, inlined } = this.#lineTexts(func, file, rest)
    const hasRest = rest.some((value, k) => this.#figure(value, k) !== '0')
    const edges = this.#edges(row)
    if (hasRest || (own === '' && inlined === '' && edges.length === 0)) {
      text += `0 ${rest.map((value, k) => this.#figure(value, k)).join(' ')}\n`
    }
    text += own
    for (const edge of edges) text += this.#callText(edge, file)
    return `${text}${inlined}\n`
  }

  #callText(edge: number, file: string): string {
    const { callee, calls, line } = this.#calls.edges
    const func = this.#calls.rows.func[callee[edge]!]!
    const calledLib = this.#libOf(func)
    const calledFile = this.#fileOf(func)
    let text = calledLib === this.#lib ? '' : `cob=${this.#libs.name(calledLib)}\n`
    if (calledFile !== file) text += `cfi=${this.#files.name(calledFile)}\n`
    // What is unknown is 1: callgrind_annotate takes what follows a count of 0 for the function's own cost.
    const count = Number.isNaN(calls[edge]!) ? 1 : calls[edge]!
    text += `cfn=${this.#funcName(callee[edge]!)}\ncalls=${wholeNumber(count)} 0\n`
    const figures = this.#columns.map(({ valueType }, k) =>
      this.#figure(orZero(this.#calls.edgeTotal[valueType]![edge]!), k),
    )
    return `${text}${Math.max(0, line[edge]!)} ${figures.join(' ')}\n`
  }

  /** The lines of a function: its own file's, and those inlined from others. Takes what they cost from `rest`. Lines that
   *  cost more than their function count something else and are left out. */
  #lineTexts(func: number, file: string, rest: number[]): { own: string; inlined: string } {
    const none = { own: '', inlined: '' }
    const part = this.#lines
    const rows = this.#linesOf(func)
    if (part === null || rows.length === 0 || this.#lineTypes.every(type => type === -1)) return none
    const left = rest.slice()
    const byFile = new Map<string, string>()
    const { sources, strings } = this.#recording.shared
    for (const row of rows) {
      const values = this.#lineTypes.map(type => (type === -1 ? 0 : orZero(part.values[type]![row]!)))
      for (const [k, value] of values.entries()) left[k]! -= value
      const path = strings[sources.path[part.rows.source[row]!]!]!
      const figures = values.map((value, k) => this.#figure(value, k)).join(' ')
      byFile.set(path, `${byFile.get(path) ?? ''}${part.rows.line[row]} ${figures}\n`)
    }
    const isWithin = left.every((value, k) => value * Math.sign(rest[k]! || 1) >= -1e-9 * Math.abs(rest[k]!))
    if (!isWithin) return none
    for (const [k, value] of left.entries()) rest[k] = value
    const own = byFile.get(file) ?? ''
    byFile.delete(file)
    let inlined = ''
    for (const [path, text] of byFile) inlined += `fi=${this.#files.name(path)}\n${text}`
    return { own, inlined: inlined === '' ? '' : `${inlined}fe=${this.#files.name(file)}\n` }
  }

  #figure(value: number, column: number): string {
    return wholeNumber(value * this.#columns[column]!.factor)
  }

  /** Each row has a number of its own: KCachegrind takes the number, not name and file, for the function. */
  #funcName(row: number): string {
    if (this.#isNamed[row] === 1) return `(${row + 1})`
    this.#isNamed[row] = 1
    const { funcs, strings } = this.#recording.shared
    const name = oneLine(strings[funcs.name[this.#calls.rows.func[row]!]!]!)
    return `(${row + 1}) ${name === '' ? UNKNOWN_NAME : name}`
  }

  #fileOf(func: number): string {
    const { funcs, sources, strings } = this.#recording.shared
    const source = funcs.source[func]!
    return source === -1 ? UNKNOWN_NAME : strings[sources.path[source]!]!
  }

  #libOf(func: number): string {
    const { funcs, libs, strings } = this.#recording.shared
    const lib = funcs.lib[func]!
    return lib === -1 ? UNKNOWN_NAME : strings[libs.path[lib]!]! || strings[libs.name[lib]!]!
  }
}

/** Names that are written once and then by their number. */
class NumberedNames {
  readonly #ids = new Map<string, number>()

  name(text: string): string {
    const name = oneLine(text) || UNKNOWN_NAME
    const known = this.#ids.get(name)
    if (known !== undefined) return `(${known})`
    this.#ids.set(name, this.#ids.size + 1)
    return `(${this.#ids.size}) ${name}`
  }
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
