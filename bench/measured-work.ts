import { execFileSync } from 'node:child_process'
import { median } from '../src/base/statistics.ts'
import { pairedRatio } from './result.ts'

/** Runs ours and theirs so many times, the two in turns, and either first: the medians, and the ratio of the pairs. */
export function compareInPairs(own: () => number, peer: () => number, pairs: number) {
  const ours: number[] = []
  const theirs: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) ours.push(own())
    theirs.push(peer())
    if (pair % 2 === 1) ours.push(own())
  }
  return { ...pairedRatio(ours, theirs), ours: median(ours), theirs: median(theirs) }
}

/** CPU seconds of a program's work, as it says on its first line; `tracer` is the means by which lines are counted. */
export function secondsOfWork([program = '', ...args]: readonly string[], tracer = ''): number {
  const env = { ...process.env, PYROMETER_LINE_TRACER: tracer }
  const output = execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] })
  return Number.parseFloat(output)
}
