import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

/** By call path, from the root on, what it has with all that it called. */
function totalsByPath({ shared, stacks }: Recording): Map<string, number> {
  const totals = new Float64Array(shared.stacks.length)
  const paths: string[] = []
  for (const [i, stack] of stacks!.samples.stack.entries()) {
    if (stack !== -1) totals[stack]! += stacks!.weights[0]![i]!
  }
  for (let i = totals.length - 1; i >= 0; i--) {
    const prefix = shared.stacks.prefix[i]!
    if (prefix !== -1) totals[prefix]! += totals[i]!
  }
  for (let i = 0; i < totals.length; i++) {
    const prefix = shared.stacks.prefix[i]!
    const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[i]!]!]!]!
    paths.push(prefix === -1 ? name : `${paths[prefix]};${name}`)
  }
  return new Map(paths.map((path, i) => [path, totals[i]!]))
}

/** The totals of collapsed stacks, of their text. */
function totalsOfText(text: string): Map<string, number> {
  const totals = new Map<string, number>()
  for (const line of text.split('\n')) {
    const found = /^(.*) (\d+)$/.exec(line)
    if (found === null) continue
    const names = found[1]!.split(';').map(name => name.replace(/_\[[a-z]\]$/, ''))
    for (let i = 1; i <= names.length; i++) {
      const path = names.slice(0, i).join(';')
      totals.set(path, (totals.get(path) ?? 0) + Number(found[2]))
    }
  }
  return totals
}

const file = (folder: string, part: string): CorpusFile =>
  corpusFiles(folder).find(({ name }) => name.includes(part))!

describe.skipIf(!hasCorpus)('a flame graph', () => {
  const source = () =>
    totalsOfText(Buffer.from(file('perf-script', 'example-perf-stacks-collapsed.txt').bytes()).toString())

  it('of inferno has the sums of the stacks it was drawn from, by its numbers of samples and by its lengths', async () => {
    const drawn = Buffer.from(file('flamegraph-svg', 'example-perf-stacks__').bytes()).toString()
    const expected = source()
    for (const text of [drawn, drawn.replaceAll(/ fg:[xw]="\d+"/g, '')]) {
      const [recording] = await readAny(new Uint8Array(Buffer.from(text)), 'x.svg')
      const found = totalsByPath(recording!)
      expect(found.size).toBeGreaterThan(1000)
      expect([...found].filter(([path, total]) => expected.get(path) !== total)).toEqual([])
      tally('flamegraph-svg', 'oracle')
    }
  })

  it('of flamegraph.pl has the sums of the stacks it was drawn from', async () => {
    const drawn = file('flamegraph-svg', 'FlameGraph__example-perf')
    const [recording] = await readAny(drawn.bytes(), drawn.name)
    // Its stacks were collapsed by an older script: without brackets in names, and with other frames without a name.
    const expected = new Map([...source()].map(([path, total]) => [path.replaceAll(/[<>]/g, ''), total]))
    const found = [...totalsByPath(recording!)].filter(([path]) => !path.includes('[unknown]'))
    expect(found.length).toBeGreaterThan(500)
    expect(found.filter(([path, total]) => expected.get(path) !== total)).toEqual([])
    tally('flamegraph-svg', 'oracle')
  })
})
