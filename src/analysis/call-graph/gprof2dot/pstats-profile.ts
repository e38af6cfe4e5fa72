import { addTo } from '../../../base/growable.ts'
import type { Recording } from '../../../model/recording.ts'
import { edgesBy } from '../components.ts'
import { type CallsRecording, withCalls } from './call-profiles.ts'
import { baseName, type Profile, ProfileBuilder } from './profile.ts'
import { ratio } from './ratios.ts'

/** Where a file says something of a function: its place among the files, and the row. */
type Entry = readonly [file: number, row: number]

/** pstats: `module:line:name`, numbered as they come: a function, then its callers in all files. Totals are the files'; of edges
 *  the calls are the primitive ones. A caller of which only the number of calls is known gets that share of the total. */
export function pstatsProfile(recordings: readonly Recording[]): Profile {
  const files = inOrderOfStats(withCalls(recordings))
  const builder = new ProfileBuilder()
  /** Callee by edge. */
  const countOnly = new Map<number, number>()
  const into = files.map(({ calls }) => edgesBy(calls.edges.callee, calls.rows.length))
  const functionOf = files.map(({ shared, calls: { rows } }) => {
    const known = new Int32Array(rows.length).fill(-1)
    return (row: number) => {
      if (known[row] === -1) known[row] = pstatsFunction(builder, shared, rows.func[row]!)
      return known[row]!
    }
  })
  for (const entries of entriesByFunction(files)) {
    for (const [file, row] of entries) {
      const { rows, edges, self, total, edgeTotal } = files[file]!.calls
      const own = functionOf[file]!(row)
      addTo(builder.called, own, rows.calls[row]!)
      builder.self.set(own, builder.self.get(own) + self[0]![row]!)
      builder.total.set(own, builder.total.get(own) + total[0]![row]!)
      const { start, edge: edgesInto } = into[file]!
      for (let i = start[row]!; i < start[row + 1]!; i++) {
        const at = edgesInto[i]!
        const edge = builder.edge(functionOf[file]!(edges.caller[at]!), own)
        if (Number.isNaN(edgeTotal[0]![at]!)) {
          addTo(builder.calls, edge, edges.calls[at]!)
          countOnly.set(edge, own)
        } else {
          addTo(builder.calls, edge, edges.primitiveCalls[at]!)
          addTo(builder.edgeTotal, edge, edgeTotal[0]![at]!)
        }
      }
    }
  }
  for (const [edge, own] of countOnly) {
    const share = ratio(builder.calls.get(edge), builder.called.get(own))
    addTo(builder.edgeTotal, edge, share * builder.total.get(own))
  }
  const leastTotal = builder.self.finish().reduce((sum, value) => sum + value, 0)
  return numbered(builder.finish({ method: 'given', measure: 'time', leastTotal }))
}

/** As pstats.Stats adds files up: the first, then the others from the last on. */
function inOrderOfStats(files: readonly CallsRecording[]): readonly CallsRecording[] {
  return [...files.slice(0, 1), ...files.slice(1).reverse()]
}

/** What the files say of each function that one of them has an entry for: functions as they come in the first file, then those
 *  that the next one adds. */
function entriesByFunction(files: readonly CallsRecording[]): Iterable<readonly Entry[]> {
  const byKey = new Map<string, Entry[]>()
  for (const [file, { shared, calls }] of files.entries()) {
    const { rows } = calls
    for (let row = 0; row < rows.length; row++) {
      if (Number.isNaN(rows.calls[row]!)) continue
      const { key } = placeOf(shared, rows.func[row]!)
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [[file, row]])
      else known.push([file, row])
    }
  }
  return byKey.values()
}

function pstatsFunction(builder: ProfileBuilder, shared: Recording['shared'], func: number): number {
  const { file, line, name, key } = placeOf(shared, func)
  return builder.function(key, () => ({
    ...{ module: null, process: null, file, func },
    name: `${baseName(withoutExtension(file))}:${line}:${name}`,
  }))
}

/** What pstats tells functions apart by. */
function placeOf({ strings, funcs, sources }: Recording['shared'], func: number) {
  const source = funcs.source[func]!
  const file = source === -1 ? '~' : strings[sources.path[source]!]!
  const line = funcs.line[func]!
  const name = strings[funcs.name[func]!]!
  return { file, line, name, key: `${line}\0${name}\0${file}` }
}

/** os.path.splitext(path)[0]: dots at the beginning of a name are of it. */
function withoutExtension(path: string): string {
  const name = baseName(path)
  const dot = name.lastIndexOf('.')
  return dot > 0 && /[^.]/.test(name.slice(0, dot)) ? path.slice(0, path.length - name.length + dot) : path
}

/** The same with numbers for keys, in the order in which functions came. */
function numbered(profile: Profile): Profile {
  return { ...profile, functions: profile.functions.map((own, key) => ({ ...own, key })) }
}
