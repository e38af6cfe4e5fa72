import { appendFileSync } from 'node:fs'

/** What the tests count per format, for the table at the end of `npm test`. */
export type Tallied = 'file' | 'passed' | 'oracle'

const PATH = process.env.PYROMETER_TALLY

/** Counts a file of a format, a check that it passed, or a file that was compared with what another tool says of it. */
export function tally(format: string, what: Tallied): void {
  if (PATH !== undefined) appendFileSync(PATH, `${format}\t${what}\n`)
}
