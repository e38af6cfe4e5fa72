import { computed } from '@preact/signals'
import type { FunctionsAnswer } from '../../src/query/functions/functions.ts'
import { functions, matches } from '../state/answers.ts'
import { recording, type SortKey, sort } from '../state/app-state.ts'
import type { FuncDirectory } from '../worker/protocol.ts'
import { besideFigure } from './beside-columns.tsx'

/** Rows of the functions answer in the order of the table: sorted as chosen, only what the search matches. */
export const sortedRows = computed<Int32Array>(() => {
  const answer = functions.value.value
  const funcs = recording.value?.funcs
  if (answer === null || funcs === undefined) return new Int32Array(0)
  const mask = matches.value
  const kept: number[] = []
  for (let row = 0; row < answer.rows.length; row++) {
    if (mask === null || mask[answer.rows.func[row]!] === 1) kept.push(row)
  }
  const order = Int32Array.from(kept)
  const { key, isRising } = sort.value
  // The answer comes sorted by falling self already.
  if (key === 'self') return isRising ? order.reverse() : order
  const compare = comparison(key, answer, funcs)
  const sign = isRising ? 1 : -1
  return order.sort((a, b) => sign * compare(a, b) || a - b)
})

function comparison(
  key: SortKey,
  answer: FunctionsAnswer,
  funcs: FuncDirectory,
): (a: number, b: number) => number {
  const { rows, ceiling } = answer
  const byNumber = (value: (row: number) => number) => (a: number, b: number) => {
    const [x, y] = [value(a), value(b)]
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x))
    return x === y ? 0 : x < y ? -1 : 1
  }
  const byText = (column: readonly string[]) => (a: number, b: number) =>
    (column[rows.func[a]!] ?? '').localeCompare(column[rows.func[b]!] ?? '')
  const { difference } = answer
  if (difference !== null) {
    const delta = (row: number) => rows.self[row]! - difference.self[row]!
    // By size: what got faster is as much of an answer as what got slower.
    if (key === 'delta') return byNumber(row => Math.abs(delta(row)))
    if (key === 'was') return byNumber(row => difference.self[row]!)
    if (key === 'change') return byNumber(row => rows.self[row]! / difference.self[row]!)
    if (key === 'totalDelta') return byNumber(row => Math.abs(rows.total[row]! - difference.total[row]!))
    if (key === 'interval') return byNumber(row => difference.selfHigh[row]! - difference.selfLow[row]!)
  }
  if (key === 'besideSelf' || key === 'besideTotal')
    return byNumber(row => besideFigure(key, rows.func[row]!))
  if (key === 'name') return byText(funcs.name)
  if (key === 'where') return byText(funcs.where)
  if (key === 'total') return byNumber(row => rows.total[row]!)
  if (key === 'calls') return byNumber(row => rows.calls[row]!)
  if (key === 'ceiling') return byNumber(row => ceiling[row]!)
  if (key === 'interval') return byNumber(row => rows.selfHigh[row]! - rows.selfLow[row]!)
  return byNumber(row => rows.self[row]!)
}
