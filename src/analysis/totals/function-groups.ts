import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { findComponents, numberCycles } from '../call-graph/components.ts'
import { graphOfCalls } from '../call-graph/from-calls.ts'
import { classOfName } from '../functions/class-of-name.ts'
import { packageOfFunc } from '../functions/packages.ts'
import { computeCallNodes } from '../tree/call-nodes.ts'

/** What functions can be grouped by. */
export const GROUPINGS = ['file', 'module', 'library', 'class', 'cycle'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** The group of every func. */
export interface FunctionGroups {
  /** Index into `names`; an entry a func. */
  readonly groupOf: Int32Array
  readonly names: readonly string[]
}

const NONE: Readonly<Record<Grouping, string>> = {
  file: '(no source file)',
  module: '(no module)',
  library: '(no binary)',
  class: '(no class)',
  cycle: '(in no cycle)',
}

/**
 * Puts functions into groups: by source file; by module (the package or library, see `packages.ts`); by binary; by the
 * class or namespace in their names; by the cycle of calls they are in (`<cycle 1>` … as in the call graph). O(funcs), for
 * cycles O(stacks) or O(edges).
 */
export function groupFunctions(recording: Recording, grouping: Grouping): FunctionGroups {
  const { shared } = recording
  const nameOf =
    grouping === 'cycle' ? cycleNames(recording) : (func: number) => groupName(recording, func, grouping)
  const names: string[] = []
  const index = new Map<string, number>()
  const groupOf = new Int32Array(shared.funcs.length)
  for (let func = 0; func < groupOf.length; func++) {
    const name = nameOf(func) || NONE[grouping]
    let group = index.get(name)
    if (group === undefined) {
      group = names.length
      index.set(name, group)
      names.push(name)
    }
    groupOf[func] = group
  }
  return { groupOf, names }
}

function groupName({ shared }: Recording, func: number, grouping: Exclude<Grouping, 'cycle'>): string {
  const { strings, funcs, sources, libs } = shared
  if (grouping === 'module') return packageOfFunc(shared, func)
  if (grouping === 'class') return classOfName(strings[funcs.name[func]!]!)
  if (grouping === 'file') {
    const source = funcs.source[func]!
    return source === -1 ? '' : strings[sources.path[source]!]!
  }
  const lib = funcs.lib[func]!
  if (lib !== -1) return strings[libs.path[lib]!]! || strings[libs.name[lib]!]!
  return funcs.kind[func] === FuncKind.kernel ? '[kernel]' : ''
}

function cycleNames(recording: Recording): (func: number) => string {
  const cycle = cyclesOf(recording)
  return func => (cycle[func] === 0 ? '' : `<cycle ${cycle[func]}>`)
}

/** Per func the number of its cycle, from 1; 0 none. */
function cyclesOf({ shared, stacks, calls }: Recording): Int32Array {
  const cycle = new Int32Array(shared.funcs.length)
  if (stacks === null && calls !== null && calls.valueTypes.length > 0) {
    const { nodes } = graphOfCalls(calls, 0)
    for (let node = 0; node < nodes.length; node++) cycle[nodes.func[node]!] = nodes.cycle[node]!
    return cycle
  }
  const { prefix, func } = computeCallNodes(shared)
  const called = Int32Array.from(prefix.keys()).filter(node => prefix[node] !== -1)
  const caller = called.map(node => func[prefix[node]!]!)
  const callee = called.map(node => func[node]!)
  return numberCycles(findComponents(shared.funcs.length, caller, callee)).cycle
}
