import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { pstats } from '../../../src/formats/pstats/format.ts'
import { readAnyPstats } from '../../../src/formats/pstats/read.ts'
import { readUsual } from '../../../src/formats/pstats/read-usual.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { mutate } from '../../property/fuzz.ts'
import { corpusFiles } from '../../support/corpus.ts'
import { livePythons, RELEASES, titleOf } from '../../support/live-pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const CONTENT = join(import.meta.dirname, 'pstats-content.py')
const TARGET = join(import.meta.dirname, 'pstats-code-target.py')
const FIXTURES = 'test/fixtures/pstats'
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pstats-code-'))
type Key = [string, number, string]
/** Function, (primitive calls, calls, self, total), callers with their figures. */
type Held = [Key, number[], [Key, number[]][]][]

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const byKey = (held: Held): Held =>
  held
    .map(([key, figures, callers]): Held[number] => [key, figures, [...callers].sort(compare)])
    .sort(compare)
const compare = (a: [Key, ...unknown[]], b: [Key, ...unknown[]]) => (a[0].join() < b[0].join() ? -1 : 1)

function heldBy({ shared, calls }: Recording): Held {
  const { rows, edges, self, total, edgeSelf, edgeTotal } = calls!
  const keys = Array.from(rows.func, (func): Key => {
    const source = shared.funcs.source[func]!
    const file = source === -1 ? '~' : shared.strings[shared.sources.path[source]!]!
    return [file, shared.funcs.line[func]!, shared.strings[shared.funcs.name[func]!]!]
  })
  const held: Held = []
  for (let row = 0; row < rows.length; row++) {
    if (Number.isNaN(rows.calls[row]!)) continue
    const callers = Array.from(edges.callee.keys())
      .filter(edge => edges.callee[edge] === row)
      .map((edge): [Key, number[]] => {
        const figures = [
          edges.calls[edge]!,
          edges.primitiveCalls[edge]!,
          edgeSelf[0]![edge]!,
          edgeTotal[0]![edge]!,
        ]
        return [keys[edges.caller[edge]!]!, figures.filter(figure => !Number.isNaN(figure))]
      })
    held.push([
      keys[row]!,
      [rows.primitiveCalls[row]!, rows.calls[row]!, self[0]![row]!, total[0]![row]!],
      callers,
    ])
  }
  return held
}

describe.each(RELEASES)('profiles of CPython %s', release => {
  const python = livePythons().get(release)
  // cProfile takes -m since 3.7, profile since 3.8.
  const minor = release === '2.7' ? 0 : Number(release.split('.')[1])
  const runs = [
    ['cProfile', [TARGET]],
    ['profile', [TARGET]],
    ...(minor < 7 ? [] : [['cProfile', ['-m', 'target']]]),
    ...(minor < 8 ? [] : [['profile', ['-m', 'target']]]),
  ] as [string, string[]][]
  it.skipIf(python === undefined).each(runs)(
    `${titleOf(release)}: what %s saves of %j is what it loads`,
    async (module, program) => {
      copyFileSync(TARGET, join(folder, 'target.py'))
      const path = join(folder, `${module}-${release}.prof`)
      const run = (args: string[]) =>
        execFileSync(python!.path, args, {
          cwd: folder,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { ...process.env, PYTHONIOENCODING: 'utf8' },
        })
      run(['-m', module, '-o', path, ...program])
      const [recording] = await readWith(pstats, readFileSync(path), path)
      expect(byKey(heldBy(recording!))).toEqual(byKey(JSON.parse(run([CONTENT, path])) as Held))
      expect(recording!.meta.warnings).toEqual([])
      tally('pstats', 'oracle')
    },
  )
})

describe('readUsual()', () => {
  const files = [
    ...corpusFiles('pstats').map(file => [file.name, () => file.bytes()] as const),
    ...readdirSync(FIXTURES)
      .filter(name => name.endsWith('.prof'))
      .map(name => [name, () => new Uint8Array(readFileSync(join(FIXTURES, name)))] as const),
  ]

  it.each(files)('%s says what the reader of all shapes says', async (name, bytes) => {
    const [recording] = await readWith(pstats, bytes(), name)
    expect(isDeepStrictEqual(recording, readAnyPstats(bytes(), name))).toBe(true)
  })

  it('takes nearly all of them', () => {
    const usual = files.filter(([, bytes]) => readUsual(bytes()) !== null)
    expect(usual.length).toBeGreaterThan(0.5 * files.length)
  })

  it('gives what the reader of all shapes gives for mutated files, or leaves them to it', async () => {
    const random = seededRandom(3)
    const small = files.map(([, bytes]) => bytes()).filter(bytes => bytes.length < 10_000)
    let taken = 0
    for (let round = 0; round < 4000; round++) {
      const bytes = mutate(small[round % small.length]!, random)
      const usual = readUsual(bytes)
      if (usual === null || usual.end !== bytes.length) continue
      taken++
      const [recording] = await readWith(pstats, bytes, 'x')
      expect(isDeepStrictEqual(recording, readAnyPstats(bytes, 'x')), `round ${round}`).toBe(true)
    }
    expect(taken).toBeGreaterThan(50)
  })
})
