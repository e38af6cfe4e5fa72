/** The parents of rows that are printed parent first, each deeper than its parent by its indentation. */
export class IndentedRows {
  /** The rows that the last one stands under, itself last, and where each began. */
  readonly #rows: number[] = []
  readonly #indents: number[] = []

  /** The row above which `row`, indented by so many columns, stands: the last one that is indented less; -1 for none. */
  parentOf(row: number, indent: number): number {
    while (this.#indents.length > 0 && this.#indents.at(-1)! >= indent) {
      this.#indents.pop()
      this.#rows.pop()
    }
    const parent = this.#rows.at(-1) ?? -1
    this.#rows.push(row)
    this.#indents.push(indent)
    return parent
  }

  /** How many rows the last one stands under. */
  get depth(): number {
    return this.#rows.length - 1
  }

  /** Begins another tree. */
  clear(): void {
    this.#rows.length = 0
    this.#indents.length = 0
  }
}
