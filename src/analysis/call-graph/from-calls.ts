import { PairMap } from '../../base/pair-map.ts'
import type { CallsPart } from '../../model/recording.ts'
import { wholeOf } from '../totals/whole.ts'
import { findComponents, numberCycles } from './components.ts'
import { type CallGraph, membersOf, sharesOf } from './graph.ts'

/** The weighted call graph of a recording as it is: a node a function, calls of different lines of a caller added up.
 *  O(rows + edges). @throws RangeError if the part has no such value type. */
export function graphOfCalls(part: CallsPart, valueType: number): CallGraph {
  const { rows } = part
  const [self, total, edgeTotal] = [part.self[valueType], part.total[valueType], part.edgeTotal[valueType]]
  if (self === undefined || total === undefined || edgeTotal === undefined) {
    throw new RangeError(`Value type ${valueType} of ${part.valueTypes.length}`)
  }
  const merged = mergedEdges(part.edges, edgeTotal)
  const edges = { ...merged, total: boundedTotals(merged, total) }
  const { cycle, count } = numberCycles(findComponents(rows.length, edges.caller, edges.callee))
  const whole = wholeOf(self)
  return {
    ...{ whole, cycles: count, members: membersOf(cycle, count, row => rows.func[row]!) },
    nodes: {
      length: rows.length,
      ...{ func: rows.func, cycle, self, total, calls: rows.calls },
      selfShare: sharesOf(self, whole),
      totalShare: sharesOf(total, whole),
    },
    edges: {
      ...edges,
      share: sharesOf(edges.total, whole),
      isResidual: new Uint8Array(edges.length),
    },
  }
}

interface MergedEdges {
  readonly length: number
  readonly caller: Int32Array
  readonly callee: Int32Array
  readonly total: Float64Array
  readonly calls: Float64Array
}

/** One edge for each pair; figures that are unknown of all its edges stay so. */
function mergedEdges(edges: CallsPart['edges'], edgeTotal: Float64Array): MergedEdges {
  const byPair = new PairMap(edges.length)
  const first: number[] = []
  const total: number[] = []
  const calls: number[] = []
  for (let i = 0; i < edges.length; i++) {
    const [caller, callee] = [edges.caller[i]!, edges.callee[i]!]
    const known = byPair.get(caller, callee)
    if (known === -1) {
      byPair.set(caller, callee, first.length)
      first.push(i)
      total.push(edgeTotal[i]!)
      calls.push(edges.calls[i]!)
    } else {
      total[known] = addKnown(total[known]!, edgeTotal[i]!)
      calls[known] = addKnown(calls[known]!, edges.calls[i]!)
    }
  }
  return {
    length: first.length,
    caller: Int32Array.from(first, i => edges.caller[i]!),
    callee: Int32Array.from(first, i => edges.callee[i]!),
    total: Float64Array.from(total),
    calls: Float64Array.from(calls),
  }
}

/** Totals of edges, none above its caller's and its callee's: files add up what calls took that were made within themselves, so
 *  that a recursive function's call of itself has a multiple of all that was spent in it. */
function boundedTotals({ caller, callee, total }: MergedEdges, nodeTotal: Float64Array): Float64Array {
  return total.map((value, edge) => {
    const [above, below] = [nodeTotal[caller[edge]!]!, nodeTotal[callee[edge]!]!]
    const most = Number.isNaN(above) ? below : Number.isNaN(below) ? above : Math.min(above, below)
    return value > most && most >= 0 ? most : value
  })
}

/** The sum of two figures of which either may be unknown. */
export function addKnown(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : a + b
}
