import { describe, expect, it } from 'vitest'
import { readAny } from '../../src/formats/read-any.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../support/corpus.ts'
import { parsePprofText, pathsAsPprof } from '../support/pprof-text.ts'
import { tally } from '../support/tally.ts'

/** Profiles that have pprof's text beside them. */
function pairs(folder: string): (readonly [string, CorpusFile, CorpusFile])[] {
  const files = corpusFiles(folder)
  return files.flatMap(file => {
    const text = files.find(other => other.name === `${file.name}.string`)
    return text === undefined ? [] : [[file.path, file, text] as const]
  })
}

const decode = (file: CorpusFile) => parsePprofText(new TextDecoder().decode(file.bytes()))

describe.skipIf(!hasCorpus)('gperftools files say what pprof says of them (needs the corpus)', () => {
  it.each(pairs('gperftools-cpu'))('%s', async (_, file, text) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const wanted = decode(text)
    expect(wanted.types).toEqual(['samples/count', 'cpu/nanoseconds'])
    expect(pathsAsPprof(recording!, [0, 1])).toEqual(wanted.paths)
    expect(recording!.meta.recorder.settings.period).toBe(wanted.period)
    tally('gperftools-cpu', 'oracle')
  })
})
