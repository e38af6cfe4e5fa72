import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareInPairs, secondsOfWork } from './measured-work.ts'
import { MAIN } from './pyrometer-process.ts'
import { type Bench, type BenchRow, formatRatio } from './result.ts'

const PROGRAM = join('bench', 'programs', 'memory-work.py')
const PYTHON = join('.pyrometer-cache', 'peers', 'memory-profiler', 'bin', 'python')
const PAIRS = 5
const FRAMES = '8'

/**
 * What measuring memory inside a program costs beside memory_profiler and beside tracemalloc alone: processor time of the same work,
 * less that of the work alone, pairs alternating. The program measures itself, so that starting is left out.
 */
export const bench: Bench = {
  title: 'Memory inside a program',
  run: async say => {
    if (!existsSync(PYTHON)) throw new Error('needs node scripts/fetch-peers.mjs memory-profiler')
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    const record = [process.execPath, MAIN, 'record', '-q', '--mode', 'memory', '--no-source']
    const into = ['-o', join(folder, 'a.pyrometer'), '--', PYTHON, PROGRAM]
    try {
      const lines = ['lines', '20000']
      const sites = ['sites', '3000']
      const rows: BenchRow[] = []
      for (const [tracer, most] of [
        ['monitoring', 0.1],
        ['settrace', 0.1],
      ] as const) {
        const plain = secondsOfWork([PYTHON, PROGRAM, ...lines])
        const row = compareInPairs(
          () => secondsOfWork([...record, '-f', 'loop', ...into, ...lines], tracer) - plain,
          () => secondsOfWork([PYTHON, '-m', 'memory_profiler', PROGRAM, ...lines]) - plain,
          PAIRS,
        )
        say(`lines, ${tracer}: ${formatRatio(row)}`)
        rows.push({
          measure: `memory of 80,000 lines, sys.${tracer}: what measuring adds`,
          ours: `${(1e3 * row.ours).toFixed(0)} ms`,
          peer: `${(1e3 * row.theirs).toFixed(0)} ms (memory_profiler)`,
          ratio: formatRatio(row),
          target: 'a tenth of memory_profiler’s',
          isReached: row.ratio <= most,
        })
      }
      const row = compareInPairs(
        () => secondsOfWork([...record, '--sites', '--frames', FRAMES, ...into, ...sites]),
        () => secondsOfWork([PYTHON, PROGRAM, ...sites, FRAMES]),
        PAIRS,
      )
      say(`sites: ${formatRatio(row)}`)
      rows.push({
        measure: 'a program that only allocates, with --sites',
        ours: `${row.ours.toFixed(2)} s`,
        peer: `${row.theirs.toFixed(2)} s (tracemalloc alone, ${FRAMES} frames)`,
        ratio: formatRatio(row),
        target: null,
        isReached: null,
      })
      return rows
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
