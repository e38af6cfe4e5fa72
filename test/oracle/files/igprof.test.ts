import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

const DUMPS = corpusFiles('igprof').filter(({ name }) => name.endsWith('p.gz'))

describe.skipIf(!hasCorpus)('igprof dumps (needs the corpus)', () => {
  it.each(
    DUMPS.map(file => [file.name, file] as const),
  )('%s has the sums that the index names', async (name, file) => {
    const [recording] = await readAny(file.bytes(), name)
    const { valueTypes, weights } = recording!.stacks!
    const sumOf = (type: string) => {
      const k = valueTypes.findIndex(({ name }) => name === type)
      return weights[k]!.reduce((sum, value) => sum + value, 0)
    }
    const facts = [...file.notes.matchAll(/(\w+)\.(calls|value)=(\d+)/g)]
    expect(facts.length).toBeGreaterThan(1)
    for (const [, counter, field, sum] of facts) {
      if (counter === 'PERF_TICKS') expect(sumOf('samples')).toBe(Number(sum))
      else expect(sumOf(field === 'calls' ? `${counter} calls` : counter!)).toBe(Number(sum))
    }
    tally('igprof', 'oracle')
  })

  it('agrees with the report that igprof-analyse made of the same dump', async () => {
    const file = DUMPS.find(({ name }) => name.includes('igprof-dd.pp'))!
    const report = corpusFiles('igprof').find(({ name }) => name.includes('dd4hep'))!
    const [dump] = await readAny(file.bytes(), file.name)
    const text = new TextDecoder().decode(report.bytes())
    // 346 ticks of 5.999 ms.
    const total = Number(/100\.0 +([\d.]+) +<spontaneous> \[1\]/.exec(text)![1])
    expect(dump!.stacks!.weights[0]!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 2)
    tally('igprof', 'oracle')
  })
})
