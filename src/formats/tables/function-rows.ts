import { UsageError } from '../../base/errors.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import { onlyRecording } from '../exporting/only-recording.ts'

/** One function and its figures. */
export interface FunctionRow {
  readonly name: string
  /** '' where the file is not known. */
  readonly file: string
  /** 1-based; -1 unknown. */
  readonly line: number
  /** NaN unknown. */
  readonly calls: number
  readonly primitiveCalls: number
  /** Per value type, in its unit. */
  readonly self: readonly number[]
  readonly total: readonly number[]
}

/** What a table of functions is made of. */
export interface FunctionTable {
  readonly recording: Recording
  readonly valueTypes: readonly ValueType[]
  readonly rows: Iterable<FunctionRow>
}

/** The functions of a recording's call graph by falling self of the first value type, then total.
 *  @throws UsageError when there is not one recording, or it has no call graph. */
export function functionTable(recordings: readonly Recording[], what: string): FunctionTable {
  const recording = onlyRecording(recordings, what)
  const { calls } = recording
  if (calls === null) {
    throw new UsageError(`${what} lists functions, and ${recording.meta.name} has none that were called`)
  }
  return { recording, valueTypes: calls.valueTypes, rows: rowsOf(recording, calls) }
}

function* rowsOf({ shared }: Recording, calls: CallsPart): Generator<FunctionRow> {
  const { strings, funcs, sources } = shared
  const [self, total] = [calls.self[0], calls.total[0]]
  const order = Int32Array.from({ length: calls.rows.length }, (_, i) => i)
  order.sort((a, b) => falling(self, a, b) || falling(total, a, b) || a - b)
  for (const row of order) {
    const func = calls.rows.func[row]!
    const source = funcs.source[func]!
    yield {
      name: strings[funcs.name[func]!]!,
      file: source === -1 ? '' : strings[sources.path[source]!]!,
      line: funcs.line[func]!,
      calls: calls.rows.calls[row]!,
      primitiveCalls: calls.rows.primitiveCalls[row]!,
      self: calls.self.map(column => column[row]!),
      total: calls.total.map(column => column[row]!),
    }
  }
}

/** Larger values first; what is not known last. */
function falling(column: Float64Array | undefined, a: number, b: number): number {
  const [x, y] = [column?.[a] ?? Number.NaN, column?.[b] ?? Number.NaN]
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y))
  return y - x
}
