import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lineProfilerText } from '../../../src/formats/line-profiler-text/format.ts'
import { lprof } from '../../../src/formats/lprof/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'lprof-program.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-report-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Hits and time by function and line. */
function figuresOf({ shared, lines }: Recording): Map<string, [number, number]> {
  const { strings, funcs, sources } = shared
  const { rows, values } = lines!
  return new Map(
    Array.from(rows.line, (line, i) => {
      const func = rows.func[i]!
      const place = `${strings[sources.path[rows.source[i]!]!]}:${line}`
      const key = `${strings[funcs.name[func]!]} at ${funcs.line[func]}, ${place}`
      return [key, [rows.hits[i]!, values[0]![i]!]]
    }),
  )
}

describe.each([1, 2, 3, 4, 5])('the report of line_profiler %d', major => {
  const name = `line-profiler-${major}`
  const peer = findPeer(name)
  it.skipIf(peer === null).each([
    ['as it is', []],
    ['in milliseconds', ['-u', '1e-3']],
  ] as const)(`${peerTitle(name)} says %s what the file says`, async (_, options) => {
    // 1.0 knows no options.
    if (options.length > 0 && major < 3) return
    peer!.run([PROGRAM, folder])
    const path = join(folder, 'own.lprof')
    const text = peer!.run(['-m', 'line_profiler', ...options, path])
    const [wanted] = await readWith(lprof, readFileSync(path), path)
    const [found] = await readWith(lineProfilerText, new TextEncoder().encode(text), 'report.txt')
    const printed = Number(/^Timer unit: (\S+) s/.exec(text)![1]) * 1e9
    const figures = figuresOf(found!)
    expect([...figures.keys()].sort()).toEqual([...figuresOf(wanted!).keys()].sort())
    for (const [key, [hits, time]] of figuresOf(wanted!)) {
      expect(figures.get(key)![0], key).toBe(hits)
      // A tenth of the printed unit, or three digits where the column is full.
      expect(Math.abs(figures.get(key)![1] - time), key).toBeLessThanOrEqual(0.051 * printed + 6e-3 * time)
    }
    const source = readFileSync(PROGRAM, 'utf8').split('\n')
    const texts = found!.shared.strings[found!.shared.sources.text[0]!]!.split('\n')
    expect(texts.filter((line, i) => line !== '' && line !== source[i])).toEqual([])
    expect(texts.filter(line => line !== '').length).toBeGreaterThan(8)
    tally('line-profiler-text', 'oracle')
  })
})
