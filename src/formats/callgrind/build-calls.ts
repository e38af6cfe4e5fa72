import { PairMap } from '../../base/pair-map.ts'
import type { CallsPart } from '../../model/recording.ts'
import type { FuncRows } from './build-funcs.ts'
import { type Cycles, findCycles } from './cycles.ts'
import type { PartFigures } from './part-figures.ts'
import { computeTotals } from './totals.ts'
import type { ValueColumns } from './value-columns.ts'

/** The call graph of a part, and how many of its functions call each other in rings. */
export interface BuiltCalls {
  readonly calls: CallsPart
  /** Functions whose total the file does not say. */
  readonly inRings: number
}

/** Makes the call graph of a part. Numbers of calls are NaN throughout where the file counts none. */
export function buildCalls(
  part: PartFigures,
  rows: FuncRows,
  { columns, hasCounts }: { columns: ValueColumns; hasCounts: boolean },
): BuiltCalls {
  const placeRow = Int32Array.from(part.placeFunc.finish(), func => rows.row(func))
  const edges = mergedEdges(part, rows)
  const { caller, callee, calls, line } = edges
  if (!hasCounts) calls.fill(Number.NaN)
  const length = rows.func.length
  const ownPlace = part.linePlace.finish()
  const self = columns.columnsOf(part.lines).map(values => {
    const sums = new Float64Array(length)
    for (let i = 0; i < values.length; i++) sums[placeRow[ownPlace[i]!]!]! += values[i]!
    return sums
  })
  const edgeTotal = columns.columnsOf(part.edges).map(values => {
    const sums = new Float64Array(caller.length)
    for (let i = 0; i < values.length; i++) sums[edges.of[i]!]! += values[i]!
    return sums
  })
  const cycles = findCycles(length, caller, callee)
  const total = self.map((own, k) =>
    computeTotals({ caller, callee, self: own, edgeTotal: edgeTotal[k]! }, cycles),
  )
  const counts = countCalls(length, edges, cycles)
  const unknown = () => new Float64Array(caller.length).fill(Number.NaN)
  return {
    calls: {
      valueTypes: columns.valueTypes,
      rows: { length, func: Int32Array.from(rows.func), ...counts },
      self,
      total,
      edges: { length: caller.length, caller, callee, calls, primitiveCalls: unknown(), line },
      edgeSelf: edgeTotal.map(unknown),
      edgeTotal,
    },
    inRings: rows.func.reduce((sum, _, row) => sum + (cycles.size[cycles.component[row]!]! > 1 ? 1 : 0), 0),
  }
}

interface Edges {
  readonly caller: Int32Array
  readonly callee: Int32Array
  readonly calls: Float64Array
  /** -1 unknown, or several. */
  readonly line: Int32Array
  /** Per edge of the part its edge here. */
  readonly of: Int32Array
}

/** The part's edges between rows; two between the same rows become one. */
function mergedEdges(part: PartFigures, rows: FuncRows): Edges {
  const index = new PairMap(part.edges.length)
  const of = new Int32Array(part.edges.length)
  const [caller, callee, calls, line]: number[][] = [[], [], [], []]
  for (let i = 0; i < of.length; i++) {
    const from = rows.row(part.caller.get(i))
    const to = rows.row(part.callee.get(i))
    const ownLine = part.callLine.get(i) > 0 ? part.callLine.get(i) : -1
    let edge = index.get(from, to)
    if (edge === -1) {
      edge = caller!.length
      index.set(from, to, edge)
      caller!.push(from)
      callee!.push(to)
      calls!.push(0)
      line!.push(ownLine)
    } else if (line![edge] !== ownLine) line![edge] = -1
    calls![edge]! += part.calls.get(i)
    of[i] = edge
  }
  return {
    caller: Int32Array.from(caller!),
    callee: Int32Array.from(callee!),
    calls: Float64Array.from(calls!),
    line: Int32Array.from(line!),
    of,
  }
}

/** Calls of each function, from all its callers. Unknown where nobody called it; what is called from within a ring may be
 *  a call from within itself, which the file does not say. */
function countCalls(
  length: number,
  { caller, callee, calls }: Edges,
  { component, size }: Cycles,
): { calls: Float64Array; primitiveCalls: Float64Array } {
  const all = new Float64Array(length).fill(Number.NaN)
  const own = new Float64Array(length)
  for (let edge = 0; edge < caller.length; edge++) {
    const to = callee[edge]!
    all[to] = (Number.isNaN(all[to]!) ? 0 : all[to]!) + calls[edge]!
    if (caller[edge] === to) own[to]! += calls[edge]!
  }
  const primitiveCalls = all.map((count, row) =>
    size[component[row]!]! > 1 ? Number.NaN : count - own[row]!,
  )
  return { calls: all, primitiveCalls }
}
