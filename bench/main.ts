import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import type { Bench, BenchRow } from './result.ts'

/** The benchmarks by the name that `npm run bench -- NAME…` takes. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  rate: async () => (await import('./rate.ts')).bench,
  overhead: async () => (await import('./overhead.ts')).bench,
  lines: async () => (await import('./line-tracing.ts')).bench,
  memory: async () => (await import('./memory.ts')).bench,
  inside: async () => (await import('./memory-inside.ts')).bench,
  heap: async () => (await import('./heap.ts')).bench,
  objects: async () => (await import('./heap-recording.ts')).bench,
  torn: async () => (await import('./torn.ts')).bench,
  accuracy: async () => (await import('./accuracy.ts')).bench,
  reading: async () => (await import('./reading.ts')).bench,
  formats: async () => (await import('./formats.ts')).bench,
  texts: async () => (await import('./formats-text.ts')).bench,
  callgrind: async () => (await import('./formats-callgrind.ts')).bench,
  samples: async () => (await import('./gprof2dot-samples.ts')).bench,
  startup: async () => (await import('./startup.ts')).bench,
  flame: async () => (await import('./flame-frames.ts')).bench,
  interactions: async () => (await import('./interactions.ts')).bench,
  map: async () => (await import('./map-frames.ts')).bench,
  graph: async () => (await import('./graph-frames.ts')).bench,
  drawing: async () => (await import('./graph-drawing.ts')).bench,
}

const RESULTS = 'bench/RESULTS.md'

/** Runs the named benchmarks, or all; a full run writes bench/RESULTS.md, a partial one replaces its own sections. */
export async function main(names: readonly string[]): Promise<void> {
  // Node.js reads these certificates at every start, tens of milliseconds that are this machine's and not the program's.
  delete process.env.NODE_EXTRA_CA_CERTS
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`)
  const sections = names.length === 0 ? new Map<string, string>() : readSections()
  for (const name of names.length === 0 ? Object.keys(BENCHES) : names) {
    const load = BENCHES[name]
    if (load === undefined)
      throw new Error(`No benchmark "${name}"; there are ${Object.keys(BENCHES).join(', ')}`)
    const bench = await load()
    say(`── ${bench.title}`)
    const section = await runSection(bench, say)
    say(section)
    sections.set(bench.title, section)
    writeFileSync(RESULTS, `${heading()}\n${[...sections.values()].join('\n')}`)
  }
}

async function runSection(bench: Bench, say: (sentence: string) => void): Promise<string> {
  try {
    return formatSection(bench.title, await bench.run(say))
  } catch (error) {
    return `## ${bench.title}\n\nNot run: ${error instanceof Error ? error.message : String(error)}\n`
  }
}

function formatSection(title: string, rows: readonly BenchRow[]): string {
  const lines = rows.map(row => {
    const verdict = row.isReached === null ? '' : row.isReached ? 'reached' : '**missed**'
    return `| ${row.measure} | ${row.ours} | ${row.peer ?? '–'} | ${row.ratio ?? '–'} | ${row.target ?? '–'} | ${verdict} |`
  })
  const head = '| what | ours | peer | ratio, 95 % interval | target | |\n|---|---|---|---|---|---|'
  return `## ${title}\n\nMeasured ${new Date().toISOString().slice(0, 10)}.\n\n${head}\n${lines.join('\n')}\n`
}

function heading(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const memory = Math.round(totalmem() / 2 ** 30)
  const machine = `${cpus().length} × ${cpus()[0]!.model}, ${memory} GiB, Linux ${release()}`
  return (
    '# Benchmarks\n\nWritten by `npm run bench`; runs of ours and of the peer alternate on one machine, ratios are medians of ' +
    `pairs. NODE_EXTRA_CA_CERTS is not set: with it Node.js reads certificates at every start.\n\nMachine: ${machine}. Node.js ${process.versions.node}. Commit ${commit}.\n`
  )
}

function readSections(): Map<string, string> {
  const sections = new Map<string, string>()
  try {
    for (const part of readFileSync(RESULTS, 'utf8')
      .split(/^(?=## )/m)
      .slice(1)) {
      sections.set(part.slice(3, part.indexOf('\n')), `${part.trim()}\n`)
    }
  } catch {
    // No table yet: the first partial run starts one.
  }
  return sections
}
