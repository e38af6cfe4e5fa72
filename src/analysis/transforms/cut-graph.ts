import { estimatedCallers } from '../../model/estimates.ts'
import type { Recording } from '../../model/recording.ts'
import { type Shares, sharesOf } from '../call-graph/shares.ts'
import {
  deleteNode,
  type EditableGraph,
  editableGraph,
  type GraphNode,
  partOfGraph,
  takeOnCost,
} from './editable-graph.ts'
import { linesOfGraph, type OwnShare } from './graph-lines.ts'

/** What is left of a call graph: shares of what rows and edges cost, from 0 to 1. `caller` and `callee` are rows. */
interface Plan {
  readonly self: (row: number, shares: Shares) => number
  readonly total: (row: number, shares: Shares) => number
  readonly edgeSelf: (caller: number, callee: number, shares: Shares) => number
  readonly edgeTotal: (caller: number, callee: number, shares: Shares) => number
  /** Functions are left without what they called. */
  readonly isAlone?: boolean
  /** Share of what a meant function called that becomes its own cost, by callee. */
  readonly taken?: (callee: number, shares: Shares) => number
}

/** How a filter that is about whole stacks cuts a call graph. */
export type GraphCut = 'keep' | 'leave out' | 'root' | 'prune' | 'collapse' | 'self'

/** A share of this much or more is all of it, and the rest nothing: sums are rounded. */
const WHOLE = 1 - 1e-9

const through = (own: number, rest: number) => own + (1 - own) * rest

/** What filters leave, `isMeant` telling the rows whose functions they are about. */
function planOf(cut: GraphCut, isMeant: Uint8Array): Plan {
  const within = (caller: number, callee: number, { above }: Shares) =>
    isMeant[callee] === 1 ? 1 : above[caller]!
  const keep: Plan = {
    self: (row, { aboveSelf }) => aboveSelf[row]!,
    total: (row, { above, below }) => through(above[row]!, below[row]!),
    edgeSelf: within,
    edgeTotal: (caller, callee, { above, below }) => through(above[caller]!, below[callee]!),
  }
  switch (cut) {
    case 'keep':
      return keep
    case 'leave out':
      return {
        self: (...of) => 1 - keep.self(...of),
        total: (...of) => 1 - keep.total(...of),
        edgeSelf: (...of) => 1 - keep.edgeSelf(...of),
        edgeTotal: (...of) => 1 - keep.edgeTotal(...of),
      }
    case 'root':
      return {
        self: keep.self,
        total: (row, { above }) => above[row]!,
        edgeSelf: (caller, _, { above }) => above[caller]!,
        edgeTotal: (caller, _, { above }) => above[caller]!,
      }
    case 'self': {
      const own = (row: number) => isMeant[row]!
      return { self: own, total: own, edgeSelf: () => 0, edgeTotal: () => 0, isAlone: true }
    }
    case 'prune':
      return {
        self: (row, { aboveSelf }) => (isMeant[row] === 1 ? 1 : 1 - aboveSelf[row]!),
        total: (row, { above, below }) => through(1 - above[row]!, below[row]!),
        edgeSelf: (caller, callee, { above }) => (isMeant[callee] === 1 ? Number.NaN : 1 - above[caller]!),
        edgeTotal: (caller, callee, { above, below }) => through(1 - above[caller]!, below[callee]!),
        taken: (callee, { below }) => 1 - below[callee]!,
      }
    case 'collapse':
      return {
        self: (row, { aboveSelf, outer }) => 1 - (isMeant[row] === 1 ? outer : aboveSelf)[row]!,
        total: (row, { outer }) => 1 - outer[row]!,
        edgeSelf: (caller, callee, { above }) => (isMeant[callee] === 1 ? Number.NaN : 1 - above[caller]!),
        edgeTotal: (caller, _, { above }) => 1 - above[caller]!,
        taken: () => 1,
      }
  }
}

/**
 * Does a filter that is about whole stacks to a call graph. Where functions have to do with those meant in part only, what
 * they cost for them is estimated (see {@link sharesOf}), and a warning says so. Numbers of calls are unknown there.
 * O(value types * (rows + edges)).
 */
export function cutGraph(recording: Recording, isMeantFunc: Uint8Array, cut: GraphCut): Recording {
  const part = recording.calls!
  const isMeant = Uint8Array.from(part.rows.func, func => isMeantFunc[func]!)
  const plan = planOf(cut, isMeant)
  const shares = part.valueTypes.map((_, k) => sharesOf(part, k, isMeant))
  const graph = editableGraph(part)
  const nodes = [...graph.entries()]
  if (plan.taken !== undefined)
    for (const [row, node] of nodes) if (isMeant[row] === 1) take(node, plan, shares)
  const estimated = nodes.filter(([row, node]) => isEstimated(row, node, cut, shares)).length
  for (const [row, node] of nodes) scale(row, node, plan, shares)
  for (const [row, { callees }] of nodes) {
    if (isGone(row, plan, shares)) deleteNode(graph, row)
    else for (const callee of [...callees.keys()]) cutCall([row, callee], graph, plan, shares)
  }
  const shareOf = ownShares(recording, { plan, shares })
  const lines = linesOfGraph(recording, part, { graph, shareOf })
  return marked({ ...recording, calls: partOfGraph(graph, part), lines }, estimated)
}

