import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'

const files = drawnFiles('sleepy').map(({ file, graph }) => [file.path, file, graph] as const)

describe.skipIf(files.length === 0)('captures of Very Sleepy (needs the corpus)', () => {
  it.each(files)('%s has the shares that gprof2dot draws', async (_, file, graph) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const { nodes } = expectLikeDot(recording!, graph, {
      format: 'sleepy',
      withCalls: false,
      labelOf: ({ shared }, func) => {
        const lib = shared.funcs.lib[func]!
        return `${lib === -1 ? '' : shared.strings[shared.libs.name[lib]!]}\n${shared.strings[shared.funcs.name[func]!]}`
      },
    })
    expect(nodes).toBeGreaterThan(10)
    const wanted = Number(/Samples=([\d.]+)/.exec(file.notes)![1])
    const total = recording!.stacks!.weights[0]!.reduce((sum, value) => sum + value, 0)
    expect(total / 1e9).toBeCloseTo(wanted, 9)
  })
})
