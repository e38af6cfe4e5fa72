import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { drawnFiles, expectLikeDot } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

const files = corpusFiles('dtrace').filter(({ name }) => !name.includes('__results__'))

/** Collapses as inferno does, without arguments and Rust's hashes, which it tidies. */
function collapse({ shared, stacks }: Recording): string[] {
  const sums = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const texts: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const lib = shared.frames.lib[frame]!
      const module = lib === -1 ? '' : `${shared.strings[shared.libs.name[lib]!]}\``
      texts.unshift(tidy(module + shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]))
    }
    const key = texts.join(';')
    sums.set(key, (sums.get(key) ?? 0) + stacks!.weights[0]![i]!)
  }
  return [...sums].map(([key, sum]) => `${key} ${sum}`).sort()
}

/** What stays of a name however it is tidied: its module and its letters before any bracket. */
function tidy(text: string): string {
  const plain = text
    .replace(/\$LT\$/g, '<')
    .replace(/\$GT\$/g, '>')
    .replace(/\$u20\$/g, ' ')
    .replace(/\$RF\$/g, '&')
    .replace(/\$u27\$/g, "'")
    .replace(/\$u5b\$/g, '[')
    .replace(/\$u5d\$/g, ']')
    .replace(/\$u7b\$/g, '{')
    .replace(/\$u7d\$/g, '}')
    .replace(/\$C\$/g, ',')
  return plain
    .replace(/(?<=`)_(?=<)/, '')
    .replace(/\.\./g, '::')
    .replace(/(?: \(\.llvm\.\d+\))?$/, '')
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/(::[^(<]*)\(.*/, '$1')
}

function collapsedOf(name: string): string[] | null {
  const stem = name.replace(/^jonhoo-inferno__collapse-dtrace__/, '')
  const oracle = corpusFiles('dtrace').find(file => file.name.endsWith(`__results__${stem}`))
  if (oracle === undefined) return null
  return new TextDecoder()
    .decode(oracle.bytes())
    .split('\n')
    .filter(line => line !== '')
    .sort()
}

describe.skipIf(!hasCorpus)('DTrace stacks (needs the corpus)', () => {
  const collapsed = files.filter(({ name }) => collapsedOf(name) !== null)

  it.each(
    collapsed.map(file => [file.name, file] as const),
  )('%s collapses as inferno does', async (name, file) => {
    const [recording] = await readAny(file.bytes(), name)
    expect(collapse(recording!)).toEqual(collapsedOf(name)!.map(line => line))
    tally('dtrace', 'oracle')
  })

  it.each(
    drawnFiles('dtrace').map(({ file, graph }) => [file.name, { file, graph }] as const),
  )('%s has the shares that gprof2dot draws', async (name, { file, graph }) => {
    const [recording] = await readAny(file.bytes(), name)
    const compared = expectLikeDot(recording!, graph, {
      format: 'dtrace',
      withCalls: false,
      labelOf: ({ shared }, func) => {
        const lib = shared.funcs.lib[func]!
        const own = shared.strings[shared.funcs.name[func]!]!
        return lib === -1 ? own : `${shared.strings[shared.libs.name[lib]!]}\n${own}`
      },
    })
    expect(compared.nodes).toBeGreaterThan(10)
  })

  const counted = files.filter(({ notes }) => /gprof2dot: .*Samples=\d/.test(notes))
  it.each(
    counted.map(file => [file.name, file] as const),
  )('%s has the samples and functions that gprof2dot counts', async (name, file) => {
    const [recording] = await readAny(file.bytes(), name)
    const [, funcs, whole] = /functions=(\d+) .*Samples=(\d+)/.exec(file.notes)!
    expect(recording!.stacks!.weights[0]!.reduce((sum, weight) => sum + weight)).toBe(Number(whole))
    expect(recording!.shared.funcs.length).toBe(Number(funcs))
    tally('dtrace', 'oracle')
  })
})
