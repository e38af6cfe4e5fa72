import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import type { BodyTables } from './read-body.ts'

/** What Callgrind writes for a file, binary or function that it does not know. */
export const UNKNOWN_NAME = '???'

/** The functions of a part as rows of its call graph, a func of the recording each. Two that a file tells apart by number
 *  only are one. */
export class FuncRows {
  /** Rows so far; row i is func i of the recording. */
  length = 0
  /** Whether no two functions of the file became one row. */
  isOneToOne = true
  readonly #shared: SharedBuilder
  readonly #tables: BodyTables
  readonly #isNative: boolean
  /** Per function of the file its row, -1 unknown yet. */
  readonly #rows: Int32Array
  /** Numbers for pairs of file and binary, and rows by name and such a pair. */
  readonly #spots = new PairMap()
  readonly #bySpot: PairMap
  /** Per name of a file or binary what it is in the recording. */
  readonly #sources = new Map<number, number>()
  readonly #libs = new Map<number, number>()

  #owners: Map<number, number> | null = null

  constructor(shared: SharedBuilder, tables: BodyTables, options: { isNative: boolean }) {
    this.#shared = shared
    this.#tables = tables
    this.#isNative = options.isNative
    this.#rows = new Int32Array(tables.funcs.name.length).fill(-1)
    this.#bySpot = new PairMap()
  }

  row(own: number): number {
    const known = this.#rows[own]!
    return known === -1 ? this.#addRow(own) : known
  }

  /** The source that a name of a file means, "???" where it is unknown. */
  source(name: number): number {
    const source = this.#knownSource(name)
    return source === -1 ? this.#shared.source(UNKNOWN_NAME) : source
  }

  #addRow(called: number): number {
    const { funcs, names } = this.#tables
    const own = this.#ownerOf(called)
    const name = funcs.name[own]!
    const source = this.#knownSource(funcs.file[own]!)
    const lib = this.#lib(funcs.lib[own]!)
    let spot = this.#spots.get(source, lib)
    if (spot === -1) {
      spot = this.#spots.size
      this.#spots.set(source, lib, spot)
    }
    let row = this.#bySpot.get(name, spot)
    if (row === -1) {
      row = this.length++
      this.#bySpot.set(name, spot, row)
      const text = names.text(name) || UNKNOWN_NAME
      const file = source === -1 ? undefined : names.text(funcs.file[own]!)
      const kind = this.#kindOf(text, file)
      this.#shared.funcs.add({ name: this.#shared.string(text), source, lib, kind })
    } else this.isOneToOne = false
    this.#rows[called] = row
    return row
  }

  /** Tools that name no file of what is called (Xdebug 2.0) leave it to be taken for the caller's. Where such a function has
   *  no figures of its own and only one of its name has, that one is meant. */
  #ownerOf(func: number): number {
    const { funcs } = this.#tables
    if (funcs.isOwn[func] === true || funcs.isAssumed[func] === false) return func
    this.#owners ??= ownersByName(this.#tables)
    return this.#owners.get(funcs.name[func]!) ?? func
  }

  /** -1 where the file is unknown. */
  #knownSource(name: number): number {
    let source = this.#sources.get(name)
    if (source === undefined) {
      const text = this.#textOf(name)
      source = text === null ? -1 : this.#shared.source(text)
      this.#sources.set(name, source)
    }
    return source
  }

  #lib(name: number): number {
    let lib = this.#libs.get(name)
    if (lib === undefined) {
      const path = this.#textOf(name)
      lib = path === null ? -1 : this.#shared.lib({ name: path.slice(path.lastIndexOf('/') + 1), path })
      this.#libs.set(name, lib)
    }
    return lib
  }

  #textOf(name: number): string | null {
    const text = name === -1 ? '' : this.#tables.names.text(name)
    return text === '' || text === UNKNOWN_NAME ? null : text
  }

  #kindOf(name: string, file: string | undefined): number {
    if (/^0x[0-9a-f]{4,}$/i.test(name)) return FuncKind.address
    if (this.#isNative) return FuncKind.native
    if (file === 'php:internal') return FuncKind.builtin
    return guessFuncKind(name, file)
  }
}

/** By name the only function that has figures of its own. */
function ownersByName({ funcs }: BodyTables): Map<number, number> {
  const owners = new Map<number, number>()
  const several = new Set<number>()
  for (const [func, name] of funcs.name.entries()) {
    if (funcs.isOwn[func] === false) continue
    if (owners.has(name)) several.add(name)
    else owners.set(name, func)
  }
  for (const name of several) owners.delete(name)
  return owners
}
