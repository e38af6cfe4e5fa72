import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'

/** The command line as it was built. */
export const MAIN = join('dist', 'cli', 'main.js')

/** What one run of a program took. */
export interface ProcessCost {
  readonly seconds: number
  /** Largest resident memory, as the kernel counted it. */
  readonly megabytes: number
}

/** Runs a program to its end. @throws Error when it fails. */
export function runProcess(program: string, args: readonly string[]): ProcessCost {
  const start = performance.now()
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const seconds = (performance.now() - start) / 1000
  const peak = /peak (\d+)/.exec(stderr)?.[1]
  if (status !== 0 || peak === undefined)
    throw new Error(`${program} ${args[0]} ended with ${status}: ${stderr}`)
  return { seconds, megabytes: Number(peak) / 1024 }
}

/** Runs a Pyrometer command. */
export function runPyrometer(...args: readonly string[]): ProcessCost {
  return runProcess(process.execPath, [MAIN, ...args])
}

/** "1.23 s (median of 5)". */
export function medianSeconds(costs: readonly ProcessCost[]): string {
  return `${quantile(seconds(costs), 0.5).toFixed(2)} s (median of ${costs.length})`
}

/** The times alone. */
export function seconds(costs: readonly ProcessCost[]): number[] {
  return costs.map(cost => cost.seconds)
}

/** The largest memory of all runs, in MB. */
export function mostMegabytes(costs: readonly ProcessCost[]): number {
  return Math.max(...costs.map(cost => cost.megabytes))
}
