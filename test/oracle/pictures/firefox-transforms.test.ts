import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatById } from '../../../src/formats/registry.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { parseTransform } from '../../../src/query/filter/transform-grammar.ts'
import { applyTransforms } from '../../../src/query/filter/transforms.ts'
import {
  firefoxProfilerTitle,
  hasFirefoxProfiler,
  withFirefoxProfiler,
} from '../../support/firefox-profiler.ts'
import { figuresByName } from '../../support/function-figures.ts'
import { generateRecording } from '../../support/generate-recording.ts'
import { writeWith } from '../../support/read-format.ts'

/** Addresses of the profiler's own page, which its command line takes, are of this version. */
const URL_VERSION = 17
/** How the profiler writes functions of a path below 32. */
const DIGITS = '0123456789abcdefghijklmnopqrstuv'

/** A transform in our words, and as the profiler's address has it; `of` gives the number of a function there. */
interface Case {
  readonly ours: string
  readonly theirs: (of: (name: string) => number) => string
}

const path = (of: (name: string) => number, names: readonly string[]) =>
  names.map(name => DIGITS[of(name)]).join('')

const CASES: readonly Case[] = [
  { ours: 'merge-function:function_1', theirs: of => `mf-${of('function_1')}` },
  { ours: 'focus-function:function_2', theirs: of => `ff-${of('function_2')}` },
  { ours: 'focus-self:function_3', theirs: of => `ffs-combined-${of('function_3')}` },
  { ours: 'drop-function:function_4', theirs: of => `df-${of('function_4')}` },
  { ours: 'collapse-function:function_2', theirs: of => `cfs-${of('function_2')}` },
  { ours: 'collapse-recursion:function_1', theirs: of => `rec-${of('function_1')}` },
  { ours: 'collapse-direct-recursion:function_5', theirs: of => `drec-combined-${of('function_5')}` },
]

const recording = generateRecording({ stacks: 400, samples: 2000, funcs: 7, threads: 1, maxDepth: 14 })
let server: Server
let bytes: Uint8Array

beforeAll(async () => {
  bytes = await writeWith(formatById('firefox')!, [recording])
  server = createServer((_, response) => response.end(bytes))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
})

interface Row {
  readonly functionHandle: string
  readonly name: string
  readonly selfSamples: number
  readonly totalSamples: number
}

/** The functions the profiler lists under transforms, as an address has them. */
async function functionsUnder(transforms: string): Promise<Row[]> {
  const { port } = server.address() as AddressInfo
  const file = encodeURIComponent(`http://127.0.0.1:${port}/profile.json`)
  const query = `thread=0&v=${URL_VERSION}${transforms === '' ? '' : `&transforms=${transforms}`}`
  const address = `https://profiler.firefox.com/from-url/${file}/calltree/?${query}`
  const of = ['--thread', 't-0', '--limit', '0', '--include-idle', '--json']
  const text = await withFirefoxProfiler(address, ask => ask('thread', 'functions', ...of))
  return JSON.parse(text).functions
}

function expectSame(rows: readonly Row[], result: Recording): void {
  const ours = figuresByName(result, 1)
  const theirs = new Map(
    rows
      .filter(row => row.totalSamples > 0)
      .map(({ name, selfSamples, totalSamples }) => [name, { self: selfSamples, total: totalSamples }]),
  )
  expect(Object.fromEntries(theirs)).toEqual(Object.fromEntries(ours))
}

describe.skipIf(!hasFirefoxProfiler)(`transforms leave what ${firefoxProfilerTitle} leaves`, () => {
  let numbers: ReadonlyMap<string, number>
  beforeAll(async () => {
    const rows = await functionsUnder('')
    numbers = new Map(rows.map(({ name, functionHandle }) => [name, Number(functionHandle.slice(2))]))
    expectSame(rows, recording)
  })
  const numberOf = (name: string) => numbers.get(name)!

  it.each(CASES.map(one => [one.ours, one] as const))('%s', async (_, { ours, theirs }) => {
    const { recording: result } = applyTransforms(recording, [parseTransform(ours)])
    expectSame(await functionsUnder(theirs(numberOf)), result)
  })

  it.each([
    ['merge-node', 'mcn'],
    ['focus-subtree', 'f'],
  ])('%s', async (name, key) => {
    const names = hottestPath(recording)
    const { recording: result } = applyTransforms(recording, [parseTransform(`${name}:${names.join(';')}`)])
    expectSame(await functionsUnder(`${key}-combined-${path(numberOf, names)}`), result)
  })

  it('three in a row', async () => {
    const texts = ['focus-function:function_2', 'merge-function:function_1', 'collapse-recursion:function_3']
    const { recording: result } = applyTransforms(recording, texts.map(parseTransform))
    const written = `ff-${numberOf('function_2')}~mf-${numberOf('function_1')}~rec-${numberOf('function_3')}`
    expectSame(await functionsUnder(written), result)
  })
})

/** The first three functions of the deepest stack. */
function hottestPath({ shared, stacks }: Recording): string[] {
  const paths = Array.from(stacks!.samples.stack, leaf => {
    const names: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return names.reverse()
  })
  return paths.toSorted((a, b) => b.length - a.length)[0]!.slice(0, 3)
}
