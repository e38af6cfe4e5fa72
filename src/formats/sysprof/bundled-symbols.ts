import type { Capture } from './capture-frames.ts'
import { textIn } from './capture-frames.ts'

const ROW = 32

/** The range of a symbol as the file `__symbols__` has it: both ends belong to it. */
interface PackedSymbol {
  readonly begin: bigint
  readonly end: bigint
  readonly name: string
}

/** The symbols that sysprof put into a capture for the addresses it saw, by process. */
export class BundledSymbols {
  readonly #byProcess = new Map<number, PackedSymbol[]>()

  /** Reads the file: rows of begin, end, process, offsets of name and tag; a row of zeros; the texts. */
  constructor(file: Uint8Array, { isLittle }: Pick<Capture, 'isLittle'>) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    for (let at = 0; at + ROW <= file.length; at += ROW) {
      const begin = view.getBigUint64(at, isLittle)
      const end = view.getBigUint64(at + 8, isLittle)
      const pid = view.getInt32(at + 16, isLittle)
      const name = view.getUint32(at + 20, isLittle)
      if (begin === 0n && end === 0n && pid === 0 && name === 0) break
      if (name === 0 || name >= file.length) continue
      const symbols = this.#byProcess.get(pid) ?? []
      this.#byProcess.set(pid, symbols)
      symbols.push({ begin, end, name: textIn(file, name, file.length) })
    }
    for (const symbols of this.#byProcess.values()) {
      symbols.sort((a, b) => (a.begin < b.begin ? -1 : a.begin > b.begin ? 1 : 0))
    }
  }

  /** The name of what is at an address of a process, null unknown. O(log n). */
  find(pid: number, address: bigint): string | null {
    const symbols = this.#byProcess.get(pid) ?? []
    let low = 0
    let high = symbols.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (symbols[middle]!.begin <= address) low = middle + 1
      else high = middle
    }
    const symbol = symbols[low - 1]
    return symbol !== undefined && address <= symbol.end ? symbol.name : null
  }
}
