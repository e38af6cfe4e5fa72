import type { ProcessIndex, ThreadIndex } from '../../model/tables.ts'

/** What part of a recording a question is about. A field that is absent or null restricts nothing. */
export interface Filter {
  /** Index into the part's value types; absent: the part's default. */
  readonly valueType?: number | null
  /** Nanoseconds since `meta.startTime`: samples that start in [start, end). */
  readonly time?: { readonly start: number; readonly end: number } | null
  readonly threads?: readonly ThreadIndex[] | null
  readonly processes?: readonly ProcessIndex[] | null
  /** Values of ThreadState to keep. */
  readonly states?: readonly number[] | null
}
