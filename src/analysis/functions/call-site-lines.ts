import { PairMap } from '../../base/pair-map.ts'
import type { CallsPart, Recording, ValueType } from '../../model/recording.ts'
import type { LinesOf } from '../totals/line-totals.ts'
import type { MeasuredLines } from '../totals/measured-lines.ts'

/** Whether the call graph says on which lines calls stand. O(edges). */
export function hasCallSites({ calls }: Recording): boolean {
  return calls?.edges.line.some(line => line > 0) === true
}

/** Share of the cost of all calls that stands on no line: of a function that is called from several lines of another, only the
 *  sum is kept. O(edges). */
export function unplacedShare({ calls }: Recording, type: ValueType): number {
  const at = calls === null ? -1 : sameType(calls, type)
  if (calls === null || at === -1) return Number.NaN
  let placed = 0
  let unplaced = 0
  for (let edge = 0; edge < calls.edges.length; edge++) {
    const cost = calls.edgeTotal[at]![edge]!
    if (!(cost > 0) || calls.edges.caller[edge] === calls.edges.callee[edge]) continue
    if (calls.edges.line[edge]! > 0) placed += cost
    else unplaced += cost
  }
  return unplaced === 0 ? 0 : unplaced / (placed + unplaced)
}

/**
 * Figures of measured lines with what was called from them in their totals, as callgrind writes it. What a function costs that
 * calls itself stands on its lines already: such calls are left out, and no line of a function costs more than the function. A
 * call that the file does not place counts for no line. Figures as they are where the call graph knows none of the value type, or
 * no lines of calls. O(lines + edges).
 */
export function withCallSites(
  recording: Recording,
  of: LinesOf | 'everything',
  { type, figures }: { readonly type: ValueType; readonly figures: MeasuredLines },
): MeasuredLines {
  const { calls, shared } = recording
  const at = calls === null ? -1 : sameType(calls, type)
  if (calls === null || at === -1 || !hasCallSites(recording)) return figures
  const isOfSource = of !== 'everything' && 'source' in of
  const isWanted = (func: number) =>
    of === 'everything' || ('func' in of ? func === of.func : shared.funcs.source[func] === of.source)
  const sites = callSites(calls, at, isWanted)
  const rowOf = new Map<string, number>()
  const keyOf = (func: number, source: number, line: number) => `${func},${source},${line}`
  for (let row = 0; row < figures.length; row++) {
    rowOf.set(keyOf(figures.func[row]!, figures.source[row]!, figures.line[row]!), row)
  }
  const added = { func: [] as number[], source: [] as number[], line: [] as number[] }
  const total = Array.from(figures.total)
  for (let site = 0; site < sites.cost.length; site++) {
    const [caller, line] = [sites.func[site]!, sites.line[site]!]
    const [func, source] = [isOfSource ? -1 : caller, shared.funcs.source[caller]!]
    const key = keyOf(func, source, line)
    let row = rowOf.get(key)
    if (row === undefined) {
      row = total.length
      rowOf.set(key, row)
      added.func.push(func)
      added.source.push(source)
      added.line.push(line)
      total.push(0)
    }
    const most = sites.most[site]!
    const sum = total[row]! + Math.min(sites.cost[site]!, most)
    total[row] = isOfSource ? sum : Math.min(sum, Math.max(total[row]!, most))
  }
  const more = added.line.length
  const padded = (column: Float64Array, value: number) =>
    Float64Array.from([...column, ...new Array<number>(more).fill(value)])
  return {
    length: figures.length + more,
    func: Int32Array.from([...figures.func, ...added.func]),
    source: Int32Array.from([...figures.source, ...added.source]),
    line: Int32Array.from([...figures.line, ...added.line]),
    self: padded(figures.self, 0),
    total: Float64Array.from(total),
    whole: wholeWith(figures, total, { calls, at, of }),
    hits: padded(figures.hits, Number.NaN),
    isKnown: Uint8Array.from([...figures.isKnown, ...new Array<number>(more).fill(1)]),
  }
}

function sameType({ valueTypes }: CallsPart, type: ValueType): number {
  return valueTypes.findIndex(
    other => other.name === type.name && (other.base === undefined) === (type.base === undefined),
  )
}

/** A function's whole is its total. That of a file nobody knows: it is no less than any of its lines. */
function wholeWith(
  figures: MeasuredLines,
  totals: readonly number[],
  { calls, at, of }: { calls: CallsPart; at: number; of: LinesOf | 'everything' },
): number {
  if (of === 'everything') return figures.whole
  if ('source' in of) return totals.reduce((most, value) => Math.max(most, value), figures.whole)
  const { rows, total } = calls
  let sum = 0
  for (let row = 0; row < rows.length; row++) if (rows.func[row] === of.func) sum += total[at]![row]! || 0
  return Math.max(figures.whole, sum)
}

/** What is called from each line of each function, and what the function costs in all. */
function callSites(
  { rows, edges, edgeTotal, total }: CallsPart,
  at: number,
  isWanted: (func: number) => boolean,
) {
  const index = new PairMap()
  const sites = { func: [] as number[], line: [] as number[], cost: [] as number[], most: [] as number[] }
  for (let edge = 0; edge < edges.length; edge++) {
    const [caller, callee, line] = [edges.caller[edge]!, edges.callee[edge]!, edges.line[edge]!]
    const cost = edgeTotal[at]![edge]!
    const func = rows.func[caller]!
    if (line < 1 || caller === callee || !(cost > 0) || !isWanted(func)) continue
    let site = index.get(func, line)
    if (site === -1) {
      site = sites.line.length
      index.set(func, line, site)
      sites.func.push(func)
      sites.line.push(line)
      sites.cost.push(0)
      sites.most.push(total[at]![caller]!)
    }
    sites.cost[site]! += cost
  }
  return sites
}
