/** The names that come nearest to one that is not there: at most `limit`, those that contain it or that it contains first, then
 *  by how many letters have to be changed (upper and lower case are the same). Only names that are near at all. O(names). */
export function nearestNames(wanted: string, names: Iterable<string>, limit = 3): string[] {
  const own = wanted.toLowerCase()
  const found: { name: string; distance: number }[] = []
  for (const name of new Set(names)) {
    const other = name.toLowerCase()
    const last = other.slice(other.lastIndexOf('.') + 1)
    const isWithin = own.length > 1 && (other.includes(own) || (last.length > 2 && own.includes(last)))
    const distance = isWithin
      ? Math.abs(other.length - own.length) / 1000
      : Math.min(editDistance(own, other), editDistance(own, last))
    if (distance <= Math.max(1, Math.floor(own.length / 3))) found.push({ name, distance })
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return found.slice(0, limit).map(({ name }) => name)
}

/** Letters to add, take away, change or swap with their neighbour to make one text of the other; texts over 100 letters are
 *  not compared. Source: Wagner and Fischer, 1974, with Damerau's swaps. */
function editDistance(a: string, b: string): number {
  if (Math.max(a.length, b.length) > 100) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? before[j - 2]! + 1 : changed
      next.push(Math.min(changed, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
