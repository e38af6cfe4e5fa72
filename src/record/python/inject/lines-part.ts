import { LinesBuilder } from '../../../model/part-builders.ts'
import type { LinesPart, ValueType } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind } from '../../../model/tables.ts'
import type { CountedLine, LinesFile } from './read-lines.ts'

/** Time without what the tracer cost, and as it was measured. */
const LINE_TIMES: readonly ValueType[] = [
  { name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'estimated' },
  { name: 'raw time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' },
]

/** The lines of several processes as one part, hits and times added up. Functions that never ran are funcs without rows. */
export function linesPart(files: readonly LinesFile[], shared: SharedBuilder): LinesPart {
  const lines = new LinesBuilder(LINE_TIMES)
  const rowOf = new Map<string, number>()
  for (const file of files) {
    const inOrder = file.functions.toSorted((a, b) =>
      a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1,
    )
    for (const { name, file: path, line, cost, rows } of inOrder) {
      const func = shared.func({ name, file: path, line, kind: FuncKind.python })
      const source = shared.source(path)
      for (const counted of rows) {
        const values = [correctedTime(counted, cost, file.nestedCost), counted.time]
        const key = `${func},${counted.line}`
        const row = rowOf.get(key)
        if (row === undefined) {
          rowOf.set(key, lines.add({ source, line: counted.line, func, hits: counted.hits }, values))
          continue
        }
        const { hits } = lines.rows.columns
        hits.set(row, hits.get(row) + counted.hits)
        for (const [k, value] of values.entries()) {
          const column = lines.values[k]!
          column.set(row, column.get(row) + value)
        }
      }
    }
  }
  return lines.finish()
}

/** A line cannot have taken less than nothing: where the tracer's mean cost is more than was measured, it was cheaper. */
function correctedTime({ hits, time, nested }: CountedLine, cost: number, nestedCost: number): number {
  return Math.max(0, Math.round(time - hits * cost - nested * nestedCost))
}
