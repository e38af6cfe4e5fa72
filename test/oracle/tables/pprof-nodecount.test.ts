import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { pprof as pprofFormat } from '../../../src/formats/pprof/format.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryCallGraph } from '../../../src/query/call-graph/call-graph.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import { recordingOfStacks } from '../../support/recording-of-stacks.ts'
import { tally } from '../../support/tally.ts'

/** Whether several functions have one name, which pprof takes for one, or samples have labels, which it counts as nodes. */
function isOther({ shared, stacks }: Recording): boolean {
  if (stacks === null || shared.labels.length > 0) return true
  const funcs = new Set(shared.frames.func)
  return new Set([...funcs].map(func => shared.funcs.name[func]!)).size < funcs.size
}

const FILES = corpusFiles('pprof').filter(({ name }) =>
  /cpu-js|heap-js|nodejs-wall|req_2|fib|profile1|alloc-profile|many|normalizer|two-stacks/.test(name),
)

const pprof = findGoPprof()
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-pprof-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Nodes by name, and edges with whether they are residual, as pprof's picture has them. */
function pictureOf(path: string, count: number): { nodes: string[]; edges: string[] } {
  const text = execFileSync(pprof!, ['-dot', '-symbolize=none', `-nodecount=${count}`, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const nodes = new Map<string, string>()
  const edges: string[] = []
  for (const line of text.split('\n')) {
    const node = /^(N\d+) \[.* tooltip="((?:[^"\\]|\\.)*) \([^()]*\)"/.exec(line)
    if (node !== null) nodes.set(node[1]!, node[2]!)
    const edge = /^(N\d+) -> (N\d+) \[/.exec(line)
    if (edge !== null)
      edges.push(`${edge[1]} ${edge[2]} ${line.includes('style="dotted"') ? 'residual' : ''}`)
  }
  const named = (edge: string) => edge.replace(/N\d+/g, id => nodes.get(id) ?? id)
  return { nodes: [...nodes.values()].sort(), edges: edges.map(named).sort() }
}

async function expectSamePicture(recording: Recording, path: string, count: number): Promise<void> {
  const { nodes, edges } = queryCallGraph(recording, { nodeCount: count })
  const found = {
    nodes: [...nodes.name].sort(),
    // pprof draws no calls of a function by itself.
    edges: Array.from(edges.caller.keys())
      .filter(edge => edges.caller[edge] !== edges.callee[edge])
      .map(
        edge =>
          `${nodes.name[edges.caller[edge]!]} ${nodes.name[edges.callee[edge]!]} ${edges.isResidual[edge] === 1 ? 'residual' : ''}`,
      )
      .sort(),
  }
  expect(found, `${path}, ${count} nodes`).toEqual(pictureOf(path, count))
  tally('pprof', 'oracle')
}

describe.skipIf(!hasCorpus || pprof === null)(
  'nodes that pprof chooses (needs the corpus and go install pprof)',
  () => {
    it('chooses the same of files of the corpus', async () => {
      let compared = 0
      for (const file of FILES) {
        const [recording] = await readAny(file.bytes(), file.name)
        if (isOther(recording!)) continue
        const path = join(folder, file.name)
        writeFileSync(path, file.bytes())
        for (const count of [2, 3, 6, 12, 30]) await expectSamePicture(recording!, path, count)
        compared++
      }
      expect(compared).toBeGreaterThan(2)
    })

    it('chooses the same of random stacks', async () => {
      // More by hand: PYROMETER_FUZZ=300.
      for (let seed = 1; seed <= Number(process.env.PYROMETER_FUZZ ?? 16); seed++) {
        const stacks = randomStacks(seed)
        const path = join(folder, `random-${seed}.pb.gz`)
        const bytes = await writeAll(recordingOfStacks(stacks))
        writeFileSync(path, bytes)
        const [recording] = await readAny(bytes, path)
        for (const count of [1, 3, 8, 20]) await expectSamePicture(recording!, path, count)
      }
    }, 600_000)
  },
)

/** Layers with a few ways back; every second one functions in any order, with weights that are often the same. Weights are large:
 *  pprof rounds its thresholds down to whole units. */
function randomStacks(seed: number): (readonly [string[], number])[] {
  const random = seededRandom(seed)
  const below = (bound: number) => Math.floor(random() * bound)
  return Array.from({ length: 60 }, () => {
    const depth = 2 + below(9)
    if (seed % 2 === 0) {
      const names = Array.from({ length: depth }, () => `f${below(30)}`)
      return [names, 1e6 * (1 + below(seed % 4 === 0 ? 3 : 1000))] as const
    }
    const names = Array.from({ length: depth }, (_, at) => `l${at}f${Math.floor(random() ** 2 * 6)}`)
    if (random() < 0.2) names.push(names[1]!, names.at(-1)!)
    return [['main', ...names], 1e6 * (1 + below(1000))] as const
  })
}

async function writeAll(recording: Recording): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await pprofFormat.write!([recording])) chunks.push(chunk)
  return Buffer.concat(chunks)
}
