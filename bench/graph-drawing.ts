import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../src/base/random.ts'
import type { Bench, BenchRow } from './result.ts'
import { medianSeconds, runPyrometer, seconds } from './run-process.ts'

const RUNS = 3
const MOST_SECONDS = 3
const KINDS = ['svg', 'pdf', 'png'] as const

/** Drawing a large call graph: whole processes, from a file of stacks to a picture. */
export const bench: Bench = {
  title: 'Drawing a call graph of 600 functions and 1,200 calls',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-graph-'))
    const file = join(folder, 'large.folded')
    writeFileSync(file, foldedOf(600, 1200))
    const rows: BenchRow[] = []
    for (const kind of KINDS) {
      const costs = Array.from({ length: RUNS }, () =>
        runPyrometer('graph', file, '-n', '0', '-e', '0', '-o', join(folder, `large.${kind}`)),
      )
      rows.push({
        measure: `\`pyrometer graph -n 0 -e 0 -o large.${kind}\``,
        ours: medianSeconds(costs),
        // Measured once: too slow to be run again and again.
        peer: kind === 'svg' ? '91 s (Graphviz 16.1, `@viz-js/viz` 3.31.0, 611 and 1171)' : null,
        ratio: null,
        target: `within ${MOST_SECONDS} s`,
        isReached: Math.max(...seconds(costs)) <= MOST_SECONDS,
      })
    }
    rmSync(folder, { recursive: true })
    return rows
  },
}

/** Stacks of two frames or more that hold so many functions and calls, mostly from earlier functions to later ones. */
function foldedOf(funcs: number, calls: number): string {
  const random = seededRandom(5)
  const lines: string[] = []
  const caller = new Int32Array(funcs).fill(-1)
  const pathTo = (func: number): string => {
    const path: number[] = []
    for (let at = func; at !== -1; at = caller[at]!) path.push(at)
    return path.reverse().map(name).join(';')
  }
  for (let func = 1; func < funcs; func++) {
    caller[func] = Math.floor(func * (1 - random() ** 2 * 0.3) - 1e-9)
    if (caller[func] === func) caller[func] = func - 1
    if (random() < 0.7) caller[func] = Math.floor(random() * func)
    lines.push(`${pathTo(func)} ${1 + Math.floor(50 * random() ** 4)}`)
  }
  for (let extra = funcs - 1; extra < calls; extra++) {
    const [a, b] = [Math.floor(random() * funcs), Math.floor(random() * funcs)]
    lines.push(`${pathTo(Math.min(a, b))};${name(Math.max(a, b))} 1`)
  }
  return `${lines.join('\n')}\n`
}

function name(func: number): string {
  return `module_${func % 23}.function_${func}`
}
