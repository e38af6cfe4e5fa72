import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { hasCorpus } from '../../support/corpus.ts'
import { baseName, drawnFiles, expectLikeDot, figuresOf } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

function nameOf({ shared }: Recording, func: number): string {
  return shared.strings[shared.funcs.name[func]!]!
}

function moduleOf({ shared }: Recording, func: number): string[] {
  const lib = shared.funcs.lib[func]!
  return lib === -1 ? [] : [baseName(shared.strings[shared.libs.path[lib]!]!)]
}

/** How each format's functions are labelled in gprof2dot's pictures, and how many totals at least are comparable. */
const KINDS = [
  {
    format: 'gprof2dot-json',
    labelOf: (recording: Recording, func: number) =>
      [...moduleOf(recording, func), nameOf(recording, func)].join('\n'),
    least: 0,
  },
  { format: 'hprof', labelOf: nameOf, least: 10 },
  {
    format: 'sysprof',
    labelOf: nameOf,
    least: 0,
    // gprof2dot leaves out functions without samples of their own, and gives their callees to their callers.
    hasCounts: false,
    withEdges: false,
    totalTolerance: Number.POSITIVE_INFINITY,
  },
  {
    format: 'xperf',
    labelOf: (recording: Recording, func: number) => {
      const process = recording.shared.strings[recording.shared.processes.name[0]!]!
      return [process, ...moduleOf(recording, func), nameOf(recording, func)].join('\n')
    },
    least: 1,
    // gprof2dot takes the name of a leaf from another column, and some twice.
    hasCounts: false,
  },
] as const

const FILES = KINDS.flatMap(kind => drawnFiles(kind.format).map(drawn => ({ ...drawn, kind })))

describe.skipIf(!hasCorpus)('pictures of gprof2dot (needs the corpus)', () => {
  it.each(
    FILES.map(({ file, graph, kind }) => [file.path, file, graph, kind] as const),
  )('%s has the shares that gprof2dot draws', async (_, file, graph, kind) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const facts = /functions=(\d+) edges=(\d+).*(?:Samples|Time)=([\d.]+)/.exec(file.notes)!
    const figures = figuresOf(recording!)
    if (!('hasCounts' in kind)) {
      expect(recording!.shared.funcs.length).toBe(Number(facts[1]))
      expect(figures.edges.length).toBe(Number(facts[2]))
    }
    expect(figures.whole).toBeCloseTo(Number(facts[3]), 6)
    // A tree of samples counts no calls: gprof2dot says 0.
    const compared = expectLikeDot(recording!, graph, { ...kind, withCalls: false })
    expect(compared.totals).toBeGreaterThanOrEqual(kind.least)
  })

  it('objects of sysprof have the samples that the file itself says', async () => {
    const [{ file }] = drawnFiles('sysprof') as [ReturnType<typeof drawnFiles>[number]]
    const [recording] = await readAny(file.bytes(), file.name)
    const text = new TextDecoder().decode(file.bytes())
    const objects =
      /<object id="\d+">\s*<name>"([^<]*)"<\/name>\s*<total>(\d+)<\/total>\s*<self>(\d+)<\/self>/g
    const { self } = figuresOf(recording!)
    const expected = new Map<string, number>()
    for (const [, name, , own] of text.matchAll(objects)) {
      const plain = name!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
      expected.set(plain, (expected.get(plain) ?? 0) + Number(own))
    }
    expect(expected.size).toBeGreaterThan(1000)
    const found = new Map<string, number>()
    for (const [func, own] of self.entries()) {
      const name = nameOf(recording!, func)
      found.set(name, (found.get(name) ?? 0) + own)
    }
    for (const [name, own] of expected) expect(found.get(name) ?? 0, name).toBe(own)
    tally('sysprof', 'oracle')
  })
})
