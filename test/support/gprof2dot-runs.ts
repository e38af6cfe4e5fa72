import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** What a run of gprof2dot gave. */
export interface Gprof2dotRun {
  /** Null when it drew. `exit 0: …` when it only listed functions. */
  readonly error: string | null
  readonly dot: string | null
  /** What it wrote to standard error, empty where it crashed. */
  readonly messages: string
}

/** Runs gprof2dot on command lines, all in one process. Empty where it is not installed. */
export function runGprof2dot(lists: readonly (readonly string[])[]): Gprof2dotRun[] {
  const python = join(process.cwd(), '.pyrometer-cache/peers/gprof2dot/bin/python')
  if (!existsSync(python)) return []
  const output = execFileSync(python, [join(import.meta.dirname, '../oracle/pictures/gprof2dot-run.py')], {
    input: JSON.stringify(lists),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
    env: { ...process.env, PYTHONHASHSEED: '0' },
  })
  return JSON.parse(output) as Gprof2dotRun[]
}
