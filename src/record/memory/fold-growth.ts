/** Columns of sample rows, in any order. */
export interface GrowthColumns {
  readonly length: number
  readonly stack: Int32Array
  readonly thread: Int32Array
  readonly time: Float64Array
  readonly wall: Float64Array
  readonly growth: Float64Array
}

/** How far away in time, ns, a row may be that takes another's growth. */
const NEAR = 100e6

/**
 * The rows in order of time. What memory grew by is known some ticks later than what ran, and stands in rows of its own, without
 * length: each is added to the last row of its thread and stack before it, where there was one lately. Adds to `growth`; gives
 * the rows that are left. O(rows log rows).
 */
export function foldGrowth({ length, stack, thread, time, wall, growth }: GrowthColumns): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i)
  order.sort((a, b) => time[a]! - time[b]! || wall[b]! - wall[a]!)
  const lastOf = new Map<string, number>()
  let left = 0
  for (const row of order) {
    const key = `${thread[row]} ${stack[row]}`
    const last = lastOf.get(key)
    const isNear = last !== undefined && time[row]! - (time[last]! + wall[last]!) < NEAR
    if (wall[row] === 0 && growth[row]! > 0 && isNear) {
      growth[last] = growth[last]! + growth[row]!
      continue
    }
    lastOf.set(key, row)
    order[left++] = row
  }
  return order.slice(0, left)
}
