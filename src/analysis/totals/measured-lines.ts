import type { Recording } from '../../model/recording.ts'
import type { FuncIndex, SourceIndex } from '../../model/tables.ts'
import type { LinesOf, LineTotals } from './line-totals.ts'

/** Figures of lines with how often they ran. */
export type CountedLines = LineTotals & {
  readonly hits: Float64Array
  /** Whether `whole` is only the least that it may be. Absent: it is not. */
  readonly isAtLeast?: boolean
}

/** Figures of lines, and 1 for each of which the figure is known. */
export type MeasuredLines = CountedLines & { readonly isKnown: Uint8Array }

/** The figures of a `lines` part (line_profiler's, callgrind's …), which were measured for the lines themselves: self and
 *  total are the same column, NaN (not known) counts as nothing. Several rows of one line add up; of what is a state and no
 *  amount (memory in use) the largest stands, for the whole too, which for a func is of all its lines, those of code inlined
 *  from other sources too. O(rows).
 *  @throws TypeError if the recording has no lines. */
export function measuredLines(
  recording: Recording,
  valueType: number,
  of: LinesOf | 'everything',
): MeasuredLines {
  const part = recording.lines
  if (part === null) throw new TypeError('The recording has no lines')
  const { rows } = part
  const asked = of !== 'everything' && 'func' in of ? of.func : null
  const within = of === 'everything' ? null : sourceWithin(recording, of)
  const isState = part.valueTypes[valueType]!.kind === 'snapshot'
  const values = part.values[valueType]!
  const rowOf = new Map<string, number>()
  const func: number[] = []
  const source: number[] = []
  const line: number[] = []
  const self: number[] = []
  const hits: number[] = []
  const isKnown: number[] = []
  let whole = 0
  for (let i = 0; i < rows.length; i++) {
    if (asked !== null && rows.func[i] !== asked) continue
    const isShown = within === null || rows.source[i] === within
    const value = values[i]!
    const isAny = !Number.isNaN(value)
    if (isAny && (isShown || asked !== null)) whole = isState ? Math.max(whole, value) : whole + value
    if (!isShown) continue
    const ownFunc = of !== 'everything' && 'source' in of ? -1 : rows.func[i]!
    const key = `${ownFunc},${rows.source[i]},${rows.line[i]}`
    let row = rowOf.get(key)
    if (row === undefined) {
      row = line.length
      rowOf.set(key, row)
      func.push(ownFunc)
      source.push(rows.source[i]!)
      line.push(rows.line[i]!)
      self.push(0)
      hits.push(Number.NaN)
      isKnown.push(0)
    }
    if (isAny) {
      self[row] = isState ? Math.max(self[row]!, value) : self[row]! + value
      isKnown[row] = 1
    }
    if (!Number.isNaN(rows.hits[i]!)) hits[row] = (Number.isNaN(hits[row]!) ? 0 : hits[row]!) + rows.hits[i]!
  }
  const figures = Float64Array.from(self)
  return {
    length: line.length,
    func: Int32Array.from(func),
    source: Int32Array.from(source),
    line: Int32Array.from(line),
    self: figures,
    total: figures,
    whole,
    hits: Float64Array.from(hits),
    isKnown: Uint8Array.from(isKnown),
  }
}

/** The source whose lines are asked about; null where there is none. */
export function sourceWithin(recording: Recording, of: LinesOf): SourceIndex | null {
  return 'source' in of ? of.source : (of.within ?? homeSource(recording, of.func))
}

/** The source that a func stands in; where that is not known the first of which lines were measured for it, or null. */
function homeSource({ shared, lines }: Recording, func: FuncIndex): SourceIndex | null {
  const source = shared.funcs.source[func]!
  if (source !== -1) return source
  const row = lines?.rows.func.indexOf(func) ?? -1
  return row === -1 ? null : lines!.rows.source[row]!
}

/** Other sources of which lines were inlined into a func, by what they cost it, falling. O(rows). */
export function inlinedSources(recording: Recording, func: FuncIndex, valueType: number): SourceIndex[] {
  const { lines } = recording
  if (lines === null) return []
  const home = homeSource(recording, func)
  const cost = new Map<SourceIndex, number>()
  for (let row = 0; row < lines.rows.length; row++) {
    const source = lines.rows.source[row]!
    if (lines.rows.func[row] !== func || source === home) continue
    cost.set(source, (cost.get(source) ?? 0) + Math.abs(lines.values[valueType]![row]! || 0))
  }
  return [...cost.keys()].sort((a, b) => cost.get(b)! - cost.get(a)! || a - b)
}

/** Figures of the lines of stacks with the hits that were counted of them besides; lines that were counted and not seen in
 *  stacks cost nothing. O(lines). */
export function withMeasuredHits(
  recording: Recording,
  of: LinesOf | 'everything',
  figures: LineTotals,
): CountedLines {
  const hits = new Float64Array(figures.length).fill(Number.NaN)
  if (recording.lines === null || recording.lines.valueTypes.length === 0) return { ...figures, hits }
  const counted = measuredLines(recording, 0, of)
  const keyOf = (lines: LineTotals, row: number) => `${lines.func[row]},${lines.line[row]}`
  const rowOf = new Map<string, number>()
  for (let row = 0; row < figures.length; row++) rowOf.set(keyOf(figures, row), row)
  const added: number[] = []
  for (let row = 0; row < counted.length; row++) {
    const known = rowOf.get(keyOf(counted, row))
    if (known !== undefined) hits[known] = counted.hits[row]!
    else if (!Number.isNaN(counted.hits[row]!)) added.push(row)
  }
  if (added.length === 0) return { ...figures, hits }
  const longer = (column: Int32Array, more: Int32Array) =>
    Int32Array.from([...column, ...added.map(row => more[row]!)])
  const padded = (column: Float64Array) => Float64Array.from([...column, ...added.map(() => 0)])
  return {
    length: figures.length + added.length,
    func: longer(figures.func, counted.func),
    source: longer(figures.source, counted.source),
    line: longer(figures.line, counted.line),
    self: padded(figures.self),
    total: padded(figures.total),
    whole: figures.whole,
    hits: Float64Array.from([...hits, ...added.map(row => counted.hits[row]!)]),
  }
}
