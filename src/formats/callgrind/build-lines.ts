import { PairMap } from '../../base/pair-map.ts'
import type { LinesPart, ValueType } from '../../model/recording.ts'
import type { FuncRows } from './build-funcs.ts'
import type { PartFigures } from './part-figures.ts'

/** The own figures of source lines (`values`, a column a value type) and what was called from them (`called`), inlined code's
 *  under its own file; null where no line is known. Costs of unknown lines (0) stay in the function's own cost only. */
export function buildLines(
  figures: PartFigures,
  rows: FuncRows,
  own: {
    readonly valueTypes: readonly ValueType[]
    readonly values: readonly Float64Array[]
    readonly called: readonly Float64Array[]
  },
): LinesPart | null {
  const files = figures.places.seconds()
  const funcs = figures.places.firsts().map(func => rows.row(func))
  const sources = files.map(file => rows.source(file))
  const place = figures.lines.firsts()
  const line = figures.lines.seconds()
  const kept = knownLines(line)
  const length = kept.length
  if (length === 0) return null
  const isWhole = length === line.length
  const part: LinesPart = {
    valueTypes: own.valueTypes,
    rows: {
      length,
      source: gather(sources, place, kept),
      line: isWhole ? line : kept.map(i => line[i]!),
      func: gather(funcs, place, kept),
      hits: new Float64Array(length).fill(Number.NaN),
    },
    ...(isWhole
      ? { values: own.values, called: own.called }
      : { values: only(own.values, kept), called: only(own.called, kept) }),
  }
  // Only a function under two numbers, or a file under two names, makes two rows of one line.
  return rows.isOneToOne && new Set(sources).size === new Set(files).size ? part : withoutRepeats(part)
}

function knownLines(line: Int32Array): Int32Array {
  const kept = new Int32Array(line.length)
  let length = 0
  for (let i = 0; i < line.length; i++) if (line[i] !== 0) kept[length++] = i
  return kept.subarray(0, length)
}

function only(columns: readonly Float64Array[], kept: Int32Array): Float64Array[] {
  return columns.map(values => Float64Array.from(kept, i => values[i]!))
}

/** What the places of the kept rows are. */
function gather(values: Int32Array, place: Int32Array, kept: Int32Array): Int32Array {
  const column = new Int32Array(kept.length)
  for (let row = 0; row < column.length; row++) column[row] = values[place[kept[row]!]!]!
  return column
}

/** Adds rows of the same func, source and line together. */
function withoutRepeats({ valueTypes, rows, values, called = [] }: LinesPart): LinesPart {
  const spots = new PairMap()
  const index = new PairMap(rows.length)
  const first: number[] = []
  const columns = [...values, ...called]
  const sums: number[][] = columns.map(() => [])
  for (let i = 0; i < rows.length; i++) {
    let spot = spots.get(rows.func[i]!, rows.source[i]!)
    if (spot === -1) {
      spot = spots.size
      spots.set(rows.func[i]!, rows.source[i]!, spot)
    }
    let row = index.get(spot, rows.line[i]!)
    if (row === -1) {
      row = first.length
      index.set(spot, rows.line[i]!, row)
      first.push(i)
      for (const column of sums) column.push(0)
    }
    for (const [k, column] of sums.entries()) column[row]! += columns[k]![i]!
  }
  const summed = sums.map(column => Float64Array.from(column))
  return {
    valueTypes,
    rows: {
      length: first.length,
      source: Int32Array.from(first, i => rows.source[i]!),
      line: Int32Array.from(first, i => rows.line[i]!),
      func: Int32Array.from(first, i => rows.func[i]!),
      hits: Float64Array.from(first, i => rows.hits[i]!),
    },
    values: summed.slice(0, values.length),
    called: summed.slice(values.length),
  }
}
