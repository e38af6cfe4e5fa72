import type { Series } from './series-sum.ts'

/** A series in columns of equal width between two times: the largest value in each, between points what the straight line through
 *  them says; NaN before its first point and after its last. O(points + columns). */
export function seriesColumns(
  { time, value }: Series,
  { start, end, columns }: { readonly start: number; readonly end: number; readonly columns: number },
): Float64Array {
  const out = new Float64Array(columns).fill(Number.NaN)
  const width = (end - start) / columns
  if (!(width > 0)) return out
  for (let i = 0; i < time.length; i++) {
    const column = Math.min(columns - 1, Math.floor((time[i]! - start) / width))
    if (column < 0 || time[i]! > end) continue
    if (!(out[column]! >= value[i]!)) out[column] = value[i]!
  }
  let next = 0
  for (let column = 0; column < columns; column++) {
    if (!Number.isNaN(out[column]!)) continue
    const middle = start + (column + 0.5) * width
    while (next < time.length && time[next]! < middle) next++
    if (next === 0 || next === time.length) continue
    const share = (middle - time[next - 1]!) / (time[next]! - time[next - 1]!)
    out[column] = value[next - 1]! + share * (value[next]! - value[next - 1]!)
  }
  return out
}
