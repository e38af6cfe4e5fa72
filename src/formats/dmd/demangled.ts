/** A row of the table at the end: the same functions under the names people know, by falling own time. */
export interface DemangledRow {
  /** 1 where the function above has no callers. */
  readonly calls: number
  /** In microseconds or megaticks, rounded down. */
  readonly total: number
  readonly name: string
}

/** A function as the entries have it. */
interface Timed {
  readonly symbol: string
  readonly calls: number
  readonly self: number
}

/**
 * The names of symbols in the table at the end. Both are sorted by own time there, so that the places tell which is which;
 * among functions of the same own time the numbers of calls do. A symbol that cannot be told gets no name. O(n log n).
 */
export function demangledNames(
  entries: readonly Timed[],
  table: readonly DemangledRow[],
): Map<string, string> {
  const names = new Map<string, string>()
  if (entries.length !== table.length) return names
  const sorted = [...entries].sort((a, b) => b.self - a.self)
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1
    while (end < sorted.length && sorted[end]!.self === sorted[start]!.self) end++
    nameGroup(sorted.slice(start, end), table.slice(start, end), names)
    start = end
  }
  return names
}

function nameGroup(
  entries: readonly Timed[],
  rows: readonly DemangledRow[],
  names: Map<string, string>,
): void {
  const byCalls = <T extends { readonly calls: number }>(list: readonly T[]) => {
    const found = new Map<number, T | null>()
    for (const item of list) {
      const calls = Math.max(1, item.calls)
      found.set(calls, found.has(calls) ? null : item)
    }
    return found
  }
  const rowOf = byCalls(rows)
  for (const [calls, entry] of byCalls(entries)) {
    const row = rowOf.get(calls)
    if (entry !== null && row !== null && row !== undefined) names.set(entry.symbol, row.name)
  }
}
