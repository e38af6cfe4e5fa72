import type { StatRow } from './row.ts'

/** What `perf stat` says of one measurement. */
export interface StatSection {
  /** "'python3 -c 1'", "system wide", "process id '12'"; '' unknown. */
  subject: string
  /** Local time without a zone, as printed; '' unknown. */
  startedOn: string
  /** Null where it was measured once. */
  runs: number | null
  readonly rows: StatRow[]
  /** Seconds elapsed, on processors in user mode and in the kernel, as plain decimals, with the spread in percent. */
  readonly times: { readonly name: string; readonly value: string; readonly spread: string | null }[]
  /** Seconds of each of the repeated runs (`--table`). */
  readonly each: string[]
}

/** A section of which nothing is known. */
export function emptySection(): StatSection {
  return { subject: '', startedOn: '', runs: null, rows: [], times: [], each: [] }
}
