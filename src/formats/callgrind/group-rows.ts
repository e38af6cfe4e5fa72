const NONE = new Int32Array(0)

/** Looks rows up by a column: `keys` has a key a row in [0, size), -1 for rows of no key. O(rows + size) once. */
export function groupBy(keys: Int32Array, size: number): (key: number) => Int32Array {
  const first = new Int32Array(size + 1)
  let kept = 0
  for (const key of keys) {
    if (key === -1) continue
    first[key + 1]!++
    kept++
  }
  for (let key = 0; key < size; key++) first[key + 1]! += first[key]!
  const next = first.slice(0, size)
  const rows = new Int32Array(kept)
  for (let row = 0; row < keys.length; row++) if (keys[row] !== -1) rows[next[keys[row]!]!++] = row
  return key => (first[key + 1]! > first[key]! ? rows.subarray(first[key]!, first[key + 1]!) : NONE)
}
