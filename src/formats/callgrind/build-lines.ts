import { PairMap } from '../../base/pair-map.ts'
import type { LinesPart } from '../../model/recording.ts'
import type { FuncRows } from './build-funcs.ts'
import type { PartFigures } from './part-figures.ts'
import type { ValueColumns } from './value-columns.ts'

/** The own figures of source lines, inlined code's under its own file; null where no line is known. Costs of unknown lines
 *  (0) stay in the function's own cost only. */
export function buildLines(part: PartFigures, rows: FuncRows, columns: ValueColumns): LinesPart | null {
  const kept: number[] = []
  for (let i = 0; i < part.lines.length; i++) if (part.lineNumber.get(i) > 0) kept.push(i)
  if (kept.length === 0) return null
  const places = new PairMap()
  const index = new PairMap(kept.length)
  const [source, line, func]: number[][] = [[], [], []]
  const of = new Int32Array(part.lines.length).fill(-1)
  const spotOf = new Int32Array(part.placeFunc.length).fill(-1)
  for (const i of kept) {
    const place = part.linePlace.get(i)
    const ownFunc = rows.func[rows.row(part.placeFunc.get(place))]!
    const ownSource = rows.source(part.placeFile.get(place))
    if (spotOf[place] === -1) {
      let spot = places.get(ownFunc, ownSource)
      if (spot === -1) {
        spot = places.size
        places.set(ownFunc, ownSource, spot)
      }
      spotOf[place] = spot
    }
    let row = index.get(spotOf[place]!, part.lineNumber.get(i))
    if (row === -1) {
      row = line!.length
      index.set(spotOf[place]!, part.lineNumber.get(i), row)
      source!.push(ownSource)
      line!.push(part.lineNumber.get(i))
      func!.push(ownFunc)
    }
    of[i] = row
  }
  const values = columns.columnsOf(part.lines).map(figures => {
    const sums = new Float64Array(line!.length)
    for (const i of kept) sums[of[i]!]! += figures[i]!
    return sums
  })
  return {
    valueTypes: columns.valueTypes,
    rows: {
      length: line!.length,
      source: Int32Array.from(source!),
      line: Int32Array.from(line!),
      func: Int32Array.from(func!),
      hits: new Float64Array(line!.length).fill(Number.NaN),
    },
    values,
  }
}
