import type { Recording } from '../model/recording.ts'
import type { LinesOf, LineTotals } from './line-totals.ts'

/** The figures of a `lines` part (line_profiler's, callgrind's …), which were measured for the lines themselves: self and
 *  total are the same column, NaN (not known) counts as nothing. Several rows of one line add up. O(rows).
 *  @throws TypeError if the recording has no lines. */
export function measuredLines(
  recording: Recording,
  valueType: number,
  of: LinesOf | 'everything',
): LineTotals & { readonly hits: Float64Array } {
  const part = recording.lines
  if (part === null) throw new TypeError('The recording has no lines')
  const { rows } = part
  const values = part.values[valueType]!
  const rowOf = new Map<string, number>()
  const func: number[] = []
  const source: number[] = []
  const line: number[] = []
  const self: number[] = []
  const hits: number[] = []
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
    }
    const value = Number.isNaN(values[i]!) ? 0 : values[i]!
    self[row]! += value
    whole += value
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
  }
}

function isOf(func: number, source: number, of: LinesOf): boolean {
  return 'func' in of ? func === of.func : source === of.source
}
