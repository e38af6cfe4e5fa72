import { packageOfFunc } from '../../analysis/functions/packages.ts'
import type { Shared } from '../../model/recording.ts'
import type { CallGraphNodes } from './answer.ts'

/** What functions of a call graph can stand together by: source file, package or folder, binary. */
export const GRAPH_GROUPINGS = ['file', 'module', 'library'] as const

/** One of {@link GRAPH_GROUPINGS}. */
export type GraphGrouping = (typeof GRAPH_GROUPINGS)[number]

/** The groups of a call graph's nodes. */
export interface GraphGroups {
  /** Per node its group, from 0; -1 none. */
  readonly group: Int32Array
  readonly names: readonly string[]
}

/** Groups the nodes of a call graph. What has no file (no binary) is in no group, nor is a node that stands for a cycle.
 *  O(nodes). */
export function groupNodes(nodes: CallGraphNodes, shared: Shared, by: GraphGrouping): GraphGroups {
  const numbers = new Map<string, number>()
  const group = Int32Array.from({ length: nodes.length }, (_, node) => {
    const name = groupOf(nodes, shared, { node, by })
    if (name === '') return -1
    const known = numbers.get(name)
    if (known === undefined) numbers.set(name, numbers.size)
    return known ?? numbers.size - 1
  })
  return { group, names: [...numbers.keys()] }
}

function groupOf(
  nodes: CallGraphNodes,
  shared: Shared,
  { node, by }: { node: number; by: GraphGrouping },
): string {
  if (by === 'file') return nodes.file[node] ?? ''
  const func = nodes.func[node]!
  if (func < 0) return ''
  if (by === 'module') return packageOfFunc(shared, func)
  const lib = shared.funcs.lib[func]!
  return lib === -1 ? '' : shared.strings[shared.libs.path[lib]!]!
}
