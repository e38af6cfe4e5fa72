import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { pprof } from '../../../src/formats/pprof/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryFunctions } from '../../../src/query/functions/functions.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { figuresByName } from '../../support/function-figures.ts'
import { generateRecording } from '../../support/generate-recording.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const tool = findGoPprof()
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pprof-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Flat and cumulative of each function as pprof counts them, in nanoseconds. */
function topOf(path: string, type: string): Map<string, { self: number; total: number }> {
  const args = ['-top', '-nodecount=1000000', '-nodefraction=0', '-symbolize=none', '-unit=nanoseconds']
  const text = execFileSync(tool!, [...args, `-sample_index=${type}`, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const rows = new Map<string, { self: number; total: number }>()
  const row =
    /^\s*(-?[\d.e+]+)(?:ns|nanoseconds)?\s+\S+\s+\S+\s+(-?[\d.e+]+)(?:ns|nanoseconds)?\s+\S+\s+(.*?)(?: \(inline\))?$/
  for (const line of text.split('\n')) {
    const [, flat, cum, name] = row.exec(line) ?? []
    if (name !== undefined) rows.set(name, { self: Number(flat), total: Number(cum) })
  }
  return rows
}

async function expectSameTop(recording: Recording): Promise<number> {
  const path = join(folder, 'x.pb.gz')
  writeFileSync(path, await writeWith(pprof, [recording]))
  const { valueTypes, defaultValueType } = recording.stacks!
  const theirs = topOf(path, valueTypes[defaultValueType]!.name)
  const ours = figuresByName(recording)
  let compared = 0
  for (const [name, { self, total }] of ours) {
    const other = theirs.get(name)
    if (other === undefined) continue
    compared++
    // It prints five digits of large figures.
    expect(Math.abs(other.self - self), `self of ${name}`).toBeLessThanOrEqual(1e-4 * self + 1)
    expect(Math.abs(other.total - total), `total of ${name}`).toBeLessThanOrEqual(1e-4 * total + 1)
  }
  return compared / ours.size
}

describe.skipIf(tool === null)('pprof -top says of what we write what we say (needs pprof of Go)', () => {
  it('of a recording with many functions', async () => {
    const share = await expectSameTop(generateRecording({ stacks: 3000, samples: 5000, funcs: 400 }))
    expect(share).toBeGreaterThan(0.95)
  })

  it('of what grew and what shrank: of which its shares are, and in which order', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const recording = generateRecording({ seed, stacks: 300, samples: 400, funcs: 60 })
      const stacks = recording.stacks!
      // Samples of one stack all have one sign: in a profile of Go they are one sample.
      const sign = (sample: number) => ((stacks.samples.stack[sample]! * 7919) % 10 < 2 + seed ? -1 : 1)
      const weights = stacks.weights.map(column => column.map((value, i) => value * sign(i)))
      const signed = { ...recording, stacks: { ...stacks, weights } }
      const path = join(folder, `signed-${seed}.pb.gz`)
      writeFileSync(path, await writeWith(pprof, [signed]))
      const args = ['-top', '-nodecount=1000000', '-nodefraction=0', '-symbolize=none', '-unit=nanoseconds']
      const text = execFileSync(tool!, [...args, '-sample_index=wall', path], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const { total, whole } = queryFunctions(signed)
      expect(total).toBeLessThan(whole)
      // It prints five digits.
      expect(Number(/of ([\d.e+]+)ns total/.exec(text)![1]) / whole).toBeCloseTo(1, 3)
      const ours = figuresByName(signed)
      const lines = [...text.matchAll(/^ *-?[\d.e+]+(?:ns)? +([\d.e-]+)%.*% +(\S.*)$/gm)]
      const shared = lines.filter(([, , name]) => ours.has(name!))
      expect(shared.length).toBeGreaterThan(20)
      let before = Number.POSITIVE_INFINITY
      for (const [, share, name] of shared) {
        const size = (100 * Math.abs(ours.get(name!)!.self)) / whole
        expect(size, name).toBeCloseTo(Number(share), 1)
        expect(size).toBeLessThanOrEqual(before)
        before = size
      }
      tally('pprof', 'oracle')
    }
  })

  it.skipIf(!hasCorpus)('of collapsed stacks', async () => {
    for (const file of corpusFiles('collapsed').filter(({ name }) => /digits|keywords/.test(name))) {
      const [recording] = await readAny(file.bytes(), file.name)
      expect(await expectSameTop(recording!), file.name).toBeGreaterThan(0.5)
      tally('pprof', 'oracle')
    }
  })
})
