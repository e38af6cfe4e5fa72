import { keptWith } from '../../base/kept-with.ts'
import type { Shared } from '../../model/recording.ts'
import { baseName, packageOfFunc } from '../functions/packages.ts'
import { type CallTree, orderCallTree } from '../tree/call-tree.ts'

/** The packages and files of a recording's funcs. */
export interface FuncGroups {
  /** Names: of packages, and of files ('' where a func has none). */
  readonly names: readonly string[]
  /** Group of each func's file, and of each group its package, -1 at packages. */
  readonly fileOf: Int32Array
  readonly packageOf: Int32Array
}

/** Groups funcs by package and file. Does not depend on any filter and is kept with the recording. O(funcs). */
export const groupFuncs = keptWith(findGroups)

function findGroups(shared: Shared): FuncGroups {
  const { strings, funcs, sources } = shared
  const names: string[] = []
  const packageOf: number[] = []
  const packages = new Map<string, number>()
  const files = new Map<string, number>()
  const fileOf = new Int32Array(funcs.length)
  const add = (table: Map<string, number>, key: string, group: { name: string; under: number }) => {
    let index = table.get(key)
    if (index === undefined) {
      index = names.length
      table.set(key, index)
      names.push(group.name)
      packageOf.push(group.under)
    }
    return index
  }
  for (let func = 0; func < funcs.length; func++) {
    const owner = packageOfFunc(shared, func)
    const source = funcs.source[func]!
    const under = add(packages, owner, { name: owner, under: -1 })
    const file = source === -1 ? '' : baseName(strings[sources.path[source]!]!)
    // A file outside of any folder is its own package.
    const name = file === owner ? '' : file
    fileOf[func] = add(files, `${under} ${source}`, { name, under })
  }
  return { names, fileOf, packageOf: Int32Array.from(packageOf) }
}

/**
 * Packages, their files, the functions in them: each func once, as large as its self cost, so that all add up to the whole.
 * The `func` of a node is the func, or -1 - g for the group g. Where a package has no files its funcs stand in it.
 * `self` has one entry a func. O(funcs).
 */
export function computePackageTree(groups: FuncGroups, self: Float64Array): CallTree {
  const { names, fileOf, packageOf } = groups
  const nodes = names.length
  const prefix = new Int32Array(nodes + self.length)
  const func = new Int32Array(nodes + self.length)
  const own = new Float64Array(nodes + self.length)
  // A package stands in the list before its files: parents before children.
  for (let group = 0; group < nodes; group++) {
    prefix[group] = packageOf[group]!
    func[group] = -1 - group
  }
  for (let f = 0; f < self.length; f++) {
    const file = fileOf[f]!
    prefix[nodes + f] = names[file] === '' ? packageOf[file]! : file
    func[nodes + f] = f
    own[nodes + f] = self[f]!
  }
  return orderCallTree({ length: prefix.length, prefix, func, self: own })
}
