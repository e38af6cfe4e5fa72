import type { Recording } from '../../model/recording.ts'

/** What becomes of the rows of a report. */
export interface ReportRows {
  /** Adds a row; false when it is none. */
  add(cells: readonly string[]): boolean
  finish(file: string | null): Recording
}
