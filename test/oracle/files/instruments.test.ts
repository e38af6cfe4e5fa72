import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { figuresOf } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

/** Totals by name in one snapshot of speedscope's importer. */
function snapshotTotals(text: string, title: string): Map<string, number> {
  const start = text.indexOf(`exports[\`${title} 1\`]`)
  const block = text.slice(start, text.indexOf('\nexports[', start + 1))
  const totals = new Map<string, number>()
  for (const frame of block.split('Frame {').slice(1)) {
    const name = /"name": "((?:[^"\\]|\\.)*)"/.exec(frame)![1]!.replaceAll('\\\\', '\\')
    totals.set(name, Number(/"totalWeight": ([\d.e+-]+)/.exec(frame)![1]))
  }
  return totals
}

describe.skipIf(!hasCorpus)('deep copies of Instruments (needs the corpus)', () => {
  it('have the totals that speedscope reads', async () => {
    const files = corpusFiles('instruments')
    const snapshot = new TextDecoder().decode(files.find(({ name }) => name.endsWith('.snap'))!.bytes())
    const file = files.find(({ name }) => name.includes('7.3.1'))!
    const [recording] = await readAny(file.bytes(), file.name)
    const { total } = figuresOf(recording!)
    const wanted = snapshotTotals(snapshot, 'importFromInstrumentsDeepCopy time profile')
    const found = new Map<string, number>()
    const { strings, funcs } = recording!.shared
    for (let func = 0; func < funcs.length; func++) found.set(strings[funcs.name[func]!]!, total[func]!)
    expect(wanted.size).toBeGreaterThan(10)
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort())
    // The copy is rounded: a row and its children differ by up to as many milliseconds as there are rows.
    for (const [name, value] of wanted)
      expect(Math.abs(found.get(name)! / 1e6 - value), name).toBeLessThanOrEqual(2)
    tally('instruments', 'oracle')
  })
})
