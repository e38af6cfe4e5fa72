import type { Series } from './series-sum.ts'

/** A series with at most four points in each of `bins` stretches of its time: the first, the lowest, the highest and the last, so that
 *  a line through them looks the same and has the same peaks. The series itself where it is short. O(points). */
export function thinSeries(series: Series, bins: number): Series {
  const { time, value } = series
  if (time.length <= 4 * bins) return series
  const start = time[0]!
  const width = (time.at(-1)! - start) / bins
  const kept: number[] = []
  for (let first = 0; first < time.length; ) {
    const bin = width > 0 ? Math.floor((time[first]! - start) / width) : 0
    let [low, high, last] = [first, first, first]
    while (last + 1 < time.length && Math.floor((time[last + 1]! - start) / width) === bin) {
      last++
      if (value[last]! < value[low]!) low = last
      if (value[last]! > value[high]!) high = last
    }
    kept.push(...new Set([first, Math.min(low, high), Math.max(low, high), last]))
    first = last + 1
  }
  return {
    time: Float64Array.from(kept, i => time[i]!),
    value: Float64Array.from(kept, i => value[i]!),
  }
}
