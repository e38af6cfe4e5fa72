import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { hasCorpus } from '../../support/corpus.ts'
import { baseName, drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'

const FILES = drawnFiles('oprofile')

/** Application, image and function, as gprof2dot labels them. */
function labelOf(recording: Recording, func: number): string {
  const { shared } = recording
  const name = shared.strings[shared.funcs.name[func]!]!
  const lib = shared.funcs.lib[func]!
  if (lib === -1) return name
  const app = / \(([^)]*)\)$/.exec(shared.strings[shared.libs.name[lib]!]!)?.[1]
  const image = baseName(shared.strings[shared.libs.path[lib]!]!)
  // Without a column of applications there is no line for them.
  return [
    ...(recording.meta.importedFrom!.file!.includes('gallium') ? [app ?? image] : []),
    image,
    name,
  ].join('\n')
}

describe.skipIf(!hasCorpus)('opreport -cgf (needs the corpus)', () => {
  it.each(
    FILES.map(({ file, graph }) => [file.name, file, graph] as const),
  )('%s has the shares that gprof2dot draws', async (name, file, graph) => {
    const [recording] = await readAny(file.bytes(), name)
    const facts = /functions=(\d+) edges=(\d+).*Samples=(\d+)/.exec(file.notes)!
    const { self, rows } = recording!.calls!
    expect(rows.length).toBe(Number(facts[1]))
    expect(self[0]!.reduce((sum, value) => sum + value, 0)).toBe(Number(facts[3]))
    expect(recording!.calls!.edges.length).toBe(Number(facts[2]))
    const compared = expectLikeDot(recording!, graph, {
      format: 'oprofile',
      labelOf,
      withCalls: false,
      // Where all arcs into a function count 0 samples, gprof2dot gives each of its callers the whole of it.
      totalTolerance: name.includes('gallium') ? 0.06 : 0.006,
    })
    expect(compared.totals).toBeGreaterThan(30)
  })
})
