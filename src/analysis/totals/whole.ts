/**
 * What shares are of, where these are all parts: their sum, or where some are below zero (a difference: what was freed in a
 * profile of a heap, what shrank) the sum of their sizes, as pprof has it. Of a sum in which parts take each other away a share
 * could be of any size and sign, and of none where they cancel out. NaN, an unknown part, counts for nothing.
 */
export function wholeOf(parts: Float64Array): number {
  let sum = 0
  let size = 0
  for (const value of parts) {
    if (Number.isNaN(value)) continue
    sum += value
    size += Math.abs(value)
  }
  return sum < size ? size : sum
}
