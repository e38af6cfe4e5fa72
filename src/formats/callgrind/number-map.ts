/** Numbers below this may stand in the column whatever there is in it. */
const FREE = 4096
/** Places in the column for one that is taken, at most. */
const SPARSENESS = 8

/** A map from non-negative integers to non-negative integers that are mostly dense: a column as far as the entries justify
 *  it, a map for the rest. */
export class NumberMap {
  size = 0
  #column = new Int32Array(64).fill(-1)
  readonly #rest = new Map<number, number>()

  /** The value of a key, -1 where it has none. */
  get(key: number): number {
    if (key < this.#column.length) return this.#column[key]!
    return this.#rest.size === 0 ? -1 : (this.#rest.get(key) ?? -1)
  }

  set(key: number, value: number): void {
    if (this.get(key) === -1) this.size++
    if (key >= this.#column.length && key < FREE + SPARSENESS * this.size) this.#grow(key)
    if (key < this.#column.length) this.#column[key] = value
    else this.#rest.set(key, value)
  }

  #grow(key: number): void {
    const larger = new Int32Array(Math.max(2 * this.#column.length, key + 1)).fill(-1)
    larger.set(this.#column)
    this.#column = larger
    for (const [known, value] of this.#rest) {
      if (known >= larger.length) continue
      larger[known] = value
      this.#rest.delete(known)
    }
  }
}
