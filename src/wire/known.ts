/** A figure as JSON can hold it: null for NaN, which says that nobody knows it, and for infinities. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
