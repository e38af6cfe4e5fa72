import { baseCalls } from '../../analysis/difference/base-calls.ts'
import { baseColumn } from '../../analysis/difference/value-pairs.ts'
import { stackWeights } from '../../analysis/filter-samples.ts'
import { computeCallNodes } from '../../analysis/tree/call-nodes.ts'
import { computeChildren } from '../../analysis/tree/children.ts'
import { estimateCallTree } from '../../analysis/tree/estimated-tree.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../filter/filter.ts'
import { wholeOfCalls } from './functions.ts'

/** The most expensive stack: from a root, always on into what costs most. Columns have `length` entries, outermost first. */
export interface HotStackAnswer {
  readonly valueType: ValueType
  /** The func that every stack considered has in it, -1 any. */
  readonly func: FuncIndex
  /** What shares are of. */
  readonly whole: number
  /** What all stacks with the func cost; all where it is -1. */
  readonly total: number
  /** Whether costs were worked out from a call graph, which does not say what was called through what. */
  readonly isEstimated: boolean
  readonly length: number
  readonly funcs: Int32Array
  /** What the stacks cost that begin with this one and all before it (of those that have the func); it never rises where nothing is
   *  below zero, and is below zero at the end where everything is. In an estimate, above the func: what the func cost when called this way from here on. */
  readonly totals: Float64Array
  /** The part of it that ended here. */
  readonly self: Float64Array
  /** What the base's stacks cost that begin the same, brought to the recording's scale, and its whole; null without a base. */
  readonly difference: { readonly totals: Float64Array; readonly whole: number } | null
}

/** Whether everything is below zero, so that no stack costs anything. */
export function hasShrunk({ totals, length, difference }: HotStackAnswer): boolean {
  return difference === null && length > 0 && totals[length - 1]! < 0
}

/** A tree to walk down: parents before children. */
interface Tree {
  readonly length: number
  readonly prefix: Int32Array
  readonly func: Int32Array
  readonly self: Float64Array
}

/**
 * KCachegrind's "top cost call stack": of the stacks that have `func` in them (of all where it is absent), from the root
 * always on into the callee that costs most, until more ended where it is than goes on any one way. Where everything is below zero
 * it is the stack that shrank most. Exact where there are
 * stacks. Of a call graph the callers of a func are followed up and its callees down, by an estimate. O(samples + stacks).
 * @throws TypeError if the recording has neither stacks nor calls, RangeError if it has no such func or value type.
 */
export function queryHotStack(
  recording: Recording,
  { func = -1, filter = {} }: { func?: FuncIndex; filter?: Filter } = {},
): HotStackAnswer {
  const { shared, stacks, calls } = recording
  if (!Number.isInteger(func) || func < -1 || func >= shared.funcs.length) {
    throw new RangeError(`Func ${func} of ${shared.funcs.length}`)
  }
  if (stacks !== null) {
    const { valueType, weights, total, whole } = stackWeights(recording, filter)
    const nodes = computeCallNodes(shared)
    const base = baseColumn(stacks.valueTypes, valueType)
    const under = base && stackWeights(recording, { ...filter, valueType: base.index })
    const has = new Uint8Array(nodes.length)
    for (let node = 0; node < nodes.length; node++) {
      const parent = nodes.prefix[node]!
      has[node] = func === -1 || nodes.func[node] === func || (parent !== -1 && has[parent] === 1) ? 1 : 0
    }
    const selfOf = (column: Float64Array) => {
      const self = new Float64Array(nodes.length)
      for (let stack = 0; stack < column.length; stack++) {
        const node = nodes.nodeOfStack[stack]!
        if (has[node] === 1) self[node]! += column[stack]!
      }
      return self
    }
    const self = selfOf(weights)
    const baseSelf = under && selfOf(under.weights)
    const ofFunc = func === -1 ? total : self.reduce((sum, weight) => sum + weight, 0)
    // What is gone is shown as it was.
    const isGone = baseSelf !== null && ofFunc === 0
    const totals = totalsOf({ ...nodes, self })
    const baseTotals = baseSelf && totalsOf({ ...nodes, self: baseSelf })
    const steps = isGone
      ? hottestOf({ ...nodes, self: baseSelf }, func, baseTotals!)
      : hottestOf({ ...nodes, self }, func, totals)
    return {
      ...{ valueType: stacks.valueTypes[valueType]!, func, whole, total: ofFunc, isEstimated: false },
      ...columns(steps.map(step => ({ ...step, total: totals[step.node]!, self: self[step.node]! }))),
      difference: baseTotals && {
        totals: Float64Array.from(steps, step => base!.scale * baseTotals[step.node]!),
        whole: base!.scale * under!.whole,
      },
    }
  }
  if (calls === null) throw new TypeError('The recording has neither stacks nor a call graph')
  return ofCalls(calls, { func, index: filter.valueType ?? 0 })
}

