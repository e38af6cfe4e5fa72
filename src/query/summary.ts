import type { Quality, ValueType, Warning } from '../model/recording.ts'

/** What a recording is, for headers and footers. Null means unknown. */
export interface SummaryAnswer {
  readonly name: string
  readonly command: string | null
  /** "CPython 3.12.1". */
  readonly interpreter: string | null
  /** "sample", "trace", or the format it was imported from. */
  readonly source: string
  readonly duration: number | null
  readonly startTime: string | null
  readonly samples: number | null
  readonly threads: number
  readonly processes: number
  readonly valueTypes: readonly ValueType[]
  readonly quality: Quality | null
  readonly warnings: readonly Warning[]
  readonly exit: string | null
}
