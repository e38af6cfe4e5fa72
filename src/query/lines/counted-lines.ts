import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'

/** Whether a recording is of lines that were counted and timed one by one (line_profiler's, `record --mode lines`), and of
 *  nothing else: it is shown as line_profiler shows it. O(lines). */
export function isCountedLines({ stacks, calls, lines }: Recording): boolean {
  if (lines === null || stacks !== null || calls !== null || lines.rows.length === 0) return false
  return (
    lines.valueTypes.some(type => secondsPer(type.unit) !== null) &&
    lines.rows.func.every(func => func !== -1) &&
    !lines.rows.hits.some(Number.isNaN)
  )
}

/** The functions of such a recording: all, those that never ran included, in their own order or by their time, rising. What filters left
 *  out are none. */
export function countedFuncs({ shared, lines }: Recording, isByTime: boolean): FuncIndex[] {
  const { length, kind } = shared.funcs
  const funcs = Array.from({ length }, (_, func) => func).filter(func => kind[func] !== FuncKind.marker)
  if (!isByTime || lines === null) return funcs
  const time = new Float64Array(length)
  for (let row = 0; row < lines.rows.length; row++) {
    const func = lines.rows.func[row]!
    if (func !== -1) time[func]! += lines.values[0]?.[row] ?? 0
  }
  return funcs.sort((a, b) => time[a]! - time[b]! || a - b)
}
