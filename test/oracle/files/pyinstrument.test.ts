import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { type CorpusFile, corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { tally } from '../../support/tally.ts'

const SCRIPT = join(import.meta.dirname, 'pyinstrument-session.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pyinstrument-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const files = [...corpusFiles('pyinstrument'), ...fixtureFiles('pyinstrument')]
const byPath = (list: readonly CorpusFile[]) => list.map(file => [file.path, file] as const)

/** Own seconds by path of functions; `nameOf` gets name without class, and line of the definition. */
function ownTimes(
  { shared, stacks }: Recording,
  nameOf: (name: string, line: number) => string,
): Map<string, number> {
  const { strings, funcs, frames } = shared
  const sums = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const func = frames.func[shared.stacks.frame[at]!]!
      names.unshift(
        nameOf(strings[funcs.name[func]!]!.replace(/^Work\./, ''), Math.max(0, funcs.line[func]!)),
      )
    }
    const key = names.join(' > ')
    sums.set(key, (sums.get(key) ?? 0) + stacks!.weights[0]![i]! / 1e9)
  }
  return sums
}

describe('sessions', () => {
  const sessions = files.filter(({ name }) => name.endsWith('.pyisession'))
  const peer = findPeer('pyinstrument-5')
  it.skipIf(peer === null).each(byPath(sessions))(
    `${peerTitle('pyinstrument-5')} reads %s as we do`,
    async (_, file) => {
      const path = join(folder, file.name)
      writeFileSync(path, file.bytes())
      const rows = JSON.parse(peer!.run([SCRIPT, path])) as [string[], number][]
      const wanted = new Map<string, number>()
      for (const [names, own] of rows) {
        const key = names.join(' > ')
        wanted.set(key, (wanted.get(key) ?? 0) + own)
      }
      const [recording] = await readAny(file.bytes(), file.name)
      const found = ownTimes(recording!, (name, line) => `${name}:${line}`)
      for (const [key, own] of wanted) expect(found.get(key) ?? 0, key).toBeCloseTo(own, 9)
      for (const key of found.keys()) expect(wanted.has(key), key).toBe(true)
      expect(recording!.stacks!.isTimed).toBe(true)
      tally('pyinstrument', 'oracle')
    },
  )
})

interface Node {
  readonly identifier?: string
  readonly function?: string
  readonly time: number
  readonly children: readonly Node[]
}

const withoutClass = (name: string) => name.replace(/^[\w.]+\.(?=<?\w)/, '')

describe('reports', () => {
  const reports = files.filter(({ name }) => name.endsWith('.json'))
  it.each(byPath(reports))('%s has the times of its tree', async (_, file) => {
    const json = JSON.parse(new TextDecoder().decode(file.bytes())) as {
      root_frame?: Node
      frame_tree?: Node
    }
    const root = json.root_frame ?? json.frame_tree!
    const wanted = new Map<string, number>()
    let nodes = 0
    const visit = (node: Node, path: readonly string[]) => {
      nodes++
      const name = node.function ?? node.identifier!.split('\0')[0]!
      const inner = name === '[self]' ? path : [...path, withoutClass(name)]
      const own = node.time - node.children.reduce((sum, child) => sum + child.time, 0)
      const key = inner.join(' > ')
      wanted.set(key, (wanted.get(key) ?? 0) + own)
      for (const child of node.children) visit(child, inner)
    }
    visit(root, [])
    const [recording] = await readAny(file.bytes(), file.name)
    // Names with classes are not what the tree calls functions.
    const found = ownTimes(recording!, withoutClass)
    const total = [...found.values()].reduce((sum, own) => sum + own, 0)
    expect(Math.abs(total - root.time)).toBeLessThanOrEqual(1e-6 * nodes)
    for (const [key, own] of wanted) expect(found.get(key) ?? 0, key).toBeCloseTo(own, 5)
    tally('pyinstrument', 'oracle')
  })

  it.each(['4.7.3', '5.1.3'])('the printed tree of %s agrees with its session', async version => {
    const read = async (ending: string) => {
      const file = files.find(({ name }) => name === `pyinstrument-${version}.${ending}`)!
      return (await readAny(file.bytes(), file.name))[0]!
    }
    const text = await read('txt')
    expect(text.meta.recorder.version).toBe(version)
    expect(text.shared.strings).toContain('Work.fib')
    const total = text.stacks!.weights[0]!.reduce((sum, own) => sum + own, 0)
    expect(total / 1e9).toBeCloseTo(0.041, 3)
    expect((await read('pyisession')).meta.duration! / 1e9).toBeCloseTo(text.meta.duration! / 1e9, 2)
  })
})
