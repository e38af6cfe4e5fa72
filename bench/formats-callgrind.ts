import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'
import { generateCallgrind } from './generate-callgrind.ts'
import { memoryRow, writePieces } from './large-files.ts'
import { type Bench, type BenchRow, formatRatio, pairedRatio } from './result.ts'
import { MAIN, medianSeconds, type ProcessCost, runProcess, runPyrometer, seconds } from './run-process.ts'

const RUNS = 5
const LARGE = 500e6
/** callgrind_annotate reads some 3 MB a second. */
const SIDE_BY_SIDE = 20e6
const PEER_RUNS = 3
/** What the distinct functions, lines and calls of the large file take, a few tens of megabytes, and 200 MB besides. */
const MEMORY_ALLOWED = 250

type Say = (sentence: string) => void

/** Large files of Callgrind's to the functions table, and a smaller one beside Valgrind's own reader. */
export const bench: Bench = {
  title: 'Callgrind',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      return [...largeRows(folder, say), ...peerRows(folder, say)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function largeRows(folder: string, say: Say): BenchRow[] {
  say('generating a Callgrind file of 500 MB …')
  const path = writePieces(join(folder, 'large.callgrind'), generateCallgrind({ bytes: LARGE }))
  const costs = Array.from({ length: RUNS }, () =>
    runProcess('taskset', ['-c', '0', process.execPath, MAIN, 'report', path]),
  )
  rmSync(path)
  const rate = LARGE / 1e6 / quantile(seconds(costs), 0.5)
  const what = 'Callgrind file of 500 MB, 20 000 functions that come again, to the functions table'
  return [
    {
      measure: `${what}, on one processor`,
      ours: `${medianSeconds(costs)}, ${rate.toFixed(0)} MB/s`,
      peer: null,
      ratio: null,
      target: 'at least 100 MB/s',
      isReached: rate >= 100,
    },
    memoryRow(costs, MEMORY_ALLOWED),
  ]
}

function peerRows(folder: string, say: Say): BenchRow[] {
  // It ends with 255 after its version, too.
  if (spawnSync('callgrind_annotate', ['--version']).error !== undefined) {
    say('no callgrind_annotate here: it is not measured')
    return []
  }
  say('callgrind_annotate …')
  const path = writePieces(
    join(folder, 'small.callgrind'),
    generateCallgrind({ bytes: SIDE_BY_SIDE, functions: 0 }),
  )
  const [own, theirs]: [ProcessCost[], ProcessCost[]] = [[], []]
  for (let run = 0; run < PEER_RUNS; run++) {
    own.push(runPyrometer('report', path))
    theirs.push(runProcess('callgrind_annotate', ['--auto=no', path]))
  }
  const ratio = pairedRatio(seconds(own), seconds(theirs))
  return [
    {
      measure: 'Callgrind file of 20 MB, every function once, to the functions table',
      ours: `${medianSeconds(own)}, ${(statSync(path).size / 1e6 / quantile(seconds(own), 0.5)).toFixed(0)} MB/s`,
      peer: `${medianSeconds(theirs)} (callgrind_annotate)`,
      ratio: formatRatio(ratio),
      target: 'faster',
      isReached: ratio.ratio <= 1,
    },
  ]
}
