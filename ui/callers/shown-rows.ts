import type { FunctionRows } from '../../src/query/functions/functions.ts'

/** Rows of callers or callees worth a line: all but a self row that cost nothing. */
export function shownRows(rows: FunctionRows): number[] {
  return Array.from({ length: rows.length }, (_, row) => row).filter(
    row => rows.func[row] !== -1 || rows.total[row] !== 0,
  )
}
