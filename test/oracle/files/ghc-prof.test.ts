import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { foldedPaths, pathsOf } from '../../support/folded-paths.ts'
import { tally } from '../../support/tally.ts'

describe.skipIf(!hasCorpus)('profiles of GHC fold to what inferno makes of them (needs the corpus)', () => {
  const file = (name: string) => corpusFiles('ghc').find(each => each.name.endsWith(name))!
  it.each([
    ['percent.prof', 'results__percent.txt', 'ticks'],
    ['ticks.prof', 'results__ticks.txt', 'ticks'],
    ['ticks.prof', 'results__ticks_bytes.txt', 'allocated bytes'],
  ])('%s, %s', async (name, result, type) => {
    const [recording] = await readAny(file(name).bytes(), name)
    const column = recording!.stacks!.valueTypes.findIndex(each => each.name === type)
    // inferno gives tenths of a percent of all ticks.
    const ticks = Number(recording!.meta.recorder.settings.ticks)
    const scale = type === 'ticks' ? 1000 / ticks : 1
    const found = pathsOf(recording!, column)
    const wanted = foldedPaths(file(result).bytes())
    expect(new Map([...found].map(([path, value]) => [path, Math.round(value * scale)]))).toEqual(wanted)
    tally('ghc-prof', 'oracle')
  })
})
