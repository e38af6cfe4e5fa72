import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'
import { startTarget } from './pyrometer-process.ts'
import type { Bench, BenchRow } from './result.ts'
import { medianSeconds, mostMegabytes, runProcess, runPyrometer, seconds } from './run-process.ts'

const PROGRAM = join('bench', 'programs', 'many-objects.py')
const RUNS = 5
/** Tracked by the collector; with the texts and numbers that they hold there are three times as many. */
const OUTSIDE = 1_000_000
/** With what they hold, five million. */
const INSIDE = 1_650_000
const MOST_SECONDS = 30
const MOST_MEGABYTES = 4096

/** Looks at the heaps of programs that run: from outside by type, from inside with all references. */
export const bench: Bench = {
  title: 'Heaps of running programs',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-'))
    try {
      return [await outside(folder, say), inside(folder, say)]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

async function outside(folder: string, say: (sentence: string) => void): Promise<BenchRow> {
  const ready = join(folder, 'ready')
  say('starting a program of a million objects …')
  const target = await startTarget(['python3', PROGRAM, String(OUTSIDE), ready], ready)
  try {
    const costs = Array.from({ length: RUNS }, () => runPyrometer('heap', '--pid', String(target.pid)))
    return {
      measure: '`pyrometer heap --pid`, 1 million objects and 2 million that they hold, start-up included',
      ours: `${medianSeconds(costs)}, ${mostMegabytes(costs).toFixed(0)} MB`,
      peer: null,
      ratio: null,
      target: 'within 1 s',
      isReached: quantile(seconds(costs), 0.5) <= 1,
    }
  } finally {
    target.kill('SIGKILL')
  }
}

function inside(folder: string, say: (sentence: string) => void): BenchRow {
  say('recording a heap of five million objects from inside …')
  const file = join(folder, 'five.pyrometer')
  const alone = runProcess('python3', [PROGRAM, String(INSIDE)])
  const recorded = runPyrometer('record', '--mode', 'heap', '-q', '-o', file, PROGRAM, String(INSIDE))
  const answered = runPyrometer('heap', file)
  const took = recorded.seconds - alone.seconds + answered.seconds
  const megabytes = mostMegabytes([recorded, answered])
  return {
    measure:
      '5 million objects from inside: snapshot, saved, read again, with dominators; without the program’s own time',
    ours: `${took.toFixed(1)} s, ${megabytes.toFixed(0)} MB`,
    peer: null,
    ratio: null,
    target: `within ${MOST_SECONDS} s and ${MOST_MEGABYTES / 1024} GB`,
    isReached: took <= MOST_SECONDS && megabytes <= MOST_MEGABYTES,
  }
}
