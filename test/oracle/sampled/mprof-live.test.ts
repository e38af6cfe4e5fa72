import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mprof } from '../../../src/formats/mprof/format.ts'
import { corpusFiles } from '../../support/corpus.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { readWith, writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const peer = findPeer('memory-profiler')
const needs = peerTitle('memory-profiler')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-mprof-'))
const PROGRAM = join(import.meta.dirname, 'mprof-program.py')
const CONTENT = join(import.meta.dirname, 'mprof-content.py')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What mprof's own reader makes of a file. Calls and children are told by name, in the order of time. */
interface Content {
  mem_usage: number[]
  timestamp: number[]
  func_timestamp: Record<string, number[][]>
  children: Record<string, [number, number][]>
  cmd_line: string | null
}

function contentOf(path: string): Content {
  const content = JSON.parse(peer!.run([CONTENT, path])) as Content
  for (const calls of Object.values(content.func_timestamp))
    calls.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)
  return content
}

const peakOf = (path: string) => peer!.run(['-m', 'mprof', 'peak', path]).replace(path, 'FILE')

async function expectToAgree(path: string): Promise<void> {
  const recordings = await readWith(mprof, readFileSync(path), path)
  const again = join(folder, 'again.dat')
  writeFileSync(again, await writeWith(mprof, recordings))
  const wanted = contentOf(path)
  expect(contentOf(again)).toEqual(wanted)
  expect(peakOf(again)).toBe(peakOf(path))
  const peak = recordings
    .flatMap(({ timelines }) => timelines.filter(({ name, process }) => name === 'rss' && process === 0))
    .reduce((most, { points }) => Math.max(most, ...points.value), 0)
  expect(`FILE\t${(peak / 2 ** 20).toFixed(3)} MiB`).toBe(peakOf(path).split('\n')[0])
  const plot = join(folder, 'plot.png')
  peer!.run(['-m', 'mprof', 'plot', '--output', plot, again])
  expect(statSync(plot).size).toBeGreaterThan(1000)
  tally('mprof', 'oracle')
}

describe.skipIf(peer === null)(`mprof (${needs})`, () => {
  it.each(
    corpusFiles('mprof').map(file => [file.path, file] as const),
  )('%s says the same to mprof when written again, peaks the same and plots', async (_, file) => {
    const path = join(folder, file.name)
    writeFileSync(path, file.bytes())
    await expectToAgree(path)
  })

  it.each([
    ['children', ['--multiprocess']],
    ['calls', ['--python', '--include-children']],
  ])('a file made live with %s does too', async (_, options) => {
    const path = join(folder, 'live.dat')
    rmSync(path, { force: true })
    peer!.run(['-m', 'mprof', 'run', ...options, '--interval', '0.02', '-o', path, PROGRAM], {
      cwd: folder,
    })
    const [recording] = await readWith(mprof, readFileSync(path), path)
    if (options.includes('--python')) expect(recording!.marks!.length).toBe(6)
    if (options.includes('--multiprocess')) expect(recording!.timelines.length).toBeGreaterThan(1)
    await expectToAgree(path)
  })
})
