import { PairMap } from '../../base/pair-map.ts'
import type { LinesPart } from '../../model/recording.ts'
import type { FuncRows } from './build-funcs.ts'
import type { PartFigures } from './part-figures.ts'
import type { ValueColumns } from './value-columns.ts'

/** The own figures of source lines, inlined code's under its own file; null where no line is known. Costs of unknown lines
 *  (0) stay in the function's own cost only. */
export function buildLines(figures: PartFigures, rows: FuncRows, columns: ValueColumns): LinesPart | null {
  const funcs = figures.places.first.finish().map(func => rows.row(func))
  const files = figures.places.second.finish()
  const sources = files.map(file => rows.source(file))
  const place = figures.lines.first.finish()
  const line = figures.lines.second.finish()
  const kept = knownLines(line)
  const length = kept.length
  if (length === 0) return null
  const part: LinesPart = {
    valueTypes: columns.valueTypes,
    rows: {
      length,
      source: kept.map(i => sources[place[i]!]!),
      line: kept.map(i => line[i]!),
      func: kept.map(i => funcs[place[i]!]!),
      hits: new Float64Array(length).fill(Number.NaN),
    },
    values: columns.columnsOf(figures.lineFigures).map(values => {
      const column = new Float64Array(length)
      for (let row = 0; row < length; row++) column[row] = values[kept[row]!]!
      return column
    }),
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

/** Adds rows of the same func, source and line together. */
function withoutRepeats({ valueTypes, rows, values }: LinesPart): LinesPart {
  const spots = new PairMap()
  const index = new PairMap(rows.length)
  const first: number[] = []
  const sums: number[][] = values.map(() => [])
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
    for (const [k, column] of sums.entries()) column[row]! += values[k]![i]!
  }
  return {
    valueTypes,
    rows: {
      length: first.length,
      source: Int32Array.from(first, i => rows.source[i]!),
      line: Int32Array.from(first, i => rows.line[i]!),
      func: Int32Array.from(first, i => rows.func[i]!),
      hits: Float64Array.from(first, i => rows.hits[i]!),
    },
    values: sums.map(column => Float64Array.from(column)),
  }
}
