/** File names that every folder has: alike names say nothing. */
const COMMON_NAMES = new Set([
  '__init__.py',
  '__main__.py',
  'index.js',
  'index.ts',
  'mod.rs',
  'lib.rs',
  'main.go',
])
/** Longer tails of a path are not told apart. */
const MOST_PARTS = 40

/**
 * Which path of `own` each path of `base` is, -1 none. The same path first; then the path whose tail agrees in most folders,
 * so that checkouts in different folders meet. Folders of Python versions (`python3.11`) are the same folder. A path is
 * matched once; of equally good ones the earlier. O(length of the paths * folders in them).
 */
export function matchPaths(own: readonly string[], base: readonly string[]): Int32Array {
  const match = new Int32Array(base.length).fill(-1)
  const isTaken = new Uint8Array(own.length)
  const ownIndex = new Map<string, number>()
  for (const [i, path] of own.entries()) if (!ownIndex.has(path)) ownIndex.set(path, i)
  for (const [i, path] of base.entries()) {
    const found = ownIndex.get(path)
    if (found === undefined || isTaken[found] === 1) continue
    match[i] = found
    isTaken[found] = 1
  }
  const ownTails = own.map((path, i) => (isTaken[i] === 1 ? [] : tailsOf(path)))
  const baseTails = base.map((path, i) => (match[i] === -1 ? tailsOf(path) : []))
  const deepest = Math.min(longest(ownTails), longest(baseTails))
  for (let parts = deepest; parts >= 1; parts--) {
    const free = new Map<string, number[]>()
    for (let i = own.length - 1; i >= 0; i--) {
      const tail = ownTails[i]![parts - 1]
      if (tail === undefined || isTaken[i] === 1) continue
      const same = free.get(tail)
      if (same === undefined) free.set(tail, [i])
      else same.push(i)
    }
    for (let i = 0; i < base.length; i++) {
      const tail = baseTails[i]![parts - 1]
      if (tail === undefined || match[i] !== -1) continue
      const found = free.get(tail)?.pop()
      if (found === undefined) continue
      match[i] = found
      isTaken[found] = 1
    }
  }
  return match
}

/** The last part of a path, its last two parts, and so on. A name that every folder has is no tail on its own. */
function tailsOf(path: string): (string | undefined)[] {
  const parts = path.replaceAll('\\', '/').split('/').slice(-MOST_PARTS)
  const tails: (string | undefined)[] = []
  let tail = ''
  for (let i = parts.length - 1; i >= 0; i--) {
    tail = `${parts[i]!.replace(/^(python|pypy)\d[\d.]*(t?)$/, '$1$2')}/${tail}`
    const isTelling = parts[i] !== '' && (tails.length > 0 || !COMMON_NAMES.has(parts[i]!))
    tails.push(isTelling ? tail : undefined)
  }
  return tails
}

function longest(tails: readonly (readonly unknown[])[]): number {
  return tails.reduce((most, { length }) => Math.max(most, length), 0)
}
