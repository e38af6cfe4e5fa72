import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'

/** What a place of allocation had, by the end of the file. */
export interface PlaceUsage {
  readonly allocatedBytes: number
  readonly allocations: number
  readonly peakBytes: number
  readonly peakAllocations: number
  readonly bytes: number
  readonly inUse: number
}

/**
 * Follows how much memory each place of allocation has in use, and how much it had when all together had most (of several
 * equal moments at the last, as memray counts). A place that does not change costs nothing when a new peak comes: what it
 * has is what it had then.
 */
export class Usage {
  /** Bytes in use now. */
  total = 0
  #peak = 0
  #peakTotal = 0
  readonly #bytes: Growable<Float64Array> = growableFloat64()
  readonly #inUse: Growable<Float64Array> = growableFloat64()
  readonly #allocatedBytes: Growable<Float64Array> = growableFloat64()
  readonly #allocations: Growable<Float64Array> = growableFloat64()
  /** What the place had at the peak whose number stands beside. */
  readonly #peakBytes: Growable<Float64Array> = growableFloat64()
  readonly #peakInUse: Growable<Float64Array> = growableFloat64()
  readonly #peakOf: Growable<Int32Array> = growableInt32()

  /** A new place, with nothing in use. */
  addPlace(): number {
    const place = this.#bytes.length
    for (const column of [
      ...[this.#bytes, this.#inUse, this.#allocatedBytes, this.#allocations],
      ...[this.#peakBytes, this.#peakInUse],
    ]) {
      column.push(0)
    }
    this.#peakOf.push(this.#peak)
    return place
  }

  allocate(place: number, bytes: number): void {
    this.#allocatedBytes.set(place, this.#allocatedBytes.get(place) + bytes)
    this.#allocations.set(place, this.#allocations.get(place) + 1)
    this.change(place, 1, bytes)
  }

  /** Changes what a place has in use. */
  change(place: number, count: number, bytes: number): void {
    if (bytes < 0 && this.total >= this.#peakTotal) {
      this.#peak++
      this.#peakTotal = this.total
    }
    this.total += bytes
    if (this.#peakOf.get(place) !== this.#peak) {
      this.#peakOf.set(place, this.#peak)
      this.#peakBytes.set(place, this.#bytes.get(place))
      this.#peakInUse.set(place, this.#inUse.get(place))
    }
    this.#bytes.set(place, this.#bytes.get(place) + bytes)
    this.#inUse.set(place, this.#inUse.get(place) + count)
  }

  /** What a place had; to be asked when all is read. */
  of(place: number): PlaceUsage {
    const isUnchanged = this.total >= this.#peakTotal || this.#peakOf.get(place) !== this.#peak
    return {
      allocatedBytes: this.#allocatedBytes.get(place),
      allocations: this.#allocations.get(place),
      peakBytes: isUnchanged ? this.#bytes.get(place) : this.#peakBytes.get(place),
      peakAllocations: isUnchanged ? this.#inUse.get(place) : this.#peakInUse.get(place),
      bytes: this.#bytes.get(place),
      inUse: this.#inUse.get(place),
    }
  }

  get places(): number {
    return this.#bytes.length
  }
}
