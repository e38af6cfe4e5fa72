/** A named range of addresses. */
export interface CodeSymbol {
  readonly start: bigint
  /** Length in bytes; 0: up to the next symbol. */
  readonly length: bigint
  readonly name: string
}

/** Symbols sorted by address, for look-ups. */
export class SymbolTable {
  readonly #symbols: readonly CodeSymbol[]

  constructor(symbols: readonly CodeSymbol[]) {
    this.#symbols = symbols.slice().sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
  }

  /** The name of the symbol that holds an address, null when none does. O(log n). */
  find(address: bigint): string | null {
    let low = 0
    let high = this.#symbols.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#symbols[middle]!.start <= address) low = middle + 1
      else high = middle
    }
    const symbol = this.#symbols[low - 1]
    if (symbol === undefined) return null
    return symbol.length === 0n || address - symbol.start < symbol.length ? symbol.name : null
  }
}

/** Symbols from the text of /proc/kallsyms: `address type name [module]` a line. Those of data, and zeros, are left out. */
export function parseKallsyms(text: string): CodeSymbol[] {
  const symbols: CodeSymbol[] = []
  for (const [, address, name, module] of text.matchAll(
    /^([0-9a-f]{1,16}) [TtWw] (\S+)(?:[ \t]+(\[\S+\]))?/gm,
  )) {
    const start = BigInt(`0x${address}`)
    if (start !== 0n)
      symbols.push({ start, length: 0n, name: module === undefined ? name! : `${name} ${module}` })
  }
  return symbols
}
