import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { PERF, perfExtraOf, perfScriptSamples, samplesLikePerf } from '../../support/perf-samples.ts'
import { tally } from '../../support/tally.ts'

const files = corpusFiles('perf-data')
const byName = new Map(files.map(file => [file.name, file]))
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-perf-data-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The samples as lines `pid tid time period ip`, in the order of the clock. */
function plainSamples(recording: Recording): string[] {
  const { shared, meta } = recording
  const { samples, weights, valueTypes } = recording.stacks!
  const first = BigInt(perfExtraOf(recording).firstTime!)
  const isPeriod = valueTypes.map(({ name }) => !name.endsWith('samples'))
  return Array.from(samples.stack, (leaf, i) => {
    const thread = samples.thread[i]!
    const pid = shared.processes.pid[shared.threads.process[thread]!]
    const period = weights.reduce((sum, column, k) => sum + (isPeriod[k] === true ? column[i]! : 0), 0)
    const address = shared.frames.address[shared.stacks.frame[leaf]!]
    expect(meta.importedFrom?.format).toBe('perf-data')
    return `${pid} ${shared.threads.tid[thread]} ${first + BigInt(samples.time[i]!)} ${period} ${address}`
  })
}

/** quipper's text: every sample with its fields. Without a period in the file it writes none, and the attributes' holds. */
function quipperSamples(text: string): string[] {
  const fixed = /sample_period: (\d+)/.exec(text)?.[1]
  return [...text.matchAll(/\n {2}sample_event \{\n([\s\S]*?)\n {2}\}\n/g)].map(([, body]) => {
    const field = (name: string) => new RegExp(`^ {4}${name}: (\\d+)`, 'm').exec(body!)?.[1]
    return `${field('pid')} ${field('tid')} ${field('sample_time_ns')} ${field('period') ?? fixed} ${field('ip')}`
  })
}

describe('perf.data by quipper', () => {
  const texts = files.filter(({ name }) => name.endsWith('.pb_text'))
  it.each(texts.map(file => [file.path, file] as const))('%s has the same samples', async (_, text) => {
    const file = byName.get(text.name.replace(/\.pb_text$/, ''))!
    const [recording, ...more] = await readAny(file.bytes(), file.name)
    expect(more).toEqual([])
    const wanted = quipperSamples(Buffer.from(text.bytes()).toString('utf8'))
    expect(wanted.length).toBeGreaterThan(0)
    expect(plainSamples(recording!).sort()).toEqual(wanted.sort())
    tally('perf-data', 'oracle')
  })

  const buildIds = files.filter(({ name }) => name.endsWith('.buildids'))
  it.each(
    buildIds.map(file => [file.path, file] as const),
  )('%s are those of the libraries', async (_, list) => {
    const file = byName.get(list.name.replace(/\.buildids$/, ''))!
    const [{ shared }] = (await readAny(file.bytes(), file.name)) as [Recording]
    const wanted = new Map(
      Buffer.from(list.bytes())
        .toString('utf8')
        .trim()
        .split('\n')
        .map(line => [line.slice(41), line.slice(0, 40)]),
    )
    let found = 0
    for (let lib = 0; lib < shared.libs.length; lib++) {
      const path = shared.strings[shared.libs.path[lib]!]!.replace(/^(\[kernel\.kallsyms\]).*/, '$1')
      const id = wanted.get(path)
      if (id === undefined) continue
      expect(shared.strings[shared.libs.buildId[lib]!]).toBe(id)
      found++
    }
    expect(found).toBeGreaterThan(0)
  })
})

/** `perf report --stats` of the corpus, made with perf 6.1: `SAMPLE=12 MMAP=3 …`. */
describe('perf.data by perf report --stats', () => {
  const counted = files.filter(({ notes }) => /--stats: TOTAL=\d/.test(notes))
  it.each(counted.map(file => [file.path, file] as const))('%s has the same records', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const { records } = perfExtraOf(recording!)
    const wanted = [.../--stats: (.*)/.exec(file.notes)![1]!.matchAll(/(\w+)=(\d+)/g)]
    for (const [, name, count] of wanted) {
      if (name !== 'TOTAL') expect(`${name}=${records[name!]}`).toBe(`${name}=${count}`)
    }
    tally('perf-data', 'oracle')
  })
})

describe.skipIf(PERF === '')(`perf.data by perf script (${PERF || 'perf is missing'})`, () => {
  const seen = [...files, ...fixtureFiles('perf-data')].filter(
    ({ name }) => !/\.(?:pb_text|buildids|txt|perfparser|gz)$/.test(name),
  )
  // Stacks that perf unwinds itself, with the binaries of this machine; and files without samples.
  const others = /dwarf|contentsize|fibo|stat\.data/
  it.each(
    seen.filter(({ name }) => !others.test(name)).map(file => [file.path, file] as const),
  )('%s has the same samples', async (_, file) => {
    const path = join(folder, 'perf.data')
    writeFileSync(path, file.bytes())
    const wanted = perfScriptSamples(path)
    // What this perf is too old for is compared with what its own writer's tests say of it, if at all.
    if (wanted === null) return
    const found = samplesLikePerf(await readAny(file.bytes(), file.name), wanted.hasStacks)
    expect(found.sort()).toEqual(wanted.lines.sort())
    tally('perf-data', 'oracle')
  })
})
