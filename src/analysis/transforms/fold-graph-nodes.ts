import { UsageError } from '../../base/errors.ts'
import {
  addEdge,
  deleteNode,
  type EditableGraph,
  type GraphEdge,
  type GraphNode,
  takeOnCost,
} from './editable-graph.ts'

/** Edges that folding may make: more are of hostile input, or of no use to anybody. */
const MOST_EDGES = 4_000_000

/** What folding leaves to say. */
export interface Folded {
  /** Functions whose calls had to be split over several callers in proportion. */
  readonly estimated: number
  /** Per value type, the self cost that no caller took. */
  readonly leftOver: readonly number[]
}

/**
 * Folds functions into their callers: their self cost falls to those that called them, their callees become their
 * callers'. Totals of all others stay, but are never less than self. Self is exact where the graph says what it was for each caller, else it is split in
 * proportion to what the calls cost; so are the callees of a function that several called.
 * @throws UsageError where that makes too many edges.
 */
export function foldNodes(graph: EditableGraph, rows: readonly number[]): Folded {
  let estimated = 0
  let leftOver: number[] = []
  let budget = MOST_EDGES
  // Those with the fewest edges first make the fewest new ones.
  const degree = (row: number) => graph.get(row)!.callers.size * graph.get(row)!.callees.size
  for (const row of rows.toSorted((a, b) => degree(a) - degree(b))) {
    const node = graph.get(row)!
    budget -= degree(row)
    if (budget < 0)
      throw new UsageError(`Folding so many functions makes more than ${MOST_EDGES} calls`, 'Fold fewer')
    const { rest, isEstimated } = foldNode(graph, row, node)
    if (isEstimated) estimated++
    leftOver = leftOver.length === 0 ? rest : leftOver.map((value, k) => value + rest[k]!)
  }
  for (const node of graph.values()) {
    for (const [k, self] of node.self.entries()) if (self > node.total[k]!) node.total[k] = self
  }
  return { estimated, leftOver }
}

function foldNode(graph: EditableGraph, row: number, node: GraphNode) {
  const callers = [...node.callers.values()].filter(edge => edge.caller !== row)
  const callees = [...node.callees.values()].filter(edge => edge.callee !== row)
  const shares = node.self.map((_, k) => sharesOf(callers, node, k))
  const rest = node.self.map((self, k) => {
    let left = Number.isNaN(self) ? 0 : self
    const isExact = callers.every(edge => !Number.isNaN(edge.self[k]!)) && !node.callees.has(row)
    for (const [i, edge] of callers.entries()) {
      const own = isExact ? edge.self[k]! : shares[k]![i]! * (Number.isNaN(self) ? 0 : self)
      takeOn(graph.get(edge.caller)!, { row: edge.caller, k, cost: own, line: edge.line })
      left -= own
    }
    return Math.abs(left) <= 1e-9 * Math.abs(self) ? 0 : left
  })
  for (const [i, up] of callers.entries()) {
    for (const down of callees) {
      const part = (values: readonly number[]) => values.map((value, k) => shares[k]![i]! * value)
      addEdge(graph, {
        caller: up.caller,
        callee: down.callee,
        calls: callers.length === 1 ? down.calls : Number.NaN,
        primitiveCalls: callers.length === 1 ? down.primitiveCalls : Number.NaN,
        line: up.line,
        self: part(down.self),
        total: part(down.total),
      })
    }
  }
  deleteNode(graph, row)
  // What a call cost of a function that calls nothing is known, where calls have costs at all.
  const isUnknown = callers.some(edge => edge.total.some(Number.isNaN))
  return { rest, isEstimated: callers.length > 1 && (callees.length > 0 || isUnknown) }
}

/** Adds to what a function cost itself, and to what of that each of its callers is answerable for: they may be folded next. */
function takeOn(
  node: GraphNode,
  { row, ...of }: { readonly row: number; readonly k: number; readonly cost: number; readonly line: number },
): void {
  takeOnCost(node, of)
  const { k, cost } = of
  const callers = [...node.callers.values()].filter(edge => edge.caller !== row)
  const shares = sharesOf(callers, node, k)
  for (const [i, edge] of callers.entries()) edge.self[k]! += shares[i]! * cost
}

/** How much of a function each of its callers is answerable for; what is left of one it did as a root. What it cost in calls
 *  by itself is theirs as well. */
function sharesOf(callers: readonly GraphEdge[], node: GraphNode, k: number): number[] {
  const isKnown = callers.every(edge => !Number.isNaN(edge.total[k]!))
  const weights = callers.map(edge => (isKnown ? edge.total[k]! : Number.isNaN(edge.calls) ? 1 : edge.calls))
  const added = weights.reduce((a, b) => a + b, 0)
  const own = [...node.callers.values()].find(edge => edge.caller === edge.callee)?.total[k] ?? 0
  const total = node.total[k]! - (own > 0 ? own : 0)
  const whole = isKnown && total > added ? total : added
  return weights.map(weight => (whole > 0 ? weight / whole : 0))
}
