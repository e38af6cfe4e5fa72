import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { figuresOf } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

const file = (part: string) => corpusFiles('igprof').find(({ name }) => name.includes(part))!

/** Figures by mangled or plain name, of functions whose name is the same in both. */
function byName({ shared }: Recording, figures: Float64Array): Map<string, number> {
  const found = new Map<string, number>()
  for (const [func, value] of figures.entries()) {
    const name = shared.strings[shared.funcs.name[func]!]!
    found.set(name, (found.get(name) ?? 0) + value)
  }
  return found
}

describe.skipIf(!hasCorpus)('reports of igprof-analyse (needs the corpus)', () => {
  it('say what the dump they were made of says', async () => {
    const [dump] = await readAny(file('igprof-dd.pp').bytes(), 'igprof-dd.pp.gz')
    const [report] = await readAny(file('dd4hep').bytes(), 'dd4hep.res')
    const expected = figuresOf(dump!)
    const self = byName(dump!, expected.self)
    const total = byName(dump!, expected.total)
    const { rows, self: reportSelf, total: reportTotal } = report!.calls!
    const sum = reportSelf[0]!.reduce((sum, value) => sum + value, 0)
    // Each self is rounded to a hundredth: most are one tick of 0.006.
    const rounded = reportSelf[0]!.filter(value => value > 0).length
    expect(Math.abs(sum - expected.whole)).toBeLessThan(0.005 * rounded)
    let compared = 0
    for (let row = 0; row < rows.length; row++) {
      const name = report!.shared.strings[report!.shared.funcs.name[rows.func[row]!]!]!
      // The report takes symbols from nm and parts recursion by level; functions of C outside of both are the same.
      if (!['main', '__libc_start_main', 'do_lookup_x'].includes(name) || !total.has(name)) continue
      if (name !== 'do_lookup_x') expect(reportTotal[0]![row]).toBeCloseTo(total.get(name)!, 2)
      expect(Math.abs(reportSelf[0]![row]! - (self.get(name) ?? 0))).toBeLessThan(0.006)
      compared++
    }
    expect(compared).toBeGreaterThan(0)
    tally('igprof-report', 'oracle')
  })

  it.each([
    'cms.res',
    'dd4hep.res',
  ])('%s adds up: callees of a function cost what it does without itself', async part => {
    const [report] = await readAny(file(part).bytes(), part)
    const { rows, edges, self, total, edgeTotal } = report!.calls!
    const callees = new Float64Array(rows.length)
    const counts = new Float64Array(rows.length)
    for (let edge = 0; edge < edges.length; edge++) {
      callees[edges.caller[edge]!]! += edgeTotal[0]![edge]!
      counts[edges.caller[edge]!]!++
    }
    expect(edges.length).toBeGreaterThan(1500)
    for (let row = 0; row < rows.length; row++) {
      const rounding = 0.006 * (counts[row]! + 2)
      expect(Math.abs(self[0]![row]! + callees[row]! - total[0]![row]!)).toBeLessThan(rounding)
    }
    tally('igprof-report', 'oracle')
  })
})
