import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { partsOfSymbol } from '../perf-script/binary.ts'
import type { ReportRow } from './section.ts'

/** The functions of a report: those of its rows, by symbol and binary, and those only its call graphs name. */
export class ReportFuncs {
  readonly #shared: SharedBuilder
  readonly #bySymbol = new Map<string, number>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  /** The function of a row; what it is sorted by where it has no symbol. */
  ofRow({ symbol, level, binary, command, place }: ReportRow): number {
    const name = symbol !== '' ? symbol : ([binary, command, place].find(text => text !== '') ?? '[unknown]')
    const isKnown = binary !== '' && !binary.startsWith('[unknown')
    const lib = isKnown ? this.#shared.lib({ name: binary, path: binary }) : -1
    const isAddress = /^0x[0-9a-f]+$/.test(name)
    const parts = partsOfSymbol(name, binary)
    const kind = isAddress ? FuncKind.address : level === 'k' ? FuncKind.kernel : parts.kind
    const func = this.#shared.func({ ...parts, lib, kind })
    if (!this.#bySymbol.has(name)) this.#bySymbol.set(name, func)
    return func
  }

  /** The function that a call graph names: of the first row that has the symbol, else of none. */
  ofNode(name: string): number {
    let func = this.#bySymbol.get(name)
    if (func === undefined) {
      const isMarker = name === '[...]' || name === ''
      const kind = isMarker
        ? FuncKind.marker
        : /^0x[0-9a-f]+$/.test(name)
          ? FuncKind.address
          : FuncKind.unknown
      func = this.#shared.func({ name: name === '' ? '[unknown]' : name, kind })
      this.#bySymbol.set(name, func)
    }
    return func
  }
}
