import type { Shared } from '../../model/recording.ts'

/** Names that say nothing about the file they stand in. */
const COMMON = /^(?:<.*>|main|run|__\w+__|\(anonymous\)|anonymous|)$/
/** A name that stands in more files than that tells none of them apart. */
const MOST_FILES = 4

/**
 * Finds files that have another name on the other side: of those that `match` (own file by base file, -1 none) leaves over, the two
 * that share most functions by name, where these are at least half of the functions of one of them. Writes what it finds into `match`.
 * O(funcs).
 */
export function matchRenamed(own: Shared, base: Shared, match: Int32Array): void {
  const isTaken = new Uint8Array(own.sources.length)
  for (const source of match) if (source !== -1) isTaken[source] = 1
  const ours = namesBySource(own, source => isTaken[source] === 0)
  const theirs = namesBySource(base, source => match[source] === -1)
  const sourcesOf = new Map<string, number[]>()
  for (const [source, names] of ours) {
    for (const name of names) {
      const sources = sourcesOf.get(name)
      if (sources === undefined) sourcesOf.set(name, [source])
      else sources.push(source)
    }
  }
  const pairs: { own: number; base: number; shared: number }[] = []
  for (const [source, names] of theirs) {
    const shared = new Map<number, number>()
    for (const name of names) {
      const sources = sourcesOf.get(name) ?? []
      if (sources.length > MOST_FILES) continue
      for (const other of sources) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    for (const [other, count] of shared) {
      if (2 * count >= Math.min(names.size, ours.get(other)!.size)) {
        pairs.push({ own: other, base: source, shared: count })
      }
    }
  }
  pairs.sort((a, b) => b.shared - a.shared || a.own - b.own || a.base - b.base)
  for (const pair of pairs) {
    if (match[pair.base] !== -1 || isTaken[pair.own] === 1) continue
    match[pair.base] = pair.own
    isTaken[pair.own] = 1
  }
}

/** The telling names of the functions of each file. */
function namesBySource(
  { strings, funcs }: Shared,
  isWanted: (source: number) => boolean,
): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>()
  for (let func = 0; func < funcs.length; func++) {
    const source = funcs.source[func]!
    const name = strings[funcs.name[func]!]!
    if (source === -1 || !isWanted(source) || COMMON.test(name)) continue
    const names = found.get(source)
    if (names === undefined) found.set(source, new Set([name]))
    else names.add(name)
  }
  return found
}
