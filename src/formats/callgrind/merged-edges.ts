import { PairMap } from '../../base/pair-map.ts'
import type { FuncRows } from './build-funcs.ts'
import type { PartFigures } from './part-figures.ts'

/** Calls between rows of a call graph. */
export interface Edges {
  readonly caller: Int32Array
  readonly callee: Int32Array
  readonly calls: Float64Array
  /** Line of the call, -1 unknown or several. */
  readonly line: Int32Array
  /** Per edge of the part its edge here. */
  readonly of: Int32Array
}

/** The part's edges between rows; two between the same rows become one. */
export function mergedEdges(part: PartFigures, rows: FuncRows): Edges {
  const caller = part.edges.firsts().map(func => rows.row(func))
  const callee = part.edges.seconds().map(func => rows.row(func))
  const line = part.callLine.finish().map(number => (number > 0 ? number : -1))
  const calls = part.calls.finish()
  if (rows.isOneToOne) return { caller, callee, calls, line, of: caller.map((_, edge) => edge) }
  const index = new PairMap(caller.length)
  const of = new Int32Array(caller.length)
  let kept = 0
  for (let i = 0; i < caller.length; i++) {
    let edge = index.get(caller[i]!, callee[i]!)
    if (edge === -1) {
      edge = kept++
      index.set(caller[i]!, callee[i]!, edge)
      caller[edge] = caller[i]!
      callee[edge] = callee[i]!
      calls[edge] = calls[i]!
      line[edge] = line[i]!
    } else {
      calls[edge]! += calls[i]!
      if (line[edge] !== line[i]) line[edge] = -1
    }
    of[i] = edge
  }
  return {
    caller: caller.slice(0, kept),
    callee: callee.slice(0, kept),
    calls: calls.slice(0, kept),
    line: line.slice(0, kept),
    of,
  }
}
