import { growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { CallsPart } from '../../model/recording.ts'
import { CostHeap } from '../totals/cost-heap.ts'
import { type CallTree, orderCallTree } from './call-tree.ts'

/** Nodes of an estimated tree: more would only draw precision that is not there. */
const MAX_NODES = 20_000
/** What costs less than this share of the whole is not split any further. */
const MIN_SHARE = 1e-5

/** Where an estimated tree begins, and which way it goes. */
export interface EstimateOptions {
  /** Past so many nodes nothing is split any further. */
  readonly maxNodes?: number
  /** Begins at this row of the call graph and not at what has no caller. */
  readonly row?: number
  /** Follows callers and not callees; a node's self is then what had no caller. Only with `row`. */
  readonly isInverted?: boolean
}

/** What a call graph says each of its edges and roots cost. */
interface Costs {
  readonly callees: EdgesByRow
  /** Per edge: what the callee cost for this caller. */
  readonly edge: Float64Array
  /** Per row: what it cost with no caller. */
  readonly root: Float64Array
}

/**
 * A call tree made from a weighted call graph. The graph does not determine one: each function's cost is split among its
 * callees in the proportions it had over all its callers, as gprof's authors did for callers (Graham, Kessler and
 * McKusick, 1982), so the result is an estimate and views must say so. Recursion is not unrolled: a func that is already
 * on the path counts as self of its caller. The heaviest nodes are split first, until `maxNodes`. What is not split counts
 * as self, so that totals add up. From one row on it goes either way. O(maxNodes * (log maxNodes + callees + depth)).
 */
export function estimateCallTree(
  part: CallsPart,
  valueType: number,
  options: EstimateOptions = {},
): CallTree {
  const { maxNodes = MAX_NODES, row: startRow, isInverted = false } = options
  const rowSelf = knownOnly(part.self[valueType]!)
  const rowTotal = knownOnly(part.total[valueType]!)
  const costs = computeCosts(part, { rowSelf, rowTotal, known: part.edgeTotal[valueType]! })
  const next = isInverted ? part.edges.caller : part.edges.callee
  const leaving = isInverted ? edgesByRow(part.edges.callee, part.rows.length) : costs.callees
  const prefix = growableInt32()
  const row = growableInt32()
  const value = growableFloat64()
  const self = growableFloat64()
  const heap = new CostHeap()
  const add = (parent: number, ownRow: number, cost: number) => {
    heap.push(prefix.length, cost)
    prefix.push(parent)
    row.push(ownRow)
    value.push(cost)
    self.push(cost)
  }
  let whole = 0
  for (const [r, rootCost] of costs.root.entries()) {
    const cost = startRow === undefined ? rootCost : r === startRow ? rowTotal[r]! : 0
    if (cost <= 0) continue
    whole += cost
    add(-1, r, cost)
  }
  for (let node = heap.pop(); node !== -1 && prefix.length < maxNodes; node = heap.pop()) {
    if (value.get(node) < MIN_SHARE * whole) break
    split(node)
  }
  const rows = row.finish()
  return orderCallTree({
    length: rows.length,
    prefix: prefix.finish(),
    func: rows.map(r => part.rows.func[r]!),
    self: self.finish(),
  })

  function split(node: number): void {
    const ownRow = row.get(node)
    const cost = value.get(node)
    if (!(rowTotal[ownRow]! > 0)) return
    const share = cost / rowTotal[ownRow]!
    const { edges, isCut } = edgesOf(node, ownRow)
    let wanted = 0
    for (const edge of edges) wanted += share * costs.edge[edge]!
    const own = share * (isInverted ? costs.root[ownRow]! : rowSelf[ownRow]!)
    // Recursion counts callees several times over: they get what the function's own cost leaves.
    const room = Math.max(0, isInverted ? cost : cost - own)
    // What recursion cost is not of the function alone: those that it has to do with besides share it.
    const shared = isCut && wanted > 0 ? (cost * wanted) / (wanted + own) : Math.min(wanted, room)
    const fit = wanted > 0 ? shared / wanted : 0
    let given = 0
    for (const edge of edges) {
      const piece = fit * share * costs.edge[edge]!
      if (!(piece > 0)) continue
      add(node, next[edge]!, piece)
      given += piece
    }
    self.set(node, Math.max(0, cost - given))
  }

  /** The edges to follow, and whether others lead back to what is on the path. */
  function edgesOf(node: number, ownRow: number): { edges: number[]; isCut: boolean } {
    const onPath = new Set<number>()
    for (let at = node; at !== -1; at = prefix.get(at)) onPath.add(row.get(at))
    const { start, child } = leaving
    const edges: number[] = []
    let isCut = false
    for (let k = start[ownRow + 1]!; k < start[ownRow + 2]!; k++) {
      const edge = child[k]!
      const other = next[edge]!
      if (!onPath.has(other) && !(isInverted && leadsBack(other, onPath))) edges.push(edge)
      else if (other !== ownRow && costs.edge[edge]! > 0) isCut = true
    }
    return { edges, isCut }
  }

  /** Whether only functions of the path call one, so that nothing came in through it. */
  function leadsBack(at: number, onPath: ReadonlySet<number>): boolean {
    if (costs.root[at]! > 0) return false
    const { start, child } = leaving
    let isCalled = false
    for (let k = start[at + 1]!; k < start[at + 2]!; k++) {
      const caller = next[child[k]!]!
      if (caller === at) continue
      if (!onPath.has(caller)) return false
      isCalled = true
    }
    return isCalled
  }
}

/** What is not known costs nothing here. */
function knownOnly(costs: Float64Array): Float64Array {
  return costs.map(cost => (Number.isNaN(cost) ? 0 : cost))
}

function computeCosts(
  part: CallsPart,
  figures: { rowSelf: Float64Array; rowTotal: Float64Array; known: Float64Array },
): Costs {
  const { edges, rows } = part
  const { rowTotal, known } = figures
  const calls = new Float64Array(rows.length)
  const unknownCalls = (e: number) => (edges.calls[e]! > 0 ? edges.calls[e]! : 1)
  for (let e = 0; e < edges.length; e++) calls[edges.callee[e]!]! += unknownCalls(e)
  const edge = new Float64Array(edges.length)
  const called = new Float64Array(rows.length)
  for (let e = 0; e < edges.length; e++) {
    const callee = edges.callee[e]!
    // Where the input does not say what an edge cost, the callee's cost is shared out by number of calls.
    edge[e] = Number.isNaN(known[e]!) ? (rowTotal[callee]! * unknownCalls(e)) / calls[callee]! : known[e]!
    if (edges.caller[e] !== callee) called[callee]! += edge[e]!
  }
  const callees = edgesByRow(edges.caller, rows.length)
  return { callees, edge, root: findRoots(part, { rowTotal, called, callees, self: figures.rowSelf }) }
}

/** Edges side by side by one of their ends, numbered as the children of a tree are (children.ts). */
interface EdgesByRow {
  readonly start: Int32Array
  readonly child: Int32Array
}

/** Sorts edges by the row at one end. */
function edgesByRow(caller: Int32Array, rows: number): EdgesByRow {
  const start = new Int32Array(rows + 2)
  for (const r of caller) start[r + 2]!++
  for (let i = 1; i < start.length; i++) start[i]! += start[i - 1]!
  const next = start.slice(1, rows + 1)
  const child = new Int32Array(caller.length)
  for (let e = 0; e < caller.length; e++) child[next[caller[e]!]!++] = e
  return { start, child }
}

/** What no caller accounts for; and where a ring of functions hides its entry, the heaviest of the ring. */
function findRoots(
  part: CallsPart,
  known: {
    rowTotal: Float64Array
    called: Float64Array
    self: Float64Array
    callees: EdgesByRow
  },
): Float64Array {
  const { rowTotal, called, callees, self } = known
  const rows = part.rows.length
  const root = new Float64Array(rows)
  const isReached = new Uint8Array(rows)
  let whole = 0
  for (let r = 0; r < rows; r++) whole += self[r]!
  const reach = (from: number) => {
    const queue = [from]
    isReached[from] = 1
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (let k = callees.start[at + 1]!; k < callees.start[at + 2]!; k++) {
        const callee = part.edges.callee[callees.child[k]!]!
        if (isReached[callee] === 1) continue
        isReached[callee] = 1
        queue.push(callee)
      }
    }
  }
  for (let r = 0; r < rows; r++) {
    const rest = rowTotal[r]! - called[r]!
    if (rest <= 1e-9 * whole) continue
    root[r] = rest
    reach(r)
  }
  const byTotal = Array.from(root.keys()).sort((a, b) => rowTotal[b]! - rowTotal[a]! || a - b)
  for (const r of byTotal) {
    if (isReached[r] === 1 || !(rowTotal[r]! > 0)) continue
    root[r] = rowTotal[r]!
    reach(r)
  }
  let sum = 0
  for (const cost of root) sum += cost
  // Rounded figures and recursion can make the roots exceed what all functions cost together: the whole is exact.
  const fit = sum > whole && whole > 0 ? whole / sum : 1
  return fit === 1 ? root : root.map(cost => cost * fit)
}
