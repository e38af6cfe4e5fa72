import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapInterval, median } from '../src/base/statistics.ts'
import { percent, slowdownsOf } from './overhead.ts'
import type { Bench, BenchRow } from './result.ts'

const RATE = 100
const PEER = join('.pyrometer-cache', 'peers', 'memory-profiler', 'bin', 'python')
const PEER_RUNS = 5

/** What measuring memory costs the program: ours as a sampler's slowdown is measured, memory_profiler's line mode as the time of
 *  equal work. */
export const bench: Bench = {
  title: 'Memory',
  run: async say => {
    const slowdowns = await slowdownsOf(['--mode', 'memory', '--rate', String(RATE)])
    const { low, high } = bootstrapInterval(slowdowns, median)
    const ours = `${percent(median(slowdowns))} [${percent(low)}, ${percent(high)}]`
    say(`memory from outside: slowdown ${ours} of ${slowdowns.length} pairs`)
    const row: BenchRow = {
      measure: `memory by function from outside at ${RATE} Hz: slowdown, CPU time per unit of work`,
      ours,
      peer: existsSync(PEER) ? `memory_profiler by line: ${peerTimes().toFixed(0)} times as long` : null,
      ratio: null,
      target: 'upper 95 % bound below 2 %',
      isReached: high < 0.02,
    }
    return [row]
  },
}

/** How many times as long a function of lines that add numbers takes under memory_profiler. */
function peerTimes(): number {
  const work = `
import sys, time
from memory_profiler import profile
def work(rounds):
    x = 0
    for i in range(rounds):
        x = x + i
        x = x % 1000003
    return x
def timed(function, rounds):
    start = time.perf_counter()
    function(rounds)
    return (time.perf_counter() - start) / rounds
watched = profile(work, stream=open("/dev/null", "w"))
print(timed(watched, 3000) / timed(work, 3000000))
`
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
  try {
    // It reads the source of what it measures.
    const script = join(folder, 'work.py')
    writeFileSync(script, work)
    const ratios = Array.from({ length: PEER_RUNS }, () =>
      Number(execFileSync(PEER, [script], { encoding: 'utf8' })),
    )
    return median(ratios)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
