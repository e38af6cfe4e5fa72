import { withoutArguments } from '../../analysis/transforms/match-frames.ts'
import type { Recording, Shared } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'

/**
 * The funcs that a person names on the command line, in the order of the table: by name (`refine`), by qualified name or
 * its end (`Mesh.refine`), by glob over the qualified name (`*.refine`, `test_?`; upper and lower case differ), or by
 * `file:line` for the funcs that ran on or are defined at that line, the file being given by its path or the end of it.
 * Where none has the name, names of C++ are taken without their arguments: `refine` is `Mesh::refine(int)` too. O(funcs + frames).
 */
export function findFuncs({ shared }: Recording, wanted: string): FuncIndex[] {
  const place = wanted.match(/^(.+):(\d+)$/s)
  if (place !== null) {
    const atLine = funcsAt(shared, place[1]!, Number(place[2]))
    if (atLine.length > 0) return atLine
  }
  const isMatch = /[*?]/.test(wanted) ? globTest(wanted) : nameTest(wanted)
  const found = funcsNamed(shared, isMatch)
  return found.length > 0 ? found : funcsNamed(shared, name => isMatch(withoutArguments(name)))
}

function funcsNamed({ strings, funcs }: Shared, isMatch: (name: string) => boolean): FuncIndex[] {
  return Array.from(funcs.name.keys()).filter(func => isMatch(strings[funcs.name[func]!]!))
}

/** The sources that have this path or whose path ends in it (`scatter.py`, `examples/scatter.py`). O(sources). */
export function findSources({ shared }: Recording, path: string): SourceIndex[] {
  const found: SourceIndex[] = []
  for (let s = 0; s < shared.sources.length; s++) if (isPathEnd(pathOf(shared, s), path)) found.push(s)
  return found
}

function funcsAt(shared: Shared, file: string, line: number): FuncIndex[] {
  const { funcs, frames } = shared
  const isInFile = new Uint8Array(shared.sources.length)
  for (let s = 0; s < isInFile.length; s++) isInFile[s] = isPathEnd(pathOf(shared, s), file) ? 1 : 0
  const found = new Set<FuncIndex>()
  const add = (func: FuncIndex, itsLine: number) => {
    const source = funcs.source[func]!
    if (itsLine === line && source !== -1 && isInFile[source] === 1) found.add(func)
  }
  for (let f = 0; f < funcs.length; f++) add(f, funcs.line[f]!)
  for (let i = 0; i < frames.length; i++) add(frames.func[i]!, frames.line[i]!)
  return [...found].sort((a, b) => a - b)
}

function nameTest(wanted: string): (name: string) => boolean {
  return name => name === wanted || name.endsWith(`.${wanted}`) || name.endsWith(`::${wanted}`)
}

/** Matches a glob without backtracking over more than the last star: O(name * glob) at worst. */
function globTest(glob: string): (name: string) => boolean {
  return name => {
    let [at, g, star, resume] = [0, 0, -1, 0]
    while (at < name.length) {
      if (glob[g] === '*') {
        star = g++
        resume = at
      } else if (g < glob.length && (glob[g] === '?' || glob[g] === name[at])) {
        g++
        at++
      } else if (star !== -1) {
        g = star + 1
        at = ++resume
      } else return false
    }
    while (glob[g] === '*') g++
    return g === glob.length
  }
}

function pathOf(shared: Shared, source: SourceIndex): string {
  return shared.strings[shared.sources.path[source]!]!
}

function isPathEnd(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`) || path.endsWith(`\\${end}`)
}
