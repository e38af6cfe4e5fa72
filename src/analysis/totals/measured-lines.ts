import type { Recording } from '../../model/recording.ts'
import type { LinesOf, LineTotals } from './line-totals.ts'

/** Figures of lines with how often they ran. */
export type CountedLines = LineTotals & { readonly hits: Float64Array }

/** Figures of lines, and 1 for each of which the figure is known. */
export type MeasuredLines = CountedLines & { readonly isKnown: Uint8Array }

/** The figures of a `lines` part (line_profiler's, callgrind's …), which were measured for the lines themselves: self and
 *  total are the same column, NaN (not known) counts as nothing. Several rows of one line add up; of what is a state and no
 *  amount (memory in use) the largest stands, for the whole too. O(rows).
 *  @throws TypeError if the recording has no lines. */
export function measuredLines(
  recording: Recording,
  valueType: number,
  of: LinesOf | 'everything',
): MeasuredLines {
  const part = recording.lines
  if (part === null) throw new TypeError('The recording has no lines')
  const { rows } = part
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
    if (of !== 'everything' && !isOf(rows.func[i]!, rows.source[i]!, of)) continue
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
    const value = values[i]!
    if (!Number.isNaN(value)) {
      self[row] = isState ? Math.max(self[row]!, value) : self[row]! + value
      whole = isState ? Math.max(whole, value) : whole + value
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

function isOf(func: number, source: number, of: LinesOf): boolean {
  return 'func' in of ? func === of.func : source === of.source
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
