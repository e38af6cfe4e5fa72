import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { type TreeDifference, uniteTrees, type Widths } from '../../analysis/difference/unite-trees.ts'
import { type BaseColumn, baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights, valueTypeOf } from '../../analysis/filter-samples.ts'
import type { SquareMapBoxes } from '../../analysis/square-map/box-columns.ts'
import { layoutSquareMap, type SquareMapOptions } from '../../analysis/square-map/layout.ts'
import { followPath, type MapTree, makeMapTree } from '../../analysis/square-map/map-tree.ts'
import { computePackageTree, groupFuncs } from '../../analysis/square-map/package-tree.ts'
import { computeFunctionTotals } from '../../analysis/totals/function-totals.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { type CallTree, computeCallTree } from '../../analysis/tree/call-tree.ts'
import { estimateCallTree } from '../../analysis/tree/estimated-tree.ts'
import { computeCalleeTree, computeCallerTree } from '../../analysis/tree/func-trees.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import { wholeOfCalls } from '../functions/functions.ts'
import { drawnWeights } from './drawn-weights.ts'

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
  /** Only for a recording with a base: what boxes are as large as; the larger of both costs by default. */
  readonly widths?: Widths
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
  /** Where a base was put under the recording: both figures of each node; `self` and `totals` are what boxes are as large
   *  as. Null elsewhere. */
  readonly difference: TreeDifference | null
  /** The base's whole, brought to scale; NaN where there is none. */
  readonly baseWhole: number
}

/** Both figures of the boxes of a difference; columns have an entry a box, NaN in boxes without a node. */
export interface MapDifference {
  readonly widths: Widths
  readonly self: Float64Array
  readonly total: Float64Array
  readonly baseSelf: Float64Array
  readonly baseTotal: Float64Array
  /** The base's whole. */
  readonly whole: number
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
  /** Nodes of the whole tree, and the stacks and nodes that weigh less than nothing and so have no room. */
  readonly nodes: number
  readonly negative: number
  readonly groups: readonly string[]
  readonly isEstimated: boolean
  readonly isTruncated: boolean
  /** Where a base was put under the recording; `self` and `total` are then what boxes are as large as. Null elsewhere. */
  readonly difference: MapDifference | null
}

/**
 * The tree that a square map is drawn of. A recording that has only a call graph gives an estimate of who spent what for
 * whom (its packages are exact), and the filter can then only choose the value type. O(samples + stacks).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such value type or func.
 */
export function queryMapTree(recording: Recording, options: MapTreeOptions = {}): MapTreeAnswer {
  const { filter = {}, by = 'calls', func = -1, widths = 'union' } = options
  const { shared, stacks, calls } = recording
  const isOfFunc = by === 'callers' || by === 'callees'
  if (isOfFunc && !(Number.isInteger(func) && func >= 0 && func < shared.funcs.length)) {
    throw new RangeError(`Func ${func} of ${shared.funcs.length}`)
  }
  if (stacks === null) return callGraphTree(recording, calls, { filter, by, func, widths })
  const base = baseColumn(stacks.valueTypes, valueTypeOf(stacks, filter))
  const found =
    base === null ? drawnWeights(recording, filter) : { ...stackWeights(recording, filter), below: 0 }
  const { valueType: index, weights, whole, below } = found
  const nodes = computeCallNodes(shared)
  const groups = by === 'packages' ? groupFuncs(shared) : null
  const about = {
    ...{ by, valueType: stacks.valueTypes[index]!, whole, isEstimated: false, widths },
    groups: groups?.names ?? [],
  }
  const treeOf = (column: Float64Array): SideTree => {
    if (groups !== null) return computePackageTree(groups, computeFunctionTotals(shared, column).self)
    if (by === 'callers') return computeCallerTree(nodes, column, func)
    if (by === 'callees') return computeCalleeTree(nodes, column, func)
    return computeCallTree(nodes, column)
  }
  if (base === null) {
    const drawn = answer(treeOf(weights), null, about)
    return { ...drawn, negative: drawn.negative + below }
  }
  const under = stackWeights(recording, { ...filter, valueType: base.index })
  return answer(treeOf(weights), { ...base, tree: treeOf(under.weights), whole: under.whole }, about)
}

type SideTree = CallTree & { readonly isTruncated?: boolean }

function callGraphTree(
  { shared }: Recording,
  part: CallsPart | null,
  { filter, by, func, widths }: Required<MapTreeOptions>,
): MapTreeAnswer {
  if (part === null) throw new TypeError('The recording has neither stacks nor a call graph')
  const index = filter.valueType ?? 0
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const groups = by === 'packages' ? groupFuncs(shared) : null
  const sideOf = (side: CallsPart, column: number): { tree: SideTree; whole: number } => {
    const { self, whole } = selfOfFuncs(side, column, shared.funcs.length)
    if (groups !== null) return { tree: computePackageTree(groups, self), whole }
    if (by === 'calls') return { tree: estimateCallTree(side, column), whole }
    const row = side.rows.func.indexOf(func)
    return { tree: estimateCallTree(side, column, { row, isInverted: by === 'callers' }), whole }
  }
  const own = sideOf(part, index)
  const base = baseColumn(part.valueTypes, index)
  const under = base === null ? null : { ...base, ...sideOf(baseCalls(part), base.index) }
  return answer(own.tree, under, {
    ...{ by, valueType, whole: own.whole, isEstimated: by !== 'packages', widths },
    groups: groups?.names ?? [],
  })
}

function selfOfFuncs(
  part: CallsPart,
  valueType: number,
  funcs: number,
): { self: Float64Array; whole: number } {
  const self = new Float64Array(funcs)
  for (const [row, cost] of part.self[valueType]!.entries()) {
    if (!Number.isNaN(cost)) self[part.rows.func[row]!]! += cost
  }
  return { self, whole: wholeOfCalls(part, valueType).size }
}

function answer(
  tree: SideTree,
  base: (BaseColumn & { readonly tree: SideTree; readonly whole: number }) | null,
  about: Pick<MapTreeAnswer, 'by' | 'valueType' | 'whole' | 'isEstimated' | 'groups'> & {
    readonly widths: Widths
  },
): MapTreeAnswer {
  const { widths, ...rest } = about
  if (base === null) {
    const isTruncated = tree.isTruncated ?? false
    return { ...makeMapTree(tree), ...rest, isTruncated, difference: null, baseWhole: Number.NaN }
  }
  const { difference, below, ...united } = uniteTrees(tree, base.tree, { scale: base.scale, widths })
  const isTruncated = tree.isTruncated === true || base.tree.isTruncated === true
  const baseWhole = base.scale * base.whole
  return { ...makeMapTree(united), ...rest, negative: below, isTruncated, difference, baseWhole }
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
    difference: mapDifference(tree, boxes),
  }
}

function mapDifference(
  { difference, baseWhole }: MapTreeAnswer,
  boxes: SquareMapBoxes,
): MapDifference | null {
  return (
    difference && {
      widths: difference.widths,
      self: figuresOf(boxes, difference.self),
      total: figuresOf(boxes, difference.totals),
      baseSelf: figuresOf(boxes, difference.baseSelf),
      baseTotal: figuresOf(boxes, difference.baseTotals),
      whole: baseWhole,
    }
  )
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
