import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../func-kind.ts'
import type { BodyTables } from './read-body.ts'

/** What Callgrind writes for a file, binary or function that it does not know. */
export const UNKNOWN_NAME = '???'

/** The functions of a part as rows of its call graph: two that a file tells apart by number only are one. */
export class FuncRows {
  /** Per row the func of the recording. */
  readonly func: number[] = []
  readonly #shared: SharedBuilder
  readonly #tables: BodyTables
  readonly #isNative: boolean
  /** Per function of the file its row, as far as it was asked for. */
  readonly #row: number[] = []
  readonly #rowOfFunc = new Map<number, number>()

  constructor(shared: SharedBuilder, tables: BodyTables, options: { isNative: boolean }) {
    this.#shared = shared
    this.#tables = tables
    this.#isNative = options.isNative
  }

  row(own: number): number {
    const known = this.#row[own]
    if (known !== undefined) return known
    const { names, funcs } = this.#tables
    const name = names.text(funcs.name[own]!)
    const file = this.#textOf(funcs.file[own]!)
    const lib = this.#textOf(funcs.lib[own]!)
    const func = this.#shared.func({
      name,
      file,
      kind: this.#kindOf(name, file),
      ...(lib === undefined ? {} : { lib: this.#shared.lib({ name: baseName(lib), path: lib }) }),
    })
    let row = this.#rowOfFunc.get(func)
    if (row === undefined) {
      row = this.func.length
      this.func.push(func)
      this.#rowOfFunc.set(func, row)
    }
    this.#row[own] = row
    return row
  }

  /** The source of a file's name, "???" where it is unknown. */
  source(name: number): number {
    return this.#shared.source(this.#textOf(name) ?? UNKNOWN_NAME)
  }

  #textOf(name: number): string | undefined {
    const text = name === -1 ? '' : this.#tables.names.text(name)
    return text === '' || text === UNKNOWN_NAME ? undefined : text
  }

  #kindOf(name: string, file: string | undefined): number {
    if (/^0x[0-9a-f]{4,}$/i.test(name)) return FuncKind.address
    if (this.#isNative) return FuncKind.native
    if (file === 'php:internal') return FuncKind.builtin
    return guessFuncKind(name, file)
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
