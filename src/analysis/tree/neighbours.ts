import type { CallsPart, Shared } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import { computeNodeWeights, outermostNodes } from '../totals/node-weights.ts'
import { framesToWalk } from '../totals/walk-stacks.ts'
import { computeCallNodes } from './call-nodes.ts'

/** Callers or callees of one func. The row of func -1 is the self row. Columns have `length` entries; rows that cost
 *  nothing are left out, the self row never is. */
export interface NeighbourRows {
  readonly length: number
  readonly func: Int32Array
  readonly self: Float64Array
  readonly total: Float64Array
  /** NaN unknown. */
  readonly calls: Float64Array
  readonly primitiveCalls: Float64Array
}

export interface Neighbours {
  /** The func's own figures. */
  readonly self: number
  readonly total: number
  readonly callers: NeighbourRows
  readonly callees: NeighbourRows
}

interface Row {
  readonly func: number
  readonly self: number
  readonly total: number
  readonly calls: number
  readonly primitiveCalls: number
}

/**
 * Callers and callees of a func from the weights of stacks. Every sample with the func in its stack counts once in each
 * list, so each adds up to the func's total whatever recursion there is:
 *
 *     main > f > g > f > h     callers of f: by the outermost f, so main      (self row: where that f is a root)
 *                              callees of f: by the innermost f, so h         (self row: where that f is on top)
 *
 * A caller's self is what f itself cost in those samples, a callee's self what the callee itself cost. O(stacks).
 */
export function stackNeighbours(shared: Shared, weights: Float64Array, func: FuncIndex): Neighbours {
  const { callers, callees } =
    walkToNeighbours(shared, weights, func) ?? neighboursInTree(shared, weights, func)
  const total = callers.total.reduce((sum, value) => sum + value, 0)
  return { self: callees.total[0]!, total, callers: weighedRows(callers), callees: weighedRows(callees) }
}

/** Figures by func: entry f + 1 is func f, entry 0 the self row. */
interface Figures {
  readonly self: Float64Array
  readonly total: Float64Array
}

interface Sides {
  readonly callers: Figures
  readonly callees: Figures
}

function emptySides({ funcs }: Shared): Sides {
  const figures = () => ({
    self: new Float64Array(funcs.length + 1),
    total: new Float64Array(funcs.length + 1),
  })
  return { callers: figures(), callees: figures() }
}

/** By the stacks that weigh something, each from its top to its root. Null where they share so much that the tree of all is faster. */
function walkToNeighbours(shared: Shared, weights: Float64Array, func: FuncIndex): Sides | null {
  const { prefix, frame, length } = shared.stacks
  const funcOfFrame = shared.frames.func
  const sides = emptySides(shared)
  const { callers, callees } = sides
  let left = framesToWalk(length)
  for (let stack = 0; stack < length; stack++) {
    const weight = weights[stack]!
    if (weight === 0) continue
    // Entries of the two rows that the stack counts in; -1: the func is not in it.
    let [caller, callee] = [-1, -1]
    let above = 0
    let isCalleeOnTop = false
    for (let at = stack; at !== -1; at = prefix[at]!) {
      if (left-- === 0) return null
      const own = funcOfFrame[frame[at]!]!
      if (caller === 0) caller = own + 1
      if (own === func) {
        if (callee === -1) {
          callee = above
          isCalleeOnTop = prefix[stack] === at
        }
        caller = 0
      }
      above = own + 1
    }
    if (callee === -1) continue
    callers.total[caller]! += weight
    callees.total[callee]! += weight
    if (callee === 0) callers.self[caller]! += weight
    else if (isCalleeOnTop) callees.self[callee]! += weight
  }
  return sides
}

