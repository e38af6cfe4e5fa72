import { groupObjects, type HeapGrouping } from '../../analysis/heap/object-groups.ts'
import { snapshotRange } from '../../analysis/heap/snapshot-range.ts'
import { countOf, type HeapFigures, type HeapLook, heapFigures } from './look.ts'

/** What growth can be ordered by. */
const GROWTH_SORTS = ['size', 'count'] as const
/** One of {@link GROWTH_SORTS}. */
export type GrowthSort = (typeof GROWTH_SORTS)[number]

/** How growth is asked for. */
export interface HeapGrowthOptions {
  /** 'type' by default. */
  readonly by?: HeapGrouping
  /** What counts as most: bytes (the default) or objects. */
  readonly sort?: GrowthSort
  /** Whether only what grew is listed (as objgraph's `growth`); what shrank comes last otherwise, and is there by default. */
  readonly growing?: boolean
}

/** How groups of objects grew over looks. Columns of rows have `length` entries. */
export interface HeapGrowth {
  readonly by: HeapGrouping
  readonly sort: GrowthSort
  /** The looks that were compared, the last is now. */
  readonly looks: readonly HeapLook[]
  /** All objects of each look. */
  readonly totals: readonly HeapFigures[]
  readonly length: number
  readonly name: readonly string[]
  /** Now: objects and bytes. */
  readonly count: Float64Array
  readonly size: Float64Array
  /** More than in the first look; negative where less. */
  readonly countDelta: Float64Array
  readonly sizeDelta: Float64Array
  /** More than in any look before now (what objgraph's `growth` gives when it is called again and again): a leak grows past its
   *  own peak each time, a cache does not. Equal to the deltas where there are two looks. */
  readonly countOverPeak: Float64Array
  readonly sizeOverPeak: Float64Array
  /** In how many of the looks after the first there was more than in any before it, by what was sorted by. */
  readonly rises: Int32Array
  /** Row by row, and look by look in a row: `length * looks.length` entries. */
  readonly counts: Float64Array
  readonly sizes: Float64Array
}

/**
 * How groups of objects grew from the first of several looks to the last; groups are matched by name, so that looks may be of
 * different recordings. Sorted by the delta, falling. Groups that neither grew nor shrank are left out.
 * O(objects of all looks + groups log groups). @throws RangeError if there are fewer than two looks.
 */
export function queryHeapGrowth(looks: readonly HeapLook[], options: HeapGrowthOptions = {}): HeapGrowth {
  if (looks.length < 2) throw new RangeError('Growth needs two looks')
  const { by = 'type', sort = 'size', growing = false } = options
  const index = new Map<string, number>()
  const sums = looks.map(look => sumsOf(look, by))
  for (const { names } of sums) for (const name of names) if (!index.has(name)) index.set(name, index.size)
  const width = looks.length
  const counts = new Float64Array(index.size * width)
  const sizes = new Float64Array(index.size * width)
  for (const [k, { names, count, size }] of sums.entries()) {
    for (const [group, name] of names.entries()) {
      const cell = index.get(name)! * width + k
      counts[cell]! += count[group]!
      sizes[cell]! += size[group]!
    }
  }
  const now = width - 1
  const delta = (cells: Float64Array, row: number) => cells[row * width + now]! - cells[row * width]!
  const main = sort === 'size' ? sizes : counts
  const other = sort === 'size' ? counts : sizes
  const names = [...index.keys()]
  const order = Array.from(names.keys())
    .filter(row => (growing ? delta(main, row) > 0 : delta(counts, row) !== 0 || delta(sizes, row) !== 0))
    .sort(
      (a, b) =>
        delta(main, b) - delta(main, a) ||
        delta(other, b) - delta(other, a) ||
        (names[a]! < names[b]! ? -1 : 1),
    )
  const column = (make: (row: number) => number) => Float64Array.from(order, make)
  const matrix = (cells: Float64Array) => {
    const picked = new Float64Array(order.length * width)
    for (const [i, row] of order.entries())
      picked.set(cells.subarray(row * width, (row + 1) * width), i * width)
    return picked
  }
  return {
    by,
    sort,
    looks,
    totals: looks.map(look => heapFigures(look)),
    length: order.length,
    name: order.map(row => names[row]!),
    count: column(row => counts[row * width + now]!),
    size: column(row => sizes[row * width + now]!),
    countDelta: column(row => delta(counts, row)),
    sizeDelta: column(row => delta(sizes, row)),
    countOverPeak: column(row => overPeak(counts, row * width, width)),
    sizeOverPeak: column(row => overPeak(sizes, row * width, width)),
    rises: Int32Array.from(order, row => risesOf(main, row * width, width)),
    counts: matrix(counts),
    sizes: matrix(sizes),
  }
}

function sumsOf({ recording, snapshot }: HeapLook, by: HeapGrouping) {
  const { objects } = recording.heap!
  const { first, end } = snapshotRange(recording.heap!, snapshot)
  const { group, names } = groupObjects(recording, snapshot, by)
  const count = new Float64Array(names.length)
  const size = new Float64Array(names.length)
  for (let i = first; i < end; i++) {
    count[group[i - first]!]! += countOf(objects.kind[i]!, objects.count[i]!, objects.size[i]!)
    size[group[i - first]!]! += objects.size[i]!
  }
  return { names, count, size }
}

/** The last of a row less the most before it. */
function overPeak(cells: Float64Array, from: number, width: number): number {
  let peak = 0
  for (let k = 0; k < width - 1; k++) peak = Math.max(peak, cells[from + k]!)
  return cells[from + width - 1]! - peak
}

function risesOf(cells: Float64Array, from: number, width: number): number {
  let peak = cells[from]!
  let rises = 0
  for (let k = 1; k < width; k++) {
    if (cells[from + k]! > peak) rises++
    peak = Math.max(peak, cells[from + k]!)
  }
  return rises
}
