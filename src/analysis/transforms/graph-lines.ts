import { PairMap } from '../../base/pair-map.ts'
import type { CallsPart, LinesPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { EditableGraph } from './editable-graph.ts'

/** Share of what a func cost itself that is left, from 0 (it is gone) to 1, by value type of the call graph. */
export type OwnShare = (func: FuncIndex, valueType: number) => number

/**
 * The measured lines of a recording whose call graph was changed: they keep the share of their function's own cost, and what a
 * function took on of others stands on the line that called them, where that is known. How often lines ran, and values that the
 * call graph does not have, are unknown (NaN) where only a part is left. Null where no lines were measured. O(lines + graph).
 */
export function linesOfGraph(
  { shared, lines }: Recording,
  part: CallsPart,
  { graph, shareOf }: { readonly graph: EditableGraph; readonly shareOf: OwnShare },
): LinesPart | null {
  if (lines === null) return null
  const { rows, values, valueTypes } = lines
  const typeOf = valueTypes.map(type => part.valueTypes.findIndex(other => isSameType(type, other)))
  const kept = [...rows.func.keys()].filter(row =>
    part.valueTypes.some((_, k) => shareOf(rows.func[row]!, k) > 0),
  )
  const isWhole = (row: number) => part.valueTypes.every((_, k) => shareOf(rows.func[row]!, k) === 1)
  const shareIn = (row: number, k: number) => (k === -1 ? wholeOrUnknown(row) : shareOf(rows.func[row]!, k))
  const wholeOrUnknown = (row: number) => (isWhole(row) ? 1 : Number.NaN)
  const columns = {
    source: kept.map(row => rows.source[row]!),
    line: kept.map(row => rows.line[row]!),
    func: kept.map(row => rows.func[row]!),
    hits: kept.map(row => rows.hits[row]! * wholeOrUnknown(row)),
  }
  const sums = values.map((column, j) => kept.map(row => column[row]! * shareIn(row, typeOf[j]!)))
  const rowOf = new PairMap(kept.length)
  for (const [row, func] of columns.func.entries()) {
    if (columns.source[row] === shared.funcs.source[func]) rowOf.set(func, columns.line[row]!, row)
  }
  for (const { func, taken } of graph.values()) {
    const source = shared.funcs.source[func] ?? -1
    if (source === -1) continue
    for (const [line, costs] of taken) {
      let row = rowOf.get(func, line)
      if (row === -1) {
        row = columns.line.length
        rowOf.set(func, line, row)
        columns.source.push(source)
        columns.line.push(line)
        columns.func.push(func)
        columns.hits.push(Number.NaN)
        for (const sum of sums) sum.push(0)
      }
      for (const [j, k] of typeOf.entries()) sums[j]![row]! += k === -1 ? Number.NaN : costs[k]!
    }
  }
  return {
    valueTypes,
    rows: {
      length: columns.line.length,
      source: Int32Array.from(columns.source),
      line: Int32Array.from(columns.line),
      func: Int32Array.from(columns.func),
      hits: Float64Array.from(columns.hits),
    },
    values: sums.map(sum => Float64Array.from(sum)),
  }
}

function isSameType(a: ValueType, b: ValueType): boolean {
  return a.name === b.name && a.unit === b.unit && (a.base === undefined) === (b.base === undefined)
}
