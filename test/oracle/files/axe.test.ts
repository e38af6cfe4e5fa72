import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

const FILES = drawnFiles('axe')

describe.skipIf(!hasCorpus)('gprof-cc reports of VTune (needs the corpus)', () => {
  it.each(
    FILES.map(({ file, graph }) => [file.name, file, graph] as const),
  )('%s has the shares that gprof2dot draws', async (name, file, graph) => {
    const [recording] = await readAny(file.bytes(), name)
    const { shared } = recording!
    const compared = expectLikeDot(recording!, graph, {
      format: 'axe',
      labelOf: (_, func) => shared.strings[shared.funcs.name[func]!]!,
      withCalls: false,
      // gprof2dot takes totals from the column of shares, as the file has them, and estimates those of edges.
      withEstimated: true,
      totalTolerance: 0.035,
      edgeTolerance: Number.POSITIVE_INFINITY,
    })
    expect(compared.nodes).toBeGreaterThan(10)
  })

  it.each(
    corpusFiles('axe').map(file => [file.name, file] as const),
  )('%s has as many functions and edges as the index says', async (name, file) => {
    const facts = /functions=(\d+) edges=(\d+).*Time=([\d.]+)/.exec(file.notes)!
    const [recording] = await readAny(file.bytes(), name)
    expect(recording!.calls!.rows.length).toBe(Number(facts[1]))
    expect(recording!.calls!.self[0]!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(Number(facts[3]), 6)
    tally('axe', 'oracle')
  })
})
