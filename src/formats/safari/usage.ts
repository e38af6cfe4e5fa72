import type { Unit } from '../../base/units.ts'
import type { Timeline } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'

interface Point {
  readonly time: number
  readonly value: number
}

/** Processor use (percent of one processor) and memory by category (bytes) as timelines. */
export function readUsage(
  records: readonly JsonValue[],
  toNanoseconds: (time: number) => number,
): Timeline[] {
  const series = new Map<string, { unit: Unit; points: Point[] }>()
  const add = (name: string, unit: Unit, point: Point) => {
    const known = series.get(name) ?? { unit, points: [] }
    series.set(name, known)
    known.points.push(point)
  }
  for (const record of records) {
    const type = record.at('type').optionalText()
    const time = toNanoseconds(
      record.at('timestamp').optionalNumber(record.at('startTime').optionalNumber(0)),
    )
    if (type === 'timeline-record-type-cpu') {
      add('cpu', 'percent', { time, value: record.at('usage').optionalNumber(0) })
    }
    const categories = record.at('categories')
    if (type !== 'timeline-record-type-memory' || categories.isMissing) continue
    for (const category of categories.items()) {
      const name = `memory: ${category.at('type').optionalText() ?? 'other'}`
      add(name, 'bytes', { time, value: category.at('size').optionalNumber(0) })
    }
  }
  return Array.from(series, ([name, { unit, points }]) => {
    const table = tableBuilder(TIMELINE_POINTS)
    for (const point of points.sort((a, b) => a.time - b.time)) table.add(point)
    return { name, unit, kind: 'gauge', process: -1, points: table.finish() }
  })
}