/** By one walk over the tree of all stacks. */
function neighboursInTree(shared: Shared, weights: Float64Array, func: FuncIndex): Sides {
  const nodes = computeCallNodes(shared)
  const outermost = outermostNodes(nodes)
  const node = computeNodeWeights(nodes, weights)
  const sides = emptySides(shared)
  const { callers, callees } = sides
  // For each node under the func: the node that its innermost occurrence called on the way there; the func's own nodes
  // are marked with their own index, nodes that are not under the func with -1.
  const called = new Int32Array(nodes.length)
  for (let i = 0; i < nodes.length; i++) {
    const parent = nodes.prefix[i]!
    const isFunc = nodes.func[i] === func
    if (isFunc) {
      const top = nodes.prefix[outermost[i]!]!
      const caller = top === -1 ? 0 : nodes.func[top]! + 1
      callers.self[caller]! += node.self[i]!
      if (outermost[i] === i) callers.total[caller]! += node.total[i]!
      callees.self[0]! += node.self[i]!
      callees.total[0]! += node.self[i]!
      called[i] = i
      continue
    }
    const inherited = parent === -1 ? -1 : called[parent]!
    called[i] = inherited !== -1 && nodes.func[inherited] === func ? i : inherited
    if (called[i] === -1) continue
    const callee = nodes.func[called[i]!]! + 1
    callees.total[callee]! += node.self[i]!
    if (called[i] === i) callees.self[callee]! += node.self[i]!
  }
  return sides
}

/**
 * Callers and callees of a func from a call graph. A call of the func by itself is listed with its calls and costs
 * nothing: what it cost is in the total of the call from outside. Where funcs call each other in a ring, a call graph
 * cannot tell what of an edge's cost is in another's already; the lists may then exceed the func's total, and the self row
 * of the callers is 0. Where edges have no cost (profile, hotshot) totals are NaN. O(edges).
 * @throws RangeError if the func has no row.
 */
export function callNeighbours(part: CallsPart, valueType: number, func: FuncIndex): Neighbours {
  const row = part.rows.func.indexOf(func)
  if (row === -1) throw new RangeError(`Func ${func} is not in the call graph`)
  const { edges } = part
  const self = part.self[valueType]![row]!
  const total = part.total[valueType]![row]!
  const callers: Row[] = []
  const callees: Row[] = []
  for (let edge = 0; edge < edges.length; edge++) {
    const isCallee = edges.caller[edge] === row
    if (!isCallee && edges.callee[edge] !== row) continue
    const isOwn = edges.caller[edge] === edges.callee[edge]
    const edgeTotal = part.edgeTotal[valueType]![edge]!
    const neighbour = {
      self: part.edgeSelf[valueType]![edge]!,
      total: isOwn && !Number.isNaN(edgeTotal) ? 0 : edgeTotal,
      calls: edges.calls[edge]!,
      primitiveCalls: edges.primitiveCalls[edge]!,
    }
    if (isCallee) callees.push({ ...neighbour, func: part.rows.func[edges.callee[edge]!]! })
    if (edges.callee[edge] === row) callers.push({ ...neighbour, func: part.rows.func[edges.caller[edge]!]! })
  }
  const rest = (own: number, field: 'self' | 'total' | 'calls') =>
    remainder(
      own,
      callers.reduce((sum, caller) => sum + caller[field], 0),
    )
  const asRoot = {
    func: -1,
    self: rest(self, 'self'),
    total: rest(total, 'total'),
    calls: rest(part.rows.calls[row]!, 'calls'),
    primitiveCalls: Number.NaN,
  }
  const own = { func: -1, self, total: self, calls: Number.NaN, primitiveCalls: Number.NaN }
  return { self, total, callers: table([...callers, asRoot]), callees: table([...callees, own]) }
}

/** What is left of a figure; what rounding leaves over, and less than nothing, is nothing. */
function remainder(own: number, sum: number): number {
  const rest = own - sum
  return rest < 1e-9 * Math.abs(own) ? 0 : rest
}

function weighedRows(columns: { self: Float64Array; total: Float64Array }): NeighbourRows {
  const rows: Row[] = []
  for (let i = 0; i < columns.total.length; i++) {
    if (i > 0 && columns.total[i] === 0) continue
    const figures = { self: columns.self[i]!, total: columns.total[i]! }
    rows.push({ func: i - 1, ...figures, calls: Number.NaN, primitiveCalls: Number.NaN })
  }
  return table(rows)
}

/** Rows by falling size of total, unknown last, ties in the order they came. */
function table(rows: readonly Row[]): NeighbourRows {
  const key = (row: Row) => (Number.isNaN(row.total) ? -1 : Math.abs(row.total))
  const sorted = [...rows].sort((a, b) => key(b) - key(a))
  const column = (field: Exclude<keyof Row, 'func'>) => Float64Array.from(sorted, row => row[field])
  return {
    length: sorted.length,
    func: Int32Array.from(sorted, row => row.func),
    self: column('self'),
    total: column('total'),
    calls: column('calls'),
    primitiveCalls: column('primitiveCalls'),
  }
}
