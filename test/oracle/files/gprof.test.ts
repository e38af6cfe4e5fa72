import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { hasCorpus } from '../../support/corpus.ts'
import { drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'

const FILES = drawnFiles('gprof')

describe.skipIf(!hasCorpus)('gprof reports (needs the corpus)', () => {
  it.each(
    FILES.map(({ file, graph }) => [file.name, file, graph] as const),
  )('%s has the calls and the shares that gprof2dot draws', async (name, file, graph) => {
    const [recording] = await readAny(file.bytes(), name)
    const { shared, calls } = recording!
    // The whole that gprof2dot takes is that of the call graph; the flat profile of macOS has more.
    const whole = name.includes('darwin') ? 0.52 : calls!.self[0]!.reduce((sum, value) => sum + value, 0)
    // Times are rounded to hundredths in the file, and gprof2dot passes them on anew.
    const rounding = (100 * 0.03) / Math.max(whole, 0.01)
    const compared = expectLikeDot(recording!, graph, {
      format: 'gprof',
      labelOf: (_, func) => shared.strings[shared.funcs.name[func]!]!,
      withCalls: true,
      whole,
      totalTolerance: 0.006 + rounding,
    })
    if (!/zeros|issue88/.test(name)) expect(compared.nodes).toBeGreaterThan(3)
  })
})
