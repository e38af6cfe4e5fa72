import type { FuncKey } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'

/** Figures as they are printed: all calls, those that are no recursion, seconds. NaN where there is none. */
export interface Figures {
  readonly calls: number
  readonly primitiveCalls: number
  readonly self: number
  readonly total: number
}

/** A row of a table, or what a function did when it was called from another. */
export interface Row {
  readonly figures: Figures
  /** The function as it is printed; '' where the line was broken before it. */
  readonly label: string
}

const SECONDS = String.raw`-?(?:\d+\.\d+|inf|nan)`
const TABLE_ROW = new RegExp(`^\\s*(\\d+)(?:/(\\d+))?((?:\\s+${SECONDS}){2,4})(?:\\s+(\\S.*))?$`)
const RELATIVE = new RegExp(`^\\s*(\\d+)(?:/(\\d+))?\\s+(${SECONDS})\\s+(${SECONDS})\\s+(\\S.*)$`)
/** profile and hotshot count calls only; the time behind them is the other function's own. */
const COUNTED = new RegExp(`^\\s*(\\S.*)\\((\\d+)\\)\\s+${SECONDS}\\s*$`)

/** A row of the table: calls, self, self per call, total, total per call, function; null when the line is none. Shares of no
 *  calls are blank. */
export function parseTableRow(line: string): Row | null {
  const match = TABLE_ROW.exec(line.trimEnd())
  if (match === null) return null
  const calls = Number(match[1])
  const times = match[3]!.trim().split(/\s+/).map(Number)
  const total = times.length === 2 ? times[1]! : times[2]!
  const primitiveCalls = match[2] === undefined ? calls : Number(match[2])
  return { figures: { calls, primitiveCalls, self: times[0]!, total }, label: match[4] ?? '' }
}

/** What stands behind the arrow of callers and callees, null when the line is none. */
export function parseRelative(text: string): Row | null {
  const match = RELATIVE.exec(text.trimEnd())
  if (match !== null) {
    const calls = Number(match[1])
    const primitiveCalls = match[2] === undefined ? calls : Number(match[2])
    return {
      figures: { calls, primitiveCalls, self: Number(match[3]), total: Number(match[4]) },
      label: match[5]!,
    }
  }
  const counted = COUNTED.exec(text)
  if (counted === null) return null
  const unknown = Number.NaN
  const figures = { calls: Number(counted[2]), primitiveCalls: unknown, self: unknown, total: unknown }
  return { figures, label: counted[1]! }
}

/** The func that a label names: `file:line(name)`, `{built-in}`, or a name alone. A label that was cut off may lack its end. */
export function parseLabel(label: string): FuncKey {
  const builtin = /^\{(.*)\}$/.exec(label)
  if (builtin !== null) return { name: `<${builtin[1]}>`, line: 0, kind: FuncKind.builtin }
  const place = /^(.*?):(\d{1,9})\((.*?)\)?$/.exec(label)
  if (place === null) return { name: label, line: 0, kind: FuncKind.builtin }
  const [, file = '', line = '', name = ''] = place
  const kind = guessFuncKind(name, file)
  return { name, file, line: Number(line), kind: kind === FuncKind.unknown ? FuncKind.python : kind }
}
