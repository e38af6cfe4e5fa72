import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'
import { type Bench, formatRatio, pairedRatio } from './result.ts'

const MAIN = join('dist', 'cli', 'main.js')
const RUNS = 25

/** How long small commands take, as a person at a terminal waits for them: whole processes. */
export const bench: Bench = {
  title: 'Start-up',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    const profile = join(folder, 'small.pstats')
    const script = join(folder, 'small.py')
    writeFileSync(script, 'import json\njson.dumps([1])\n')
    execFileSync('python3', ['-m', 'cProfile', '-o', profile, script])
    const help: number[] = []
    const report: number[] = []
    const peer: number[] = []
    for (let run = 0; run < RUNS; run++) {
      help.push(timeOf(process.execPath, [MAIN, '--help']))
      report.push(timeOf(process.execPath, [MAIN, 'report', profile]))
      peer.push(
        timeOf('python3', ['-c', `import pstats; pstats.Stats(${JSON.stringify(profile)}).print_stats()`]),
      )
    }
    return [
      {
        measure: '`pyrometer --help`',
        ours: milliseconds(help),
        peer: null,
        ratio: null,
        target: 'within 120 ms',
        isReached: quantile(help, 0.5) <= 120,
      },
      {
        measure: '`pyrometer report` of a small pstats file',
        ours: milliseconds(report),
        peer: `${milliseconds(peer)} (pstats of python3)`,
        ratio: formatRatio(pairedRatio(report, peer)),
        target: 'within 200 ms',
        isReached: quantile(report, 0.5) <= 200,
      },
    ]
  },
}

function timeOf(program: string, args: readonly string[]): number {
  const start = performance.now()
  const { status } = spawnSync(program, args, { stdio: 'ignore' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`)
  return performance.now() - start
}

function milliseconds(values: readonly number[]): string {
  return `${quantile(values, 0.5).toFixed(0)} ms (median of ${values.length})`
}
