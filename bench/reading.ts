import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'
import { generateCollapsed } from './generate-collapsed.ts'
import { writePieces } from './large-files.ts'
import { type Bench, formatRatio, pairedRatio } from './result.ts'
import { type ProcessCost, runProcess, runPyrometer } from './run-process.ts'

const RUNS = 5
const MEGABYTES = 300
const PEER_MEGABYTES = 30
/** Adds the leaves up in plain Python: the least any reader of these lines has to do. */
const PEER = `
import sys, collections
self = collections.Counter(); total = collections.Counter()
for line in open(sys.argv[1]):
    stack, _, count = line.rpartition(' ')
    frames = stack.split(';'); n = int(count)
    self[frames[-1]] += n
    for frame in set(frames): total[frame] += n
print(self.most_common(5))
`

/** From a large text to the top of the functions table: whole processes, as a person waits for them. */
export const bench: Bench = {
  title: 'Reading',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      say(`generating ${MEGABYTES} MB of collapsed stacks, 20,000 distinct …`)
      const large = generate(join(folder, 'large.folded'), MEGABYTES)
      const small = generate(join(folder, 'small.folded'), PEER_MEGABYTES)
      const runs = Array.from({ length: RUNS }, () => report(large))
      const ours: number[] = []
      const peer: number[] = []
      for (let run = 0; run < RUNS; run++) {
        ours.push(report(small).seconds)
        peer.push(runProcess('python3', ['-c', PEER, small]).seconds)
      }
      const seconds = runs.map(run => run.seconds)
      const memory = Math.max(...runs.map(run => run.megabytes))
      return [
        {
          measure: `${MEGABYTES} MB of collapsed stacks to the top of the functions table`,
          ours: `${quantile(seconds, 0.5).toFixed(2)} s (median of ${RUNS}, longest ${Math.max(...seconds).toFixed(2)} s)`,
          peer: null,
          ratio: null,
          target: 'at most 5 s',
          isReached: Math.max(...seconds) <= 5,
        },
        {
          measure: 'the same: largest resident memory',
          ours: `${memory.toFixed(0)} MB`,
          peer: null,
          ratio: null,
          target: 'at most 1 GB',
          isReached: memory <= 1000,
        },
        {
          measure: `${PEER_MEGABYTES} MB of the same`,
          ours: `${quantile(ours, 0.5).toFixed(2)} s`,
          peer: `${quantile(peer, 0.5).toFixed(2)} s (a loop in plain Python)`,
          ratio: formatRatio(pairedRatio(ours, peer)),
          target: null,
          isReached: null,
        },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function generate(path: string, megabytes: number): string {
  return writePieces(path, generateCollapsed({ bytes: megabytes * 1e6 }))
}

function report(path: string): ProcessCost {
  return runPyrometer('report', path, '--limit', '20')
}
