import type { ColumnType, TableSpec } from '../columns.ts'
import { HEAP_SPECS, SHARED_SPECS } from '../integrity.ts'
import type { Recording } from '../recording.ts'
import { CALL_EDGES, CALL_ROWS, LINE_ROWS, MARKS, SAMPLES, TIMELINE_POINTS } from '../tables.ts'

/** The integer version of the `.pyrometer` file. Each step from an older one has an upgrader in upgrade.ts. */
export const FILE_VERSION = 1

/** A table of a recording file: where its columns lie and what they are. */
export interface TableFile {
  readonly path: string
  readonly spec: TableSpec
}

/** The shared tables, in the order in which they are written. */
export const SHARED_TABLES: readonly TableFile[] = Object.entries(SHARED_SPECS).map(([name, spec]) => ({
  path: `shared/${name}`,
  spec,
}))
/** Samples of the stacks part. */
export const SAMPLES_TABLE: TableFile = { path: 'stacks/samples', spec: SAMPLES }
/** Functions of the calls part. */
export const CALL_ROWS_TABLE: TableFile = { path: 'calls/rows', spec: CALL_ROWS }
/** Edges of the calls part. */
export const CALL_EDGES_TABLE: TableFile = { path: 'calls/edges', spec: CALL_EDGES }
/** Rows of the lines part. */
export const LINE_ROWS_TABLE: TableFile = { path: 'lines/rows', spec: LINE_ROWS }
/** The tables of the heap part, in the order in which they are written. */
export const HEAP_TABLES: readonly TableFile[] = Object.entries(HEAP_SPECS).map(([name, spec]) => ({
  path: `heap/${name}`,
  spec,
}))
/** Named points and spans. */
export const MARKS_TABLE: TableFile = { path: 'marks', spec: MARKS }

/** The table of the points of timeline `index`. */
export function timelineTable(index: number): TableFile {
  return { path: `timelines/${index}`, spec: TIMELINE_POINTS }
}

/** Where a column lies in the file: 'shared/frames/line.i32'. */
export function columnPath(table: string, column: string, type: ColumnType): string {
  return `${table}/${column}.${type}`
}

/** The weight columns of the parts: folder in the file, columns. */
export function weightColumns(recording: Recording): { path: string; columns: readonly Float64Array[] }[] {
  const { stacks, calls, lines } = recording
  const found: { path: string; columns: readonly Float64Array[] }[] = []
  if (stacks !== null) found.push({ path: 'stacks/weights', columns: stacks.weights })
  if (calls !== null) {
    found.push({ path: 'calls/self', columns: calls.self }, { path: 'calls/total', columns: calls.total })
    found.push({ path: 'calls/edgeSelf', columns: calls.edgeSelf })
    found.push({ path: 'calls/edgeTotal', columns: calls.edgeTotal })
  }
  if (lines !== null) found.push({ path: 'lines/values', columns: lines.values })
  if (lines?.called !== undefined) found.push({ path: 'lines/called', columns: lines.called })
  return found
}