function ofCalls(part: CallsPart, { func, index }: { func: FuncIndex; index: number }): HotStackAnswer {
  const valueType = part.valueTypes[index]
  if (valueType === undefined) throw new RangeError(`Value type ${index} of ${part.valueTypes.length}`)
  const { total: sum, size: whole } = wholeOfCalls(part, index)
  const about = { valueType, func, whole, isEstimated: true }
  const row = part.rows.func.indexOf(func)
  if (func !== -1 && row === -1) throw new RangeError(`Func ${func} is not in the call graph`)
  const base = baseColumn(part.valueTypes, index)
  const treesOf = (of: CallsPart, column: number): readonly Tree[] =>
    func === -1
      ? [estimateCallTree(of, column)]
      : [estimateCallTree(of, column, { row, isInverted: true }), estimateCallTree(of, column, { row })]
  const own = treesOf(part, index)
  const under = base === null ? [] : treesOf(baseCalls(part), base.index)
  const total = func === -1 ? sum : part.total[index]![row]!
  // What is gone is shown as it was.
  const isGone = base !== null && total === 0
  const paths = (isGone ? under : own).map(tree => hottestOf(tree, -1))
  const stepsOf = (trees: readonly Tree[]) => joinPaths(paths.map((path, i) => alongPath(trees[i]!, path)))
  const steps = stepsOf(own)
  if (base === null) return { ...about, total, ...columns(steps), difference: null }
  const difference = {
    totals: Float64Array.from(stepsOf(under), step => base.scale * step.total),
    whole: base.scale * wholeOfCalls(part, base.index).size,
  }
  return { ...about, total, ...columns(steps), difference }
}

/** One path of the way up from a func, turned round, and the way down from it. */
function joinPaths(paths: readonly (readonly Step[])[]): readonly Step[] {
  const [up, down] = paths
  if (down === undefined) return up!
  const above = up!
    .slice(1)
    .reverse()
    .map(step => ({ ...step, self: 0 }))
  return [...above, ...down]
}

/** What a tree has of a path through another one with the same funcs; nothing from where it goes another way. */
function alongPath(tree: Tree, path: readonly Step[]): Step[] {
  const total = totalsOf(tree)
  const { start, child } = computeChildren(tree.prefix)
  let at = -1
  let isLost = false
  return path.map(({ func }) => {
    const [from, to] = isLost ? [0, 0] : [start[at + 1]!, start[at + 2]!]
    const found = child.subarray(from, to).find(node => tree.func[node] === func)
    if (found === undefined) {
      isLost = true
      return { node: -1, func, total: 0, self: 0 }
    }
    at = found
    return { node: at, func, total: total[at]!, self: tree.self[at]! }
  })
}

interface Step {
  readonly node: number
  readonly func: number
  readonly total: number
  readonly self: number
}

/** The heaviest path; where no root weighs more than nothing the way to what does, and where nothing does to what is least. */
function hottestOf(tree: Tree, func: FuncIndex, total = totalsOf(tree)): Step[] {
  const steps = hottestPath(tree, func, total)
  if (steps.length > 0 || !tree.self.some(weight => weight < 0)) return steps
  const isAnyAbove = tree.self.some(weight => weight > 0)
  const self = tree.self.map(weight => (isAnyAbove ? Math.max(0, weight) : -weight))
  return hottestPath({ ...tree, self }, func)
}

/** From a root into the heaviest child, as long as that weighs more than what ended in the node; past `func` at least. */
function hottestPath(tree: Tree, func: FuncIndex, total = totalsOf(tree)): Step[] {
  const { length, prefix } = tree
  // Entry n + 1 is the heaviest child of node n, entry 0 the heaviest root; -1 where none weighs anything.
  const heaviest = new Int32Array(length + 1).fill(-1)
  for (let node = 0; node < length; node++) {
    const parent = prefix[node]! + 1
    const other = heaviest[parent]!
    if (total[node]! > (other === -1 ? 0 : total[other]!)) heaviest[parent] = node
  }
  const steps: Step[] = []
  let isPast = func === -1
  for (let at = -1; ; ) {
    const best = heaviest[at + 1]!
    if (best === -1 || (at !== -1 && isPast && tree.self[at]! > total[best]!)) return steps
    at = best
    if (tree.func[at] === func) isPast = true
    steps.push({ node: at, func: tree.func[at]!, total: total[at]!, self: tree.self[at]! })
  }
}

function totalsOf({ length, prefix, self }: Pick<Tree, 'length' | 'prefix' | 'self'>): Float64Array {
  const total = Float64Array.from(self)
  for (let node = length - 1; node >= 0; node--) {
    const parent = prefix[node]!
    if (parent !== -1) total[parent]! += total[node]!
  }
  return total
}

function columns(steps: readonly Step[]): Pick<HotStackAnswer, 'length' | 'funcs' | 'totals' | 'self'> {
  return {
    length: steps.length,
    funcs: Int32Array.from(steps, step => step.func),
    totals: Float64Array.from(steps, step => step.total),
    self: Float64Array.from(steps, step => step.self),
  }
}
