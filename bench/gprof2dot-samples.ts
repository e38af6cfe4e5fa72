import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/base/statistics.ts'
import { corpusFiles } from '../test/support/corpus.ts'
import { generateCallgrind } from './generate-callgrind.ts'
import { peerProgram } from './peer-venv.ts'
import { type Bench, type BenchRow, formatRatio, pairedRatio } from './result.ts'
import { runProcess, runPyrometer } from './run-process.ts'

const ROUNDS = 3
const SMALL_BYTES = 1e6
const LARGE_BYTES = 10e6

/** Folder of the corpus, and what gprof2dot calls its format. */
const FORMATS: Readonly<Record<string, string>> = {
  axe: 'axe',
  callgrind: 'callgrind',
  collapsed: 'collapse',
  dtrace: 'dtrace',
  gprof: 'prof',
  'gprof2dot-json': 'json',
  hprof: 'hprof',
  'perf-script': 'perf',
  pstats: 'pstats',
  sysprof: 'sysprof',
  xperf: 'xperf',
}

/** What gprof2dot calls the formats whose files may be written one behind the other. */
const REPEATABLE: readonly string[] = ['collapse', 'dtrace', 'perf']

interface Sample {
  readonly name: string
  readonly path: string
  readonly format: string
  readonly bytes: number
}

/** gprof2dot's own samples, start-up included, by size: Node.js alone starts more slowly than gprof2dot takes for the
 *  least of them, so the sum over all and the middle one say different things, and both stand here. */
export const bench: Bench = {
  title: "gprof2dot's own samples",
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      const gprof2dot = peerProgram('gprof2dot==2025.4.14', 'gprof2dot')
      const all = samples(folder)
      if (all.length === 0) throw new Error('the corpus is not here')
      const rows: BenchRow[] = []
      const small = all.filter(({ bytes }) => bytes < SMALL_BYTES)
      const large = all.filter(({ bytes }) => bytes >= SMALL_BYTES)
      for (const command of ['report', 'graph'] as const) {
        const run = (chosen: readonly Sample[]) => measure(chosen, { gprof2dot, command, say })
        rows.push(...smallRows(command, run(small)))
        if (large.length > 0)
          rows.push(sumRow(`\`${command}\`, ${large.length} of 1 MB and more`, run(large), null))
      }
      rows.push(...largeRows(measure(grown(folder, all), { gprof2dot, command: 'graph', say })))
      const node = median(Array.from({ length: 15 }, () => runProcess(process.execPath, ['-e', '0']).seconds))
      rows.push({
        measure: 'Node.js starting and ending, for comparison',
        ours: `${(1000 * node).toFixed(0)} ms`,
        peer: null,
        ratio: null,
        target: null,
        isReached: null,
      })
      return rows
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

interface Pair {
  readonly name: string
  readonly ours: number
  readonly theirs: number
}

function samples(folder: string): Sample[] {
  return Object.entries(FORMATS).flatMap(([kind, format]) =>
    corpusFiles(kind)
      .filter(({ name }) => name.startsWith('jrfonseca-gprof2dot__'))
      .map(({ name, bytes }) => {
        const path = join(folder, name)
        const content = bytes()
        writeFileSync(path, content)
        return { name, path, format, bytes: content.length }
      }),
  )
}

/** No sample has ten megabytes. Those of formats whose text may stand in a file again and again, so often that they have, and a
 *  generated file of Callgrind's. */
function grown(folder: string, all: readonly Sample[]): Sample[] {
  const repeated = all
    .filter(({ format, bytes }) => REPEATABLE.includes(format) && bytes >= SMALL_BYTES)
    .map(({ name, path, format, bytes }) => {
      const times = Math.ceil(LARGE_BYTES / bytes)
      const content = Buffer.concat(new Array<Buffer>(times).fill(readFileSync(path)))
      return made(folder, { name: `${name} ${times} times`, format, content })
    })
  const callgrind = Buffer.concat([...generateCallgrind({ bytes: LARGE_BYTES })])
  return [...repeated, made(folder, { name: 'generated callgrind', format: 'callgrind', content: callgrind })]
}

function made(
  folder: string,
  { name, format, content }: { name: string; format: string; content: Buffer },
): Sample {
  const path = join(folder, name)
  writeFileSync(path, content)
  return { name, path, format, bytes: content.length }
}

/** The median seconds of each sample; what gprof2dot cannot read is left out, and said. */
function measure(
  chosen: readonly Sample[],
  { gprof2dot, command, say }: { gprof2dot: string; command: string; say: (sentence: string) => void },
): Pair[] {
  const pairs: Pair[] = []
  for (const { name, path, format } of chosen) {
    const ours: number[] = []
    const theirs: number[] = []
    const args = command === 'graph' ? ['graph', '--compat', 'gprof2dot', path] : ['report', path]
    try {
      for (let round = 0; round < ROUNDS; round++) {
        theirs.push(runProcess(gprof2dot, ['-f', format, path, '-o', '/dev/null']).seconds)
        ours.push(runPyrometer(...args).seconds)
      }
      pairs.push({ name, ours: median(ours), theirs: median(theirs) })
    } catch (error) {
      say(`${name}: left out (${error instanceof Error ? error.message.trim().split('\n').at(-1) : error})`)
    }
  }
  return pairs
}

function smallRows(command: string, pairs: readonly Pair[]): BenchRow[] {
  if (pairs.length === 0) return []
  const what = `\`${command}\`, ${pairs.length} under 1 MB`
  const ratio = pairedRatio(
    pairs.map(pair => pair.ours),
    pairs.map(pair => pair.theirs),
  )
  return [
    sumRow(what, pairs, 1.5),
    {
      measure: `${what}: the middle one`,
      ours: milliseconds(median(pairs.map(pair => pair.ours))),
      peer: milliseconds(median(pairs.map(pair => pair.theirs))),
      ratio: formatRatio(ratio),
      target: 'within 1.5 times',
      isReached: ratio.ratio <= 1.5,
    },
  ]
}

function largeRows(pairs: readonly Pair[]): BenchRow[] {
  return pairs.map(({ name, ours, theirs }) => ({
    measure: `\`graph\`, ${name.replace('jrfonseca-gprof2dot__', '')}`,
    ours: milliseconds(ours),
    peer: milliseconds(theirs),
    ratio: `${(theirs / ours).toPrecision(2)} times as fast`,
    target: 'at least 3 times as fast',
    isReached: theirs / ours >= 3,
  }))
}

function sumRow(measure: string, pairs: readonly Pair[], most: number | null): BenchRow {
  const ours = pairs.reduce((sum, pair) => sum + pair.ours, 0)
  const theirs = pairs.reduce((sum, pair) => sum + pair.theirs, 0)
  return {
    measure: `${measure}: all together`,
    ours: milliseconds(ours),
    peer: milliseconds(theirs),
    ratio: `${(ours / theirs).toPrecision(2)} ×`,
    target: most === null ? null : `within ${most} times`,
    isReached: most === null ? null : ours / theirs <= most,
  }
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(0)} ms`
}
