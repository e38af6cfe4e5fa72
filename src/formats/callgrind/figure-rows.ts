/** Rows of a fixed number of figures each, one after another in one array. */
export class FigureRows {
  length = 0
  readonly width: number
  #data: Float64Array

  constructor(width: number) {
    this.width = width
    this.#data = new Float64Array(64 * Math.max(1, width))
  }

  /** Appends a row of zeros and returns its index. */
  addRow(): number {
    const { width } = this
    if ((this.length + 1) * width > this.#data.length) {
      const larger = new Float64Array(2 * this.#data.length)
      larger.set(this.#data)
      this.#data = larger
    }
    return this.length++
  }

  /** Adds `figures` (at least `width` of them) to a row. */
  addTo(row: number, figures: Float64Array): void {
    const data = this.#data
    const base = row * this.width
    for (let k = 0; k < this.width; k++) data[base + k]! += figures[k]!
  }

  get(row: number, column: number): number {
    return this.#data[row * this.width + column]!
  }
}
