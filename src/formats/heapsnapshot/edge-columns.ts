import { FormatError } from '../../base/errors.ts'
import { type Growable, growableInt32, growableUint8 } from '../../base/growable.ts'
import type { SnapshotLayout } from './layout.ts'

const FORMAT = 'heapsnapshot'
const MAX_INT = 0x7fffffff

/** Keeps the edges of all nodes, one after the other, while their numbers come. */
export class EdgeColumns {
  /** Per edge its type, the name's string or an index, and the node that it leads to (-1: none of the snapshot). */
  readonly type: Growable<Uint8Array> = growableUint8()
  readonly name: Growable<Int32Array> = growableInt32()
  readonly to: Growable<Int32Array> = growableInt32()
  readonly #layout: SnapshotLayout
  /** The numbers of the edge at hand, and how many of them came. */
  readonly #row: Float64Array
  #filled = 0

  constructor(layout: SnapshotLayout) {
    this.#layout = layout
    this.#row = new Float64Array(layout.edgeSize)
  }

  /** Number of edges so far. */
  get length(): number {
    return this.to.length
  }

  add(values: Float64Array, count: number): void {
    const row = this.#row
    const { edgeType, edgeName, edgeTo, nodeSize } = this.#layout
    let filled = this.#filled
    for (let i = 0; i < count; i++) {
      row[filled++] = values[i]!
      if (filled < row.length) continue
      filled = 0
      const to = row[edgeTo]! / nodeSize
      this.type.push(row[edgeType]!)
      this.name.push(Math.min(row[edgeName]!, MAX_INT))
      this.to.push(Number.isInteger(to) && to >= 0 && to <= MAX_INT ? to : -1)
    }
    this.#filled = filled
  }

  /** @throws FormatError when the last edge is not whole. */
  finish(): void {
    if (this.#filled === 0) return
    throw new FormatError(
      FORMAT,
      `edges: expected ${this.#layout.edgeSize} numbers for each in edge ${this.length}`,
    )
  }
}
