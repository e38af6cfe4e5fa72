import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lprof } from '../../../src/formats/lprof/format.ts'
import { detectFormat } from '../../../src/formats/registry.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles } from '../../support/corpus.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { readWith, writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'lprof-program.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-lprof-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a LineStats holds, as line_profiler itself says. */
interface Stats {
  readonly unit: number
  readonly timings: readonly [[string, number, string], [number, number, number][]][]
}

/** A recording as a LineStats. */
function statsOf({ meta, shared, lines }: Recording): Stats {
  const unit = meta.extra.lprofUnit as number
  const { funcs, sources, strings } = shared
  const timings = Array.from({ length: funcs.length }, (_, func): Stats['timings'][number] => {
    const key: [string, number, string] = [
      strings[sources.path[funcs.source[func]!]!]!,
      funcs.line[func]!,
      strings[funcs.name[func]!]!,
    ]
    const rows: [number, number, number][] = []
    for (let row = 0; row < lines!.rows.length; row++) {
      if (lines!.rows.func[row] !== func) continue
      const ticks = lines!.values[0]![row]! / (unit * 1e9)
      rows.push([lines!.rows.line[row]!, lines!.rows.hits[row]!, Number(ticks.toPrecision(12))])
    }
    return [key, rows]
  })
  return { unit, timings }
}

const byName = (stats: Stats) => ({
  ...stats,
  timings: [...stats.timings].sort((a, b) => a[0][1] - b[0][1]),
})

describe.each([1, 2, 3, 4, 5])('line_profiler %d', major => {
  const name = `line-profiler-${major}`
  const peer = findPeer(name)
  it.skipIf(peer === null)(`${peerTitle(name)} saves what is read`, async () => {
    const own = mkdtempSync(join(folder, 'files-'))
    const wanted = JSON.parse(peer!.run([PROGRAM, own])) as Stats
    expect(wanted.timings.length).toBeGreaterThan(1)
    const files = readdirSync(own)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) {
      const bytes = readFileSync(join(own, file))
      expect(detectFormat(bytes, null)?.format.id, file).toBe('lprof')
      const [recording] = await readWith(lprof, bytes, file)
      expect(byName(statsOf(recording!)), file).toEqual(byName(wanted))
      tally('lprof', 'oracle')
    }
  })

  // Versions 1 and 2 know the class by another path; they wrote only what is read above.
  it.skipIf(peer === null || major < 3)(
    `${peerTitle(name)} prints of a file written here what it prints of its own`,
    async () => {
      const own = mkdtempSync(join(folder, 'files-'))
      peer!.run([PROGRAM, own])
      const recordings = await readWith(lprof, readFileSync(join(own, 'own.lprof')), 'own.lprof')
      writeFileSync(join(own, 'written.lprof'), await writeWith(lprof, recordings))
      const printed = (file: string) => peer!.run(['-m', 'line_profiler', file], { cwd: own })
      expect(printed('written.lprof')).toBe(printed('own.lprof'))
      expect(printed('written.lprof')).toContain('Function: ')
      tally('lprof', 'oracle')
    },
  )
})

describe('files of the corpus', () => {
  const peer = findPeer('line-profiler-5')
  const files = corpusFiles('lprof').filter(file => !file.name.endsWith('.txt'))
  it.each(files.map(file => [file.path, file] as const))('%s holds what the index says', async (_, file) => {
    const [recording] = await readWith(lprof, file.bytes(), file.name)
    const { unit, timings } = statsOf(recording!)
    const rows = timings.flatMap(([, lines]) => lines)
    const sum = (column: 1 | 2) => rows.reduce((all, row) => all + row[column], 0)
    const found = `unit=${unit.toExponential().replace(/-(\d)$/, '-0$1')}, functions=${timings.length}, lines=${rows.length}, hits=${sum(1)}, total=${Math.round(sum(2))} units`
    expect(file.notes).toContain(found)
    tally('lprof', 'oracle')
  })

  it.skipIf(peer === null).each(files.map(file => [file.path, file] as const))(
    `%s written again prints in line_profiler 5`,
    async (_, file) => {
      const path = join(folder, 'again.lprof')
      const recordings = await readWith(lprof, file.bytes(), file.name)
      writeFileSync(path, await writeWith(lprof, recordings))
      const printed = peer!.run(['-m', 'line_profiler', path])
      expect(printed).toContain('Timer unit: ')
      expect(printed.match(/^Total time: /gm)?.length ?? 0).toBe(statsOf(recordings[0]!).timings.length)
      tally('lprof', 'oracle')
    },
  )
})
