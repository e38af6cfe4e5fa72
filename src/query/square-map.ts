import { computeCallNodes } from '../analysis/call-nodes.ts'
import { type CallTree, computeCallTree } from '../analysis/call-tree.ts'
import { estimateCallTree } from '../analysis/estimated-tree.ts'
import { stackWeights } from '../analysis/filter-samples.ts'
import { computeCalleeTree, computeCallerTree } from '../analysis/func-trees.ts'
import { computeFunctionTotals } from '../analysis/function-totals.ts'
import type { SquareMapBoxes } from '../analysis/square-map/box-columns.ts'
import { layoutSquareMap, type SquareMapOptions } from '../analysis/square-map/layout.ts'
import { followPath, type MapTree, makeMapTree } from '../analysis/square-map/map-tree.ts'
import { computePackageTree, groupFuncs } from '../analysis/square-map/package-tree.ts'
import type { CallsPart, Recording, ValueType } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { Filter } from './filter.ts'

/** What a box in a box means: called by it (from all roots); part of it (package, file, function); who called a function; or
 *  what a function called. */
export const MAP_GROUPINGS = ['calls', 'packages', 'callers', 'callees'] as const
/** One of {@link MAP_GROUPINGS}. */
export type MapGrouping = (typeof MAP_GROUPINGS)[number]

/** Which tree to draw. */
export interface MapTreeOptions {
  readonly filter?: Filter
  readonly by?: MapGrouping
  /** The function of a caller or callee map. */
  readonly func?: FuncIndex
}

/** The tree of a square map with what is to be said about it. */
export interface MapTreeAnswer extends MapTree {
  readonly by: MapGrouping
  readonly valueType: ValueType
  /** Sum of all that the filter kept: what shares are of. In a caller or callee map more than `total`. */
  readonly whole: number
  /** Names of groups: a node whose `func` is -1 - g is the group g. */
  readonly groups: readonly string[]
  /** Whether the split by caller is an estimate (the recording has only a call graph). */
  readonly isEstimated: boolean
  /** Whether the least of very many callers was not split any further. */
  readonly isTruncated: boolean
}

/** A square map: boxes with their figures. Columns of figures have an entry a box, in the value type's unit. */
export interface SquareMapAnswer {
  readonly boxes: SquareMapBoxes
  /** What each box is: a func, -1 - g for the group g, and the same for the wrappers in it: those of box i are
   *  `chain[chainStart[i]] … chain[chainStart[i + 1] - 1]`, the outermost first, the box's own last. Boxes without a node
   *  have none. */
  readonly chainStart: Int32Array
  readonly chain: Int32Array
  /** NaN in boxes without a node. In a caller map: what had no caller beyond. */
  readonly self: Float64Array
  readonly total: Float64Array
  /** The way from the outermost node to the one that fills the map; empty when that is all. */
  readonly way: readonly number[]
  readonly by: MapGrouping
  readonly valueType: ValueType
  readonly whole: number
  /** What fills the map. */
  readonly shown: number
  /** Nodes of the whole tree, and those of them that weigh less than nothing and so have no room. */
  readonly nodes: number
  readonly negative: number
  readonly groups: readonly string[]
  readonly isEstimated: boolean
  readonly isTruncated: boolean
}

/**
 * The tree that a square map is drawn of. A recording that has only a call graph gives an estimate of who spent what for
 * whom (its packages are exact), and the filter can then only choose the value type. O(samples + stacks).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type or func.
 */
export function queryMapTree(recording: Recording, options: MapTreeOptions = {}): MapTreeAnswer {
  const { filter = {}, by = 'calls', func = -1 } = options
  const { shared, stacks, calls } = recording
  const isOfFunc = by === 'callers' || by === 'callees'
  if (isOfFunc && !(Number.isInteger(func) && func >= 0 && func < shared.funcs.length)) {
    throw new RangeError(`Func ${func} of ${shared.funcs.length}`)
  }
  if (stacks === null) return callGraphTree(recording, calls, { filter, by, func })
  const { valueType: index, weights, total } = stackWeights(recording, filter)
  const nodes = computeCallNodes(shared)
  const about = { by, valueType: stacks.valueTypes[index]!, whole: total, isEstimated: false }
  if (by === 'packages') {
    const groups = groupFuncs(shared)
    const tree = computePackageTree(groups, computeFunctionTotals(shared, weights).self)
    return answer(tree, { ...about, groups: groups.names })
  }
  if (by === 'callers') return answer(computeCallerTree(nodes, weights, func), about)
  if (by === 'callees') return answer(computeCalleeTree(nodes, weights, func), about)
  return answer(computeCallTree(nodes, weights), about)
}

