import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/base/statistics.ts'
import { compareInPairs, secondsOfWork } from './measured-work.ts'
import { MAIN } from './pyrometer-process.ts'
import { type Bench, type BenchRow, formatRatio } from './result.ts'

const PROGRAM = join('bench', 'programs', 'line-work.py')
/** One with sys.monitoring and line_profiler. */
const PYTHON = join('.pyrometer-cache', 'peers', 'line-profiler-5', 'bin', 'python')
const PAIRS = 9

/** What is run: the kind of work, how much of it, and what it is called in the table. */
const WORKS = [
  { kind: 'loops', count: 200_000, title: 'a loop of five lines' },
  { kind: 'calls', count: 150_000, title: 'a traced function that calls another' },
  { kind: 'outside', count: 40_000, title: 'a traced function called from one that is not' },
] as const

/** Ours against line_profiler: its tracer driven by us, and our own; the most that each may cost beside it. */
const TRACERS = [
  { tracer: 'line_profiler', most: 1, target: "at most line_profiler's" },
  { tracer: 'monitoring', most: 2, target: "at most twice line_profiler's" },
] as const

/**
 * What counting lines costs beside `kernprof -l`: CPU time of the same work in the same interpreter, less that of the work
 * alone, pairs alternating. The program measures itself, so that starting is left out.
 */
export const bench: Bench = {
  title: 'Line tracing',
  run: async say => {
    if (!existsSync(PYTHON)) throw new Error('needs node scripts/fetch-peers.mjs line-profiler-5')
    const python = PYTHON
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    const rows: BenchRow[] = []
    try {
      for (const { kind, count, title } of WORKS) {
        const program = [PROGRAM, kind, String(count)]
        const plain = median(Array.from({ length: 5 }, () => secondsOfWork([python, ...program])))
        const peer = () =>
          secondsOfWork([python, '-m', 'kernprof', '-l', '-o', join(folder, 'a.lprof'), ...program]) - plain
        for (const { tracer, most, target } of TRACERS) {
          const record = [
            MAIN,
            'record',
            '-q',
            '--mode',
            'lines',
            '--no-source',
            '-o',
            join(folder, 'a.pyrometer'),
          ]
          const own = () =>
            secondsOfWork([process.execPath, ...record, '--', python, ...program], tracer) - plain
          const row = compareInPairs(own, peer, PAIRS)
          say(`${title}, ${tracer}: ${formatRatio(row)}`)
          rows.push({
            measure: `${title}: what counting adds, ${tracer === 'monitoring' ? 'sys.monitoring' : tracer}`,
            ours: `${(1e3 * row.ours).toFixed(0)} ms`,
            peer: `${(1e3 * row.theirs).toFixed(0)} ms (kernprof -l)`,
            ratio: formatRatio(row),
            target,
            // What lies within the spread of the pairs is no more than the peer's.
            isReached: Math.min(row.ratio, row.low) <= most,
          })
        }
      }
      return rows
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
