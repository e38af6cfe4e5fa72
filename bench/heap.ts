import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateHeap } from './generate-heap.ts'
import type { Bench, BenchRow } from './result.ts'
import { medianSeconds, mostMegabytes, runPyrometer, seconds } from './run-process.ts'

const OBJECTS = 5_000_000
const RUNS = 3
const MOST_SECONDS = 30
const MOST_MEGABYTES = 4096

/** What is asked of a large heap: whole processes, from the file to the answer. */
const QUESTIONS: readonly { readonly what: string; readonly args: readonly string[] }[] = [
  { what: 'by type, with retained sizes by dominators', args: [] },
  { what: 'why the objects of a type are alive', args: ['--paths', 'Cell7'] },
  { what: 'garbage cycles', args: ['--cycles'] },
  { what: 'by kind of referrer', args: ['--by', 'referrer'] },
  { what: 'as a square map', args: ['--map', '-o', '-'] },
]

/** Heaps of five million objects: loading, dominators, paths, cycles. */
export const bench: Bench = {
  title: 'A heap of 5 million objects and 15 million references',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-'))
    const file = join(folder, 'heap.pyrometer')
    generateHeap(file, OBJECTS)
    say(`${file}: ${Math.round(statSync(file).size / 1e6)} MB`)
    const rows: BenchRow[] = []
    for (const { what, args } of QUESTIONS) {
      const costs = Array.from({ length: RUNS }, () => runPyrometer('heap', file, ...args))
      const megabytes = mostMegabytes(costs)
      rows.push({
        measure: `\`pyrometer heap ${args.join(' ')}\`: ${what}`.replace(' `:', '`:'),
        ours: `${medianSeconds(costs)}, ${megabytes.toFixed(0)} MB`,
        peer: null,
        ratio: null,
        target: `within ${MOST_SECONDS} s and ${MOST_MEGABYTES / 1024} GB`,
        isReached: Math.max(...seconds(costs)) <= MOST_SECONDS && megabytes <= MOST_MEGABYTES,
      })
    }
    rmSync(folder, { recursive: true })
    return rows
  },
}
