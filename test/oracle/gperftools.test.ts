import { describe, expect, it } from 'vitest'
import { readAny } from '../../src/formats/read-any.ts'
import type { Recording } from '../../src/model/recording.ts'
import { type CorpusFile, corpusFiles, fixtureFiles, hasCorpus } from '../support/corpus.ts'
import { findGoPprof, rawText } from '../support/go-pprof.ts'
import { type PprofText, parsePprofText, pathsAsPprof } from '../support/pprof-text.ts'
import { tally } from '../support/tally.ts'

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
      const exact = types[columns[k]!]!.precision === 'estimated' ? rows : 0
      const seconds = types[columns[k]!]!.unit === 'nanoseconds' && wanted.types[k]!.endsWith('microseconds')
      const scaled = seconds ? ours / 1000 : ours
      expect(Math.abs(scaled - value), `${path}: ${scaled} for ${value}`).toBeLessThanOrEqual(exact)
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

describe.skipIf(pprof === null)("Go's pprof says the same (needs github.com/google/pprof)", () => {
  const files = ['gperftools-cpu', 'gperftools-heap', 'gperftools-contention', 'gperftools-thread']
    .flatMap(fixtureFiles)
    // Formats that pprof does not read.
    .filter(({ name }) => !/jemalloc|debug-2|symbolized/.test(name))
  it.each(files.map(file => [file.path, file] as const))('%s', async (path, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    expectAsPprof(recording!, parsePprofText(rawText(pprof!, path)))
    tally(path.split('/').at(-2)!, 'oracle')
  })
})
