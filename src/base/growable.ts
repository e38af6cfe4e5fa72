/** The typed arrays a column may be. */
export type ColumnArray = Int32Array | Uint8Array | Float64Array | BigUint64Array

/** A column that grows by doubling; appending is amortised O(1). */
export interface Growable<A extends ColumnArray> {
  readonly length: number
  push(value: A[number]): void
  get(index: number): A[number]
  set(index: number, value: A[number]): void
  /** Makes room for so many entries at once, so that no copies are left behind on the way there. Memory that is never
   *  written to is none of the machine's. Does nothing where there is not so much room. */
  reserve(capacity: number): void
  /** The values so far: `length` entries that do not change when the column does. They are a view of its memory, which is
   *  copied only if one of them is set after this. */
  finish(): A
}

/** Adds to a figure that may not be known yet (NaN). */
export function addTo(
  column: Pick<Growable<Float64Array>, 'get' | 'set'>,
  index: number,
  value: number,
): void {
  const known = column.get(index)
  column.set(index, Number.isNaN(known) ? value : known + value)
}

class GrowableColumn<A extends ColumnArray> implements Growable<A> {
  length = 0
  #data: A
  /** Entries that others look at. */
  #lent = 0
  readonly #make: (length: number) => A

  constructor(make: (length: number) => A) {
    this.#make = make
    this.#data = make(16)
  }

  push(value: A[number]): void {
    if (this.length === this.#data.length) this.#replace(this.#data.length * 2)
    this.#data[this.length++] = value
  }

  get(index: number): A[number] {
    if (index < 0 || index >= this.length)
      throw new RangeError(`Index ${index} outside column of ${this.length}`)
    return this.#data[index] as A[number]
  }

  set(index: number, value: A[number]): void {
    if (index < 0 || index >= this.length)
      throw new RangeError(`Index ${index} outside column of ${this.length}`)
    if (index < this.#lent) this.#replace(this.#data.length)
    this.#data[index] = value
  }

  reserve(capacity: number): void {
    if (capacity <= this.#data.length) return
    try {
      this.#replace(capacity)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }

  finish(): A {
    this.#lent = this.length
    return this.#data.subarray(0, this.length) as A
  }

  #replace(capacity: number): void {
    const own = this.#make(capacity)
    own.set(this.#data as never)
    this.#data = own
    this.#lent = 0
  }
}

/** An empty column of 32-bit integers. */
export function growableInt32(): Growable<Int32Array> {
  return new GrowableColumn<Int32Array>(length => new Int32Array(length))
}

/** An empty column of bytes. */
export function growableUint8(): Growable<Uint8Array> {
  return new GrowableColumn<Uint8Array>(length => new Uint8Array(length))
}

/** An empty column of doubles. */
export function growableFloat64(): Growable<Float64Array> {
  return new GrowableColumn<Float64Array>(length => new Float64Array(length))
}

/** An empty column of 64-bit unsigned integers. */
export function growableBigUint64(): Growable<BigUint64Array> {
  return new GrowableColumn<BigUint64Array>(length => new BigUint64Array(length))
}
