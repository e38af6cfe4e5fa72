import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gperftoolsCpu } from '../../../src/formats/gperftools-cpu/format.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { type CorpusFile, corpusFiles, fixtureFiles, hasCorpus } from '../../support/corpus.ts'
import { findGoPprof, rawText } from '../../support/go-pprof.ts'
import { type PprofText, parsePprofText, pathsAsPprof } from '../../support/pprof-text.ts'
import { writeWith } from '../../support/read-format.ts'
import { recordingFromText } from '../../support/recording-from-text.ts'
import { tally } from '../../support/tally.ts'

/** Which value types of ours pprof's are, by their names. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'samples/count': ['samples'],
  'cpu/nanoseconds': ['cpu'],
  'objects/count': ['in-use objects', 'growths'],
  'space/bytes': ['in-use bytes', 'growth bytes'],
  'inuse_objects/count': ['in-use objects'],
  'inuse_space/bytes': ['in-use bytes'],
  'alloc_objects/count': ['allocated objects'],
  'alloc_space/bytes': ['allocated bytes'],
  'contentions/count': ['contentions'],
  'delay/nanoseconds': ['delay'],
  'delay/microseconds': ['delay'],
  'thread/count': ['threads'],
  'goroutine/count': ['goroutines'],
}

/** Profiles that have pprof's text beside them. */
function pairs(folder: string): (readonly [string, CorpusFile, CorpusFile])[] {
  const files = corpusFiles(folder)
  return files.flatMap(file => {
    const text = files.find(other => other.name === `${file.name}.string`)
    return text === undefined ? [] : [[file.path, file, text] as const]
  })
}

/** Holds a recording against what pprof says of the file, which cuts estimates to whole numbers. */
function expectAsPprof(recording: Recording, wanted: PprofText): void {
  const types = recording.stacks!.valueTypes
  const columns = wanted.types.map(type => types.findIndex(({ name }) => OURS[type]?.includes(name)))
  expect(columns, wanted.types.join()).not.toContain(-1)
  const found = pathsAsPprof(recording, columns)
  expect([...found.keys()].sort()).toEqual([...wanted.paths.keys()].sort())
  const rows = recording.stacks!.samples.length
  for (const [path, values] of wanted.paths) {
    for (const [k, value] of values.entries()) {
      const ours = found.get(path)![k]!
      const { name, precision } = types[columns[k]!]!
      const slack = precision === 'estimated' || name === 'delay' ? rows : 0
      const seconds = types[columns[k]!]!.unit === 'nanoseconds' && wanted.types[k]!.endsWith('microseconds')
      const scaled = seconds ? ours / 1000 : ours
      expect(Math.abs(scaled - value), `${path}: ${scaled} for ${value}`).toBeLessThanOrEqual(slack)
    }
  }
}

describe.skipIf(!hasCorpus)('gperftools files say what pprof says of them (needs the corpus)', () => {
  const folders = ['gperftools-cpu', 'gperftools-heap', 'gperftools-contention', 'gperftools-thread']
  it.each(folders.flatMap(pairs))('%s', async (path, file, text) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const wanted = parsePprofText(new TextDecoder().decode(text.bytes()))
    expectAsPprof(recording!, wanted)
    if (!path.includes('thread')) expect(recording!.meta.recorder.settings.period).toBe(wanted.period)
    tally(path.split('/')[0]!, 'oracle')
  })
})

const pprof = findGoPprof()
const googlePprof = ['/usr/bin/google-pprof', '/usr/local/bin/google-pprof'].find(existsSync) ?? null

describe.skipIf(pprof === null)("Go's pprof says the same (needs github.com/google/pprof)", () => {
  const files = ['gperftools-cpu', 'gperftools-heap', 'gperftools-contention', 'gperftools-thread']
    .flatMap(fixtureFiles)
    // Formats that pprof does not read.
    .filter(({ name }) => !/jemalloc|debug-2|threadcreate/.test(name))
  it.each(files.map(file => [file.path, file] as const))('%s', async (path, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    expectAsPprof(recording!, parsePprofText(rawText(pprof!, path)))
    tally(path.split('/').at(-2)!, 'oracle')
  })
})

const GRID = `
7                        3                        2
main[file:a.py][line:3]  main[file:a.py][line:4]  other
read                     parse                    `

/** A recording of named functions (which is written as Java), and one of bare addresses. */
async function written(kind: 'names' | 'addresses'): Promise<{ recording: Recording; path: string }> {
  const [recording] =
    kind === 'names'
      ? [
          recordingFromText(GRID, {
            name: 'x',
          }),
        ]
      : await readAny(
          fixtureFiles('gperftools-cpu')
            .find(({ name }) => name === 'mix.prof')!
            .bytes(),
          null,
        )
  const path = join(mkdtempSync(join(tmpdir(), 'pyrometer-gperftools-')), 'ours.prof')
  writeFileSync(path, await writeWith(gperftoolsCpu, [recording!]))
  return { recording: recording!, path }
}

/** Samples by path, where those that count nothing are left out. */
function counted(paths: ReadonlyMap<string, readonly number[]>): Map<string, readonly number[]> {
  return new Map([...paths].filter(([, values]) => values.some(value => value !== 0)))
}

describe('CPU profiles of ours', () => {
  it.skipIf(pprof === null)(
    "say in Go's pprof what the recording says (needs github.com/google/pprof)",
    async () => {
      const native = await written('addresses')
      const text = parsePprofText(rawText(pprof!, native.path))
      expect(counted(text.paths)).toEqual(pathsAsPprof(native.recording, [0, 1]))
      const java = await written('names')
      const [again] = await readAny(new Uint8Array(readFileSync(java.path)), null)
      const named = parsePprofText(rawText(pprof!, java.path))
      expect([...named.paths.keys()].sort()).toEqual([...pathsAsPprof(again!, [0]).keys()].sort())
      expect([...named.paths.keys()].join()).toContain('main:3;read:0')
      const total = [...named.paths.values()].reduce((sum, values) => sum + values[1]!, 0)
      expect(total).toBe(java.recording.stacks!.weights[0]!.reduce((sum, value) => sum + value, 0))
      tally('gperftools-cpu', 'oracle')
    },
  )

  it.skipIf(googlePprof === null)(
    'open in google-pprof with all their samples (needs google-perftools)',
    async () => {
      for (const kind of ['addresses', 'names'] as const) {
        const { path } = await written(kind)
        const [again] = await readAny(new Uint8Array(readFileSync(path)), null)
        const { status, stdout } = spawnSync(googlePprof!, ['--text', '/bin/true', path], {
          encoding: 'utf8',
        })
        expect(status).toBe(0)
        const total = again!.stacks!.weights[0]!.reduce((sum, count) => sum + count, 0)
        expect(stdout).toContain(`Total: ${total} samples`)
      }
      tally('gperftools-cpu', 'oracle')
    },
  )
})
