import type { SourcePlace, SymbolTable } from './symbols.ts'

/**
 * Takes the comments of Go's text profiles (`debug=1`): `#  0x4061b9  main.f+0x19  /src/a.go:12` names an address of the
 * record above it, several times where functions were inlined, the innermost first.
 */
export class GoComments {
  readonly #symbols: SymbolTable
  #address: bigint | null = null
  #places: SourcePlace[] = []

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols
  }

  /** Takes a line; false when it is no such comment. */
  add(line: string): boolean {
    const fields = line.startsWith('#')
      ? line
          .slice(1)
          .trim()
          .split(/\t+| {2,}/)
      : []
    const address = /^0x([0-9a-f]{1,16})$/.exec(fields[0]?.trim() ?? '')
    if (address === null) {
      this.end()
      return false
    }
    const at = BigInt(`0x${address[1]}`)
    if (at !== this.#address) this.end()
    this.#address = at
    const name = fields[1]?.trim().replace(/\+0x[0-9a-f]+$/, '')
    if (name === undefined || name === '') return true
    const place = /^(.*):(\d{1,9})$/.exec(fields[2]?.trim() ?? '')
    this.#places.push({ name, file: place?.[1] ?? null, line: place === null ? -1 : Number(place[2]) || -1 })
    return true
  }

  /** Ends a record. */
  end(): void {
    if (this.#address !== null && this.#places.length > 0) {
      this.#symbols.add(this.#address, this.#places.reverse())
    }
    this.#address = null
    this.#places = []
  }
}
