import type { Shared } from '../../model/recording.ts'
import { type CallNodes, computeCallNodes } from '../tree/call-nodes.ts'
import { findComponents, numberCycles } from './components.ts'
import { type CallGraph, membersOf, sharesOf } from './graph.ts'
import { type GroupFigures, sumGroups } from './sum-groups.ts'

/** What {@link graphOfStacks} is asked. */
export interface StackGraphOptions {
  /** What shares are of. */
  readonly whole: number
  /** Whether functions that call each other in a ring become one node. */
  readonly isCollapsed: boolean
  /** Per func 1 where it may be a node; what the others call is called by their callers. All where absent. */
  readonly isKept?: Uint8Array
  /** Weights of stacks that say which nodes and edges there are; those that are summed where absent. */
  readonly support?: Float64Array
}

/**
 * The call graph of stacks under their weights (one entry per row of `shared.stacks`). Every figure is counted from the
 * samples: totals hold whatever recursion there is, and nothing is apportioned. Nodes stand in the order of the funcs,
 * cycles after them. O(stacks).
 */
export function graphOfStacks(shared: Shared, weights: Float64Array, options: StackGraphOptions): CallGraph {
  const tree = computeCallNodes(shared)
  const self = new Float64Array(tree.length)
  for (let stack = 0; stack < weights.length; stack++) self[tree.nodeOfStack[stack]!]! += weights[stack]!
  const support = options.support === undefined ? {} : { support: supportOf(tree, options.support) }
  const funcs = shared.funcs.length
  const { isKept } = options
  const groupOf = Int32Array.from({ length: funcs }, (_, func) => (isKept?.[func] === 0 ? -1 : func))
  const plain = sumGroups({
    ...{ prefix: tree.prefix, self, ...support, groups: funcs, isClosed: new Uint8Array(funcs) },
    group: tree.func.map(func => groupOf[func]!),
  })
  const { cycle, count } = numberCycles(findComponents(funcs, plain.caller, plain.callee))
  const members = membersOf(cycle, count, func => func)
  if (!options.isCollapsed || count === 0) {
    const func = Int32Array.from({ length: funcs }, (_, index) => index)
    return graphOf(plain, { func, cycle, whole: options.whole, members })
  }
  return collapsed({ tree, self, ...support, groupOf }, { cycle, members, whole: options.whole })
}

function supportOf(tree: CallNodes, weights: Float64Array): Float64Array {
  const support = new Float64Array(tree.length)
  for (let stack = 0; stack < weights.length; stack++) support[tree.nodeOfStack[stack]!]! += weights[stack]!
  return support
}

interface FuncGroups {
  readonly tree: CallNodes
  readonly self: Float64Array
  readonly support?: Float64Array
  /** Per func its group, -1 none. */
  readonly groupOf: Int32Array
}

/** Each cycle as one group after those of the funcs, counted anew: a sample counts once however often it goes round. */
function collapsed(
  { tree, self, groupOf, ...support }: FuncGroups,
  { cycle, members, whole }: { cycle: Int32Array; members: number[][]; whole: number },
): CallGraph {
  const funcs = groupOf.length
  const groups = funcs + members.length
  const own = groupOf.map((group, func) =>
    cycle[func] === 0 || group === -1 ? group : funcs + cycle[func]! - 1,
  )
  const isClosed = new Uint8Array(groups).fill(1, funcs)
  const figures = sumGroups({
    ...{ prefix: tree.prefix, self, ...support, groups, isClosed },
    group: tree.func.map(func => own[func]!),
  })
  return graphOf(figures, {
    func: Int32Array.from({ length: groups }, (_, group) => (group < funcs ? group : -1)),
    cycle: Int32Array.from({ length: groups }, (_, group) => (group < funcs ? 0 : group - funcs + 1)),
    ...{ whole, members },
  })
}

/** The groups that any sample has, as the nodes of a graph. */
function graphOf(
  figures: GroupFigures,
  about: { func: Int32Array; cycle: Int32Array; whole: number; members: number[][] },
): CallGraph {
  const { isUsed } = figures
  const used = Int32Array.from(isUsed.keys()).filter(group => isUsed[group] === 1)
  const nodeOf = new Int32Array(isUsed.length).fill(-1)
  for (const [node, group] of used.entries()) nodeOf[group] = node
  const take = (column: Float64Array) => Float64Array.from(used, group => column[group]!)
  const [self, total] = [take(figures.self), take(figures.total)]
  const edges = figures.caller.length
  return {
    ...{ whole: about.whole, cycles: about.members.length, members: about.members },
    nodes: {
      length: used.length,
      func: Int32Array.from(used, group => about.func[group]!),
      cycle: Int32Array.from(used, group => about.cycle[group]!),
      ...{ self, total, calls: new Float64Array(used.length).fill(Number.NaN) },
      selfShare: sharesOf(self, about.whole),
      totalShare: sharesOf(total, about.whole),
    },
    edges: {
      length: edges,
      caller: figures.caller.map(group => nodeOf[group]!),
      callee: figures.callee.map(group => nodeOf[group]!),
      total: figures.edgeTotal,
      calls: new Float64Array(edges).fill(Number.NaN),
      share: sharesOf(figures.edgeTotal, about.whole),
      isResidual: figures.isResidual,
    },
  }
}