function callGraphTree(
  { shared }: Recording,
  part: CallsPart | null,
  { filter, by, func }: Required<MapTreeOptions>,
): MapTreeAnswer {
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const self = new Float64Array(shared.funcs.length)
  let whole = 0
  for (const [row, cost] of part.self[index]!.entries()) {
    if (Number.isNaN(cost)) continue
    self[part.rows.func[row]!]! += cost
    whole += cost
  }
  const about = { by, valueType, whole, isEstimated: by !== 'packages' }
  if (by === 'packages') {
    const groups = groupFuncs(shared)
    return answer(computePackageTree(groups, self), { ...about, groups: groups.names })
  }
  if (by === 'calls') return answer(estimateCallTree(part, index), about)
  const row = part.rows.func.indexOf(func)
  const tree = estimateCallTree(part, index, { row, isInverted: by === 'callers' })
  return answer(tree, about)
}

function answer(
  tree: CallTree & { readonly isTruncated?: boolean },
  about: Pick<MapTreeAnswer, 'by' | 'valueType' | 'whole' | 'isEstimated'> & { groups?: readonly string[] },
): MapTreeAnswer {
  return { groups: [], isTruncated: false, ...makeMapTree(tree), ...about }
}

/**
 * Lays a tree out as a square map; `path` leads from an outermost node to the one that fills it (see
 * {@link SquareMapAnswer.way}), as far as there is such a way. O(boxes and their siblings).
 */
export function querySquareMap(
  tree: MapTreeAnswer,
  options: Omit<SquareMapOptions, 'root'> & { readonly path?: readonly number[] },
): SquareMapAnswer {
  const root = followPath(tree, options.path ?? [])
  // The function whose callers or callees these are has a box of its own.
  const joinsRoots = tree.by === 'calls' || tree.by === 'packages' || root !== -1
  const boxes = layoutSquareMap(tree, { joinsRoots, ...options, root })
  const { by, valueType, whole, groups, isEstimated, isTruncated, negative } = tree
  return {
    boxes,
    ...chainsOf(tree, boxes),
    self: figuresOf(boxes, tree.self),
    total: figuresOf(boxes, tree.totals),
    way: wayTo(tree, root),
    shown: root === -1 ? tree.total : tree.totals[root]!,
    nodes: tree.length,
    ...{ by, valueType, whole, groups, isEstimated, isTruncated, negative },
  }
}

function figuresOf({ length, node }: SquareMapBoxes, values: Float64Array): Float64Array {
  const figures = new Float64Array(length).fill(Number.NaN)
  for (let box = 0; box < length; box++) if (node[box] !== -1) figures[box] = values[node[box]!]!
  return figures
}

function wayTo(tree: MapTree, node: number): number[] {
  const way: number[] = []
  for (let at = node; at !== -1; at = tree.prefix[at]!) way.push(tree.func[at]!)
  return way.reverse()
}

function chainsOf(
  tree: MapTree,
  { length, node, head }: SquareMapBoxes,
): { chainStart: Int32Array; chain: Int32Array } {
  const chainStart = new Int32Array(length + 1)
  for (let box = 0; box < length; box++) {
    let size = 0
    if (node[box] !== -1) {
      size = 1
      for (let at = node[box]!; at !== head[box]; at = tree.prefix[at]!) size++
    }
    chainStart[box + 1] = chainStart[box]! + size
  }
  const chain = new Int32Array(chainStart[length]!)
  for (let box = 0; box < length; box++) {
    let at = node[box]!
    for (let i = chainStart[box + 1]! - 1; i >= chainStart[box]!; i--) {
      chain[i] = tree.func[at]!
      at = tree.prefix[at]!
    }
  }
  return { chainStart, chain }
}