/** Whether a function had to do with those meant in part only, and it is not known with which part. */
function isEstimated(row: number, { callers }: GraphNode, cut: GraphCut, shares: readonly Shares[]): boolean {
  const isPart = (share: number) => share > 1 - WHOLE && share < WHOLE
  if (cut === 'self') return false
  const isLookedBelow = cut === 'keep' || cut === 'leave out' || cut === 'prune'
  return shares.some(
    ({ above, below }) =>
      isPart(above[row]!) ||
      (isLookedBelow && callers.size > 1 && above[row]! < WHOLE && isPart(below[row]!)),
  )
}

/** Takes out a call of which nothing is left. */
function cutCall(
  [caller, callee]: readonly [number, number],
  graph: EditableGraph,
  plan: Plan,
  shares: readonly Shares[],
): void {
  if (!shares.every(own => rounded(plan.edgeTotal(caller, callee, own)) === 0)) return
  graph.get(caller)!.callees.delete(callee)
  graph.get(callee)?.callers.delete(caller)
}

function isGone(row: number, plan: Plan, shares: readonly Shares[]): boolean {
  return shares.every(own => rounded(plan.total(row, own)) === 0)
}

/** What a function called becomes its own. */
function take(node: GraphNode, plan: Plan, shares: readonly Shares[]): void {
  const own = [...node.self]
  for (const { caller, callee, total, line } of node.callees.values()) {
    if (caller === callee) continue
    for (const [k, cost] of total.entries()) {
      if (!Number.isNaN(cost)) takeOnCost(node, { line, k, cost: cost * plan.taken!(callee, shares[k]!) })
    }
  }
  for (const [k, total] of node.total.entries()) {
    // Calls in rings cost more in sum than the function with all it called.
    if (!(node.self[k]! > total)) continue
    const kept = Math.max(0, total - own[k]!) / (node.self[k]! - own[k]!)
    for (const costs of node.taken.values()) costs[k]! *= kept
    node.self[k] = total
  }
}

/** Leaves of a function and of its calls what the plan does. */
function scale(row: number, node: GraphNode, plan: Plan, shares: readonly Shares[]): void {
  for (const [k, own] of shares.entries()) {
    const left = rounded(plan.self(row, own))
    node.self[k]! *= left
    for (const costs of node.taken.values()) costs[k]! *= left
    node.total[k] = plan.isAlone === true ? node.self[k]! : node.total[k]! * rounded(plan.total(row, own))
  }
  const kept = rounded(plan.total(row, shares[0]!))
  if (kept !== 1) [node.calls, node.primitiveCalls] = [Number.NaN, Number.NaN]
  for (const edge of [...node.callees.values()]) {
    const { caller, callee } = edge
    for (const [k, own] of shares.entries()) {
      edge.self[k]! *= rounded(plan.edgeSelf(caller, callee, own))
      edge.total[k]! *= rounded(plan.edgeTotal(caller, callee, own))
    }
    const share = rounded(plan.edgeTotal(caller, callee, shares[0]!))
    if (share !== 1) [edge.calls, edge.primitiveCalls] = [Number.NaN, Number.NaN]
  }
}

function rounded(share: number): number {
  return share >= WHOLE ? 1 : share <= 1 - WHOLE ? 0 : share
}

/** What is left of what funcs cost themselves; nothing of one that the graph has not. */
function ownShares(
  { calls, shared }: Recording,
  { plan, shares }: { readonly plan: Plan; readonly shares: readonly Shares[] },
): OwnShare {
  const rowOf = new Int32Array(shared.funcs.length).fill(-1)
  for (const [row, func] of calls!.rows.func.entries()) rowOf[func] = row
  return (func, k) => {
    const row = rowOf[func] ?? -1
    return row === -1 ? 0 : rounded(plan.self(row, shares[k]!))
  }
}

function marked(result: Recording, estimated: number): Recording {
  if (estimated === 0) return result
  const { meta } = result
  const message =
    'What functions cost that others call too is estimated in proportion: the recording holds who called whom, not whole stacks.'
  return { ...result, meta: { ...meta, warnings: [...meta.warnings, estimatedCallers(message, estimated)] } }
}
