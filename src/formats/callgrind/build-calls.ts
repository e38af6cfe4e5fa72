import type { CallsPart } from '../../model/recording.ts'
import type { FuncRows } from './build-funcs.ts'
import { type Cycles, findCycles } from './cycles.ts'
import { type Edges, mergedEdges } from './merged-edges.ts'
import type { PartFigures } from './part-figures.ts'
import { computeTotals } from './totals.ts'
import type { ValueColumns } from './value-columns.ts'

/** The call graph of a part, and how many of its functions call each other in rings. */
export interface BuiltCalls {
  readonly calls: CallsPart
  /** Functions whose total the file does not say. */
  readonly inRings: number
}

/** Makes the call graph of a part, of which `own` are the figures of lines. Numbers of calls are NaN throughout where the file counts none. */
export function buildCalls(
  part: PartFigures,
  rows: FuncRows,
  { columns, own, hasCounts }: { columns: ValueColumns; own: readonly Float64Array[]; hasCounts: boolean },
): BuiltCalls {
  const placeRow = part.places.firsts().map(func => rows.row(func))
  const edges = mergedEdges(part, rows)
  const { caller, callee, calls, line } = edges
  if (!hasCounts) calls.fill(Number.NaN)
  const { length } = rows
  const ownPlace = part.lines.firsts()
  const self = own.map(values => {
    const sums = new Float64Array(length)
    for (let i = 0; i < values.length; i++) sums[placeRow[ownPlace[i]!]!]! += values[i]!
    return sums
  })
  const edgeTotal = columns.columnsOf(part.edgeFigures).map(values => {
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
  let inRings = 0
  for (let row = 0; row < length; row++) if (cycles.size[cycles.component[row]!]! > 1) inRings++
  return {
    calls: {
      valueTypes: columns.valueTypes,
      rows: { length, func: Int32Array.from({ length }, (_, row) => row), ...counts },
      self,
      total,
      edges: { length: caller.length, caller, callee, calls, primitiveCalls: unknown(), line },
      edgeSelf: edgeTotal.map(unknown),
      edgeTotal,
    },
    inRings,
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
