import { compileGlob } from '../../analysis/call-graph/glob.ts'
import type { CallGraph } from '../../analysis/call-graph/graph.ts'
import { type KeptGraph, keepReachable, pruneGraph } from '../../analysis/call-graph/prune.ts'
import { UsageError } from '../../base/errors.ts'
import type { GraphSource } from './answer.ts'

/** What of a call graph is shown. */
export interface GraphLimits {
  /** Shares in [0, 1]; nodes and edges below are left out. 0.005 and 0.001 where absent, as gprof2dot has them. */
  readonly nodeThreshold?: number
  readonly edgeThreshold?: number
  /** Patterns (fnmatch) of names: only what functions that match lead to, and only what leads to functions that match. Functions
   *  below the threshold do not match. */
  readonly root?: string
  readonly leaf?: string
  /** Edges from the root or leaf on; below 0 any number. */
  readonly depth?: number
  /** A root or leaf that no function matches leaves nothing; it is an error where absent. */
  readonly isMatchOptional?: boolean
  /** Functions whose file begins with none of these, or whose module has none of them in it, are left out. */
  readonly paths?: readonly string[]
  /** Colour nodes by their own cost. */
  readonly isBySelf?: boolean
}

/** Thresholds and paths alone. */
export function pruneOnly(
  graph: CallGraph,
  { names }: Pick<GraphSource, 'names'>,
  limits: GraphLimits,
): KeptGraph {
  const { paths } = limits
  const isOutside = (node: number) => {
    const func = graph.nodes.func[node]!
    if (func === -1) return false
    const { file, module } = names.describe(func, node)
    if (file !== null && file !== '') return !paths!.some(path => file.startsWith(path))
    return module !== null && module !== '' && !paths!.some(path => module.includes(path))
  }
  return pruneGraph(graph, {
    nodeThreshold: limits.nodeThreshold ?? 0.005,
    edgeThreshold: limits.edgeThreshold ?? 0.001,
    ...(paths === undefined || paths.length === 0 ? {} : { isOutside }),
  })
}

/** Thresholds and paths, then what is reached from roots, then what reaches leaves. @throws UsageError if no function matches. */
export function limitGraph(
  graph: CallGraph,
  source: Pick<GraphSource, 'names'>,
  limits: GraphLimits,
): KeptGraph {
  let kept = pruneOnly(graph, source, limits)
  const depth = limits.depth ?? -1
  if (limits.root !== undefined && limits.root !== '') {
    const from = matching(limits.root, 'root', { graph, kept, source, limits })
    kept = keepReachable(graph, kept, { from, direction: 'down', depth })
  }
  if (limits.leaf !== undefined && limits.leaf !== '') {
    const from = matching(limits.leaf, 'leaf', { graph, kept, source, limits })
    kept = keepReachable(graph, kept, { from, direction: 'up', depth })
  }
  return kept
}

/** What a function may be asked for by: its name, with its module before it, and as gprof2dot calls those of Python: the module
 *  without its ending ("parse:12:main"), "~:0" where there is none. */
function longNames(name: string, module: string | null): string[] {
  const bare = module === null ? '~:0' : module.replace(/\.[^.:]+(?=(:\d+)?$)/, '')
  return [name, `${module ?? ''}:${name}`, `${bare}:${name}`]
}

function matching(
  pattern: string,
  role: 'root' | 'leaf',
  {
    graph,
    kept,
    source,
    limits,
  }: { graph: CallGraph; kept: KeptGraph; source: Pick<GraphSource, 'names'>; limits: GraphLimits },
): number[] {
  const matches = compileGlob(pattern)
  const { describe, rank } = source.names
  const found: number[] = []
  const lastOfName = new Map<string, number>()
  for (let node = 0; node < graph.nodes.length; node++) {
    if (kept.nodes[node] === 0) continue
    const { name, module } = describe(graph.nodes.func[node]!, node)
    if (rank === undefined) {
      if (longNames(name, module).some(matches)) found.push(node)
    } else if (matches(name)) {
      const other = lastOfName.get(name)
      if (other === undefined || rank[node]! > rank[other]!) lastOfName.set(name, node)
    }
  }
  found.push(...lastOfName.values())
  if (found.length > 0 || limits.isMatchOptional === true) return found
  throw new UsageError(
    `No function matches the ${role} "${pattern}"`,
    'It may be below the threshold: -n 0 -e 0 keeps all functions, --list-functions "*" lists those that are left',
  )
}
