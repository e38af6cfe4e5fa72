import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/base/statistics.ts'
import { MAIN } from './pyrometer-process.ts'
import { type Bench, type BenchRow, formatRatio, pairedRatio } from './result.ts'

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
        const plain = seconds([PYTHON, PROGRAM, ...lines])
        const row = compare(
          () => seconds([...record, '-f', 'loop', ...into, ...lines], tracer) - plain,
          () => seconds([PYTHON, '-m', 'memory_profiler', PROGRAM, ...lines]) - plain,
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
      const row = compare(
        () => seconds([...record, '--sites', '--frames', FRAMES, ...into, ...sites]),
        () => seconds([PYTHON, PROGRAM, ...sites, FRAMES]),
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

function compare(own: () => number, peer: () => number) {
  const ours: number[] = []
  const theirs: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    if (pair % 2 === 0) ours.push(own())
    theirs.push(peer())
    if (pair % 2 === 1) ours.push(own())
  }
  return { ...pairedRatio(ours, theirs), ours: median(ours), theirs: median(theirs) }
}

/** Processor seconds of the work, as the program says on its first line. */
function seconds([program = '', ...args]: readonly string[], tracer = ''): number {
  const env = { ...process.env, PYROMETER_LINE_TRACER: tracer }
  const output = execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] })
  return Number.parseFloat(output)
}
