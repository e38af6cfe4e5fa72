import type { TableSpec } from '../../model/columns.ts'
import { shortenPath, type TextRedactor } from './redact-text.ts'

/** What becomes of the text of a column: by table and column, else {@link TextRedactor} over it. `null`: it is left out. */
const RULES: Readonly<Record<string, (redact: TextRedactor, text: string) => string | null>> = {
  'sources.path': (redact, text) => redact(shortenPath(text)),
  'sources.text': () => null,
  'libs.name': (redact, text) => redact(shortenPath(text)),
  'libs.path': (redact, text) => redact(shortenPath(text)),
  'libs.buildId': (redact, text) => (/^[\da-f-]*$/i.test(text) ? text : redact(text)),
  'processes.name': (redact, text) => redact(programOf(text)),
  'processes.command': (redact, text) => redact(programOf(text)),
}

/** The program of a command line, without its folder and arguments; a name of some words that is none stays. */
export function programOf(command: string): string {
  const isCommand = /[\\/=]|\s-/.test(command)
  if (!isCommand) return command
  const [first = ''] = command.match(/^(?:"[^"]*"|'[^']*'|\S+)/) ?? []
  const program = shortenPath(first.replaceAll(/^["']|["']$/g, ''))
  return first.length < command.length ? `${program} …` : program
}

/** Builds the strings of a redacted recording: only what its tables refer to. */
export class StringRedactor {
  readonly texts: string[] = ['']
  readonly #indexes = new Map<string, number>([['', 0]])
  readonly #before: readonly string[]
  readonly #redact: TextRedactor
  constructor(before: readonly string[], redact: TextRedactor) {
    this.#before = before
    this.#redact = redact
  }

  /** The index of a text that is not redacted. */
  add(text: string): number {
    let index = this.#indexes.get(text)
    if (index === undefined) {
      index = this.texts.length
      this.texts.push(text)
      this.#indexes.set(text, index)
    }
    return index
  }

  /** The table with its text columns redacted; the other columns are shared. */
  table<T extends { readonly length: number }>(name: string, spec: TableSpec, table: T): T {
    const columns = Object.entries<number | Int32Array>(table).map(([column, values]) => [
      column,
      typeof values !== 'number' && spec[column]?.ref === 'strings'
        ? this.#column(`${name}.${column}`, values)
        : values,
    ])
    return { ...table, ...Object.fromEntries(columns) }
  }

  #column(role: string, column: Int32Array): Int32Array {
    const rule = RULES[role] ?? ((redact: TextRedactor, text: string) => redact(text))
    const known = new Map<number, number>()
    return column.map(index => {
      if (index === -1) return -1
      let to = known.get(index)
      if (to === undefined) {
        const text = rule(this.#redact, this.#before[index]!)
        to = text === null ? -1 : this.add(text)
        known.set(index, to)
      }
      return to
    })
  }
}
