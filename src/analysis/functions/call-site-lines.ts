import { PairMap } from '../../base/pair-map.ts'
import type { CallsPart, LinesPart, Recording, ValueType } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import type { LinesOf } from '../totals/line-totals.ts'
import { type MeasuredLines, sourceWithin } from '../totals/measured-lines.ts'

/** Whether the recording says on which lines calls stand. O(edges + rows). */
export function hasCallSites({ calls, lines }: Recording): boolean {
  if (calls === null) return false
  if (lines?.called !== undefined) return lines.called.some(column => column.some(cost => cost > 0))
  return calls.edges.line.some(line => line > 0)
}

/** Share of the cost of all calls that stands on no line: calls from code without line numbers, or, where what was called is not
 *  known of lines (`isOfEdges`), of functions that are called from several lines of another. O(edges + rows). */
export function unplacedShare(
  { calls, lines }: Recording,
  type: ValueType,
): { readonly share: number; readonly isOfEdges: boolean } {
  const at = calls === null ? -1 : sameType(calls, type)
  const isOfEdges = lines?.called === undefined
  if (calls === null || at === -1) return { share: Number.NaN, isOfEdges }
  let [all, placed] = [0, 0]
  for (let edge = 0; edge < calls.edges.length; edge++) {
    const cost = calls.edgeTotal[at]![edge]!
    if (!(cost > 0) || calls.edges.caller[edge] === calls.edges.callee[edge]) continue
    all += cost
    if (isOfEdges && calls.edges.line[edge]! > 0) placed += cost
  }
  if (!isOfEdges) for (const cost of calledColumn(lines, type)) placed += cost || 0
  return { share: all > placed * (1 + 1e-9) ? (all - placed) / all : 0, isOfEdges }
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
  const { calls, lines } = recording
  const at = calls === null ? -1 : sameType(calls, type)
  if (calls === null || at === -1 || !hasCallSites(recording)) return figures
  const isOfSource = of !== 'everything' && 'source' in of
  const sites =
    lines?.called === undefined
      ? sitesOfEdges(recording, calls, { at, of })
      : sitesOfLines(recording, calls, { at, of, lines, cost: calledColumn(lines, type) })
  const rowOf = new Map<string, number>()
  const keyOf = (func: number, source: number, line: number) => `${func},${source},${line}`
  for (let row = 0; row < figures.length; row++) {
    rowOf.set(keyOf(figures.func[row]!, figures.source[row]!, figures.line[row]!), row)
  }
  const added = { func: [] as number[], source: [] as number[], line: [] as number[] }
  const total = Array.from(figures.total)
  for (const { func: caller, source, line, cost, most } of sites) {
    const func = isOfSource ? -1 : caller
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
    const sum = total[row]! + Math.min(cost, most)
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
    ...wholeWith(recording, figures, { total, calls, at, of }),
    hits: padded(figures.hits, Number.NaN),
    isKnown: Uint8Array.from([...figures.isKnown, ...new Array<number>(more).fill(1)]),
  }
}

function sameType({ valueTypes }: { readonly valueTypes: readonly ValueType[] }, type: ValueType): number {
  return valueTypes.findIndex(
    other => other.name === type.name && (other.base === undefined) === (type.base === undefined),
  )
}

function calledColumn(lines: LinesPart, type: ValueType): Float64Array {
  return lines.called?.[sameType(lines, type)] ?? new Float64Array(0)
}

/** A function's whole is its total. That of a file nobody knows: it is no less than that of any of its lines and functions. */
function wholeWith(
  { shared }: Recording,
  figures: MeasuredLines,
  of: {
    readonly total: readonly number[]
    readonly calls: CallsPart
    readonly at: number
    readonly of: LinesOf | 'everything'
  },
): { whole: number; isAtLeast?: boolean } {
  if (of.of === 'everything') return { whole: figures.whole }
  const { rows, total } = of.calls
  let whole = figures.whole
  if ('source' in of.of) {
    for (const value of of.total) whole = Math.max(whole, value)
    for (let row = 0; row < rows.length; row++) {
      if (shared.funcs.source[rows.func[row]!] === of.of.source)
        whole = Math.max(whole, total[of.at]![row]! || 0)
    }
    return { whole, isAtLeast: true }
  }
  let sum = 0
  for (let row = 0; row < rows.length; row++) {
    if (rows.func[row] === of.of.func) sum += total[of.at]![row]! || 0
  }
  return { whole: Math.max(whole, sum) }
}

/** What is called from a line of a function, and what the function costs in all. */
interface CallSite {
  readonly func: FuncIndex
  readonly source: SourceIndex
  readonly line: number
  cost: number
  readonly most: number
}

/** Where lines have what was called from them. */
function sitesOfLines(
  recording: Recording,
  calls: CallsPart,
  { at, of, lines, cost }: { at: number; of: LinesOf | 'everything'; lines: LinesPart; cost: Float64Array },
): CallSite[] {
  const { rows } = lines
  const most = new Map<FuncIndex, number>()
  for (let row = 0; row < calls.rows.length; row++) {
    const func = calls.rows.func[row]!
    most.set(func, (most.get(func) ?? 0) + (calls.total[at]![row]! || 0))
  }
  const within = of === 'everything' ? null : sourceWithin(recording, of)
  const sites: CallSite[] = []
  for (let row = 0; row < rows.length; row++) {
    const [func, source] = [rows.func[row]!, rows.source[row]!]
    if (!(cost[row]! > 0) || (within !== null && source !== within)) continue
    if (of !== 'everything' && 'func' in of && func !== of.func) continue
    const site = { func, source, line: rows.line[row]!, cost: cost[row]! }
    sites.push({ ...site, most: most.get(func) ?? cost[row]! })
  }
  return sites
}

/** Where calls say on which line of the caller's own source they stand. */
function sitesOfEdges(
  { shared }: Recording,
  { rows, edges, edgeTotal, total }: CallsPart,
  { at, of }: { at: number; of: LinesOf | 'everything' },
): CallSite[] {
  const isWanted = (func: number) => {
    if (of === 'everything') return true
    const source = shared.funcs.source[func]!
    if ('source' in of) return source === of.source
    return func === of.func && (of.within === undefined || of.within === source)
  }
  const index = new PairMap()
  const sites: CallSite[] = []
  for (let edge = 0; edge < edges.length; edge++) {
    const [caller, callee, line] = [edges.caller[edge]!, edges.callee[edge]!, edges.line[edge]!]
    const cost = edgeTotal[at]![edge]!
    const func = rows.func[caller]!
    if (line < 1 || caller === callee || !(cost > 0) || !isWanted(func)) continue
    let site = index.get(func, line)
    if (site === -1) {
      site = sites.length
      index.set(func, line, site)
      sites.push({ func, source: shared.funcs.source[func]!, line, cost: 0, most: total[at]![caller]! })
    }
    sites[site]!.cost += cost
  }
  return sites
}
