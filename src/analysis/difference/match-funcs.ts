import type { Shared } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import { alignLines } from './align-lines.ts'
import { matchPaths } from './match-paths.ts'
import { matchRenamed } from './match-renamed.ts'

/** Which rows of a recording's tables those of its base are; -1 none. */
export interface SharedMatch {
  readonly sources: Int32Array
  readonly libs: Int32Array
  readonly funcs: Int32Array
  /** The line of a base's source in the recording, -1 where it is gone; lines without a source move with their func. */
  readonly lineOf: (source: SourceIndex, func: FuncIndex, line: number) => number
}

/**
 * Matches what a base is made of with what a recording is made of: files by path (see {@link matchPaths}) or what they hold ({@link matchRenamed}), binaries by name,
 * funcs by name in the same file or binary. Of several funcs of one name (lambdas, methods without their class) those on the
 * same line are the same, then they are matched in the order of their lines. Lines may move: where both embed a file's text
 * the texts are compared, else lines keep their distance from the definition. O(size log size).
 */
export function matchShared(own: Shared, base: Shared): SharedMatch {
  const paths = (shared: Shared) => Array.from(shared.sources.path, index => shared.strings[index]!)
  const libNames = (shared: Shared) =>
    Array.from(shared.libs.path, (path, i) => shared.strings[path]! || shared.strings[shared.libs.name[i]!]!)
  const sources = matchPaths(paths(own), paths(base))
  matchRenamed(own, base, sources)
  const libs = matchPaths(libNames(own), libNames(base))
  const aligned = alignSources(own, base, sources)
  const moved = (source: SourceIndex, line: number) =>
    source === -1 ? line : (aligned(source)?.[line] ?? line)
  const funcs = matchFuncs(own, base, { sources, libs, moved })
  return {
    sources,
    libs,
    funcs,
    lineOf(source, func, line) {
      if (line < 1) return line
      const lines = source === -1 ? null : aligned(source)
      if (lines !== null) return lines[line] ?? -1
      const match = func === -1 ? -1 : funcs[func]!
      if (match === -1) return line
      const [from, to] = [base.funcs.line[func]!, own.funcs.line[match]!]
      return from >= 1 && to >= 1 ? Math.max(1, line + to - from) : line
    },
  }
}

/** Aligned lines by source of the base; null where one of the texts is not embedded. */
function alignSources(
  own: Shared,
  base: Shared,
  sources: Int32Array,
): (source: SourceIndex) => Int32Array | null {
  const known = new Map<SourceIndex, Int32Array | null>()
  const textOf = ({ strings, sources: table }: Shared, source: number) =>
    source === -1 || table.text[source] === -1 ? null : strings[table.text[source]!]!.split(/\r\n|\n|\r/)
  return source => {
    let lines = known.get(source)
    if (lines === undefined) {
      const [before, after] = [textOf(base, source), textOf(own, sources[source]!)]
      lines = before === null || after === null ? null : alignLines(after, before)
      known.set(source, lines)
    }
    return lines
  }
}

function matchFuncs(
  own: Shared,
  base: Shared,
  how: { sources: Int32Array; libs: Int32Array; moved: (source: SourceIndex, line: number) => number },
): Int32Array {
  const { sources, libs, moved } = how
  const byPlace = new Map<string, FuncIndex[]>()
  for (let func = 0; func < own.funcs.length; func++) {
    const key = keyOf(own, func, { source: own.funcs.source[func]!, lib: own.funcs.lib[func]! })
    const same = byPlace.get(key)
    if (same === undefined) byPlace.set(key, [func])
    else same.push(func)
  }
  const match = new Int32Array(base.funcs.length).fill(-1)
  const groups = new Map<string, FuncIndex[]>()
  for (let func = 0; func < base.funcs.length; func++) {
    const [ownSource, ownLib] = [base.funcs.source[func]!, base.funcs.lib[func]!]
    const source = ownSource === -1 ? -1 : sources[ownSource]!
    const lib = ownLib === -1 ? -1 : libs[ownLib]!
    // What stands in a file or a binary that the recording has not is not there either.
    if ((ownSource !== -1 && source === -1) || (ownSource === -1 && ownLib !== -1 && lib === -1)) continue
    const key = keyOf(base, func, { source, lib })
    const same = groups.get(key)
    if (same === undefined) groups.set(key, [func])
    else same.push(func)
  }
  for (const [key, funcs] of groups) {
    const candidates = byPlace.get(key)
    if (candidates === undefined) continue
    if (funcs.length === 1 && candidates.length === 1) match[funcs[0]!] = candidates[0]!
    else matchNamesakes(funcs, candidates, { own, base, moved, match })
  }
  return match
}

function matchNamesakes(
  funcs: readonly FuncIndex[],
  candidates: readonly FuncIndex[],
  how: {
    own: Shared
    base: Shared
    moved: (source: SourceIndex, line: number) => number
    match: Int32Array
  },
): void {
  const { own, base, moved, match } = how
  const byLine = (table: Shared) => (a: FuncIndex, b: FuncIndex) =>
    table.funcs.line[a]! - table.funcs.line[b]! || a - b
  const atLine = new Map<number, FuncIndex>()
  for (const func of [...candidates].sort(byLine(own)).reverse()) atLine.set(own.funcs.line[func]!, func)
  const isTaken = new Set<FuncIndex>()
  const rest: FuncIndex[] = []
  for (const func of [...funcs].sort(byLine(base))) {
    const found = atLine.get(moved(base.funcs.source[func]!, base.funcs.line[func]!))
    if (found === undefined || isTaken.has(found)) rest.push(func)
    else {
      match[func] = found
      isTaken.add(found)
    }
  }
  const free = [...candidates].sort(byLine(own)).filter(func => !isTaken.has(func))
  for (const [i, func] of rest.entries()) match[func] = free[i] ?? -1
}

/** What a Rust compiler appends to a name, different in every build. */
const RUST_HASH = /::h[0-9a-f]{16}$/

/** What a func is matched by. The binary counts only where there is no file. */
function keyOf({ strings, funcs }: Shared, func: FuncIndex, place: { source: number; lib: number }): string {
  const where = place.source === -1 ? `l${place.lib}` : `s${place.source}`
  return `${where}\0${strings[funcs.name[func]!]!.replace(RUST_HASH, '')}`
}
