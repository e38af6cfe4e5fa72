import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import type { Warnings } from '../importing/warnings.ts'
import { parseSymbol } from './parse-symbol.ts'

/** The frames of the symbols of a capture, by the ids that its stacks use. */
export class SymbolFrames {
  readonly #shared: SharedBuilder
  readonly #warnings: Warnings
  readonly #isEscaped: boolean
  readonly #frames = new Map<string, number>()
  #lines = 0

  constructor({
    shared,
    warnings,
    isEscaped,
  }: { shared: SharedBuilder; warnings: Warnings; isEscaped: boolean }) {
    this.#shared = shared
    this.#warnings = warnings
    this.#isEscaped = isEscaped
  }

  /** Takes a line of Symbols.txt. */
  addSymbol(text: string): void {
    const index = this.#lines++
    if (text.trim() === '') return
    const symbol = parseSymbol(text, this.#isEscaped)
    if (symbol === null) {
      this.#warnings.atLine('unreadable-symbols', 'Symbols that could not be read were left out.', index + 1)
      return
    }
    const { id, module, name, file, line } = symbol
    const shared = this.#shared
    const lib = module === '' ? -1 : shared.lib({ name: module, path: module })
    const address = /^0x([0-9a-f]{1,16})$/i.exec(id ?? '')
    const at = line > 0 && line <= 0x7fffffff ? line : -1
    const isNamed = !/^\[[0-9A-F]+\]$/i.test(name)
    const func = shared.func({
      name: name === '' ? '[unknown]' : name,
      file: file === '' || file === '[unknown]' ? undefined : file,
      lib,
      // Old captures have one symbol a function: its line is where the function begins.
      line: address === null ? at : -1,
      kind: isNamed ? FuncKind.native : FuncKind.address,
    })
    const frame =
      address === null
        ? shared.frame({ func, lib })
        : shared.frame({ func, line: at, lib, address: BigInt(`0x${address[1]}`) })
    this.#frames.set(id ?? String(index), frame)
  }

  /** The frame of an id; one that says the id where there is no such symbol. */
  frame(id: string): number {
    let frame = this.#frames.get(id)
    if (frame === undefined) {
      this.#warnings.add('missing-symbol', 'Stacks name symbols that the capture does not describe.')
      const func = this.#shared.func({ name: `[${id}]`, kind: FuncKind.address })
      frame = this.#shared.frame({ func })
      this.#frames.set(id, frame)
    }
    return frame
  }
}
