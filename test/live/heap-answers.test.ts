import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { heapDominators } from '../../src/analysis/heap/dominators.ts'
import { distinctPaths } from '../../src/analysis/heap/shortest-paths.ts'
import { snapshotRange } from '../../src/analysis/heap/snapshot-range.ts'
import { readHeapDump } from '../../src/formats/heap-dump/read.ts'
import { queryHeapCycles } from '../../src/query/heap/cycles.ts'
import { queryHeapGrowth } from '../../src/query/heap/growth.ts'
import { findHeapTarget } from '../../src/query/heap/objects.ts'
import { queryHeapSize } from '../../src/query/heap/size.ts'
import { queryHeapTable } from '../../src/query/heap/table.ts'
import { findPeer, peerTitle } from '../support/peers.ts'

const PROGRAM = resolve(import.meta.dirname, 'programs/heap-answers.py')
const PACKAGE = resolve(import.meta.dirname, '../../python')
const peer = findPeer('heap')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-answers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  readonly grown: Readonly<Record<string, number>>
  readonly garbage: Readonly<Record<string, number>>
  readonly objects: Readonly<
    Record<string, { address: number; chain: readonly string[]; dominated: number; deep: number }>
  >
}

async function ask() {
  if (peer === null) throw new Error('not asked for')
  const path = join(folder, 'answers.heapdump')
  const told = JSON.parse(peer.run([PROGRAM, path, PACKAGE])) as Told
  const [recording] = await readHeapDump({
    name: 'answers.heapdump',
    size: null,
    chunks: () => createReadStream(path),
    bytes: () => Promise.reject(new Error('not asked for')),
  })
  return { told, recording: recording!, look: { recording: recording!, snapshot: 1 } }
}

describe.runIf(peer !== null)(
  `answers about heaps beside objgraph, heapy and pympler: ${peerTitle('heap')}`,
  () => {
    const asked = peer === null ? null : ask()
    const answers = async () => {
      const { told, recording, look } = await asked!
      const objectOf = (name: string) =>
        findHeapTarget(look, `0x${told.objects[name]!.address.toString(16)}`).object
      return { told, recording, look, objectOf }
    }

    it('retains what heapy says is dominated, and reaches what pympler adds up', async () => {
      const { told, look, objectOf } = await answers()
      for (const [name, { dominated, deep }] of Object.entries(told.objects)) {
        const size = queryHeapSize(look, objectOf(name))
        expect([name, size.retained.size, size.deep.size]).toEqual([name, dominated, deep])
      }
    })

    it('finds chains from modules as short as objgraph’s', async () => {
      const { told, recording, objectOf } = await answers()
      const { first } = snapshotRange(recording.heap!, 1)
      const { types, objects } = recording.heap!
      for (const [name, { chain }] of Object.entries(told.objects)) {
        const [path] = distinctPaths(recording, 1, { object: objectOf(name) - first, limit: 1 })
        const own = path!.objects.map(
          object => recording.shared.strings[types.name[objects.type[first + object]!]!]!,
        )
        expect([name, own.length, own[0], own.at(-1)]).toEqual([name, chain.length, chain[0], chain.at(-1)])
      }
    })

    it('grows as objgraph says', async () => {
      const { told, recording, look } = await answers()
      const growth = queryHeapGrowth([{ recording, snapshot: 0 }, look], { sort: 'count' })
      const delta = (name: string) =>
        growth.countDelta[growth.name.findIndex(full => full.endsWith(`.${name}`))]
      // What became garbage after objgraph looked is in ours too.
      expect(delta('Leak')).toBe(told.grown.Leak! + told.garbage.Leak!)
      expect(delta('Node')).toBe(told.garbage.Node!)
    })

    it('takes for garbage what the collector then frees', async () => {
      const { told, recording, look } = await answers()
      const { isReached } = heapDominators(recording, 1)
      const garbage = queryHeapTable(look, { only: isReached.map(reached => 1 - reached) })
      for (const [name, count] of Object.entries(told.garbage)) {
        const row = garbage.name.findIndex(full => full.endsWith(`.${name}`))
        expect([name, garbage.count[row]]).toEqual([name, count])
      }
      const cycles = queryHeapCycles(look).shapes.find(({ shape }) => /^2 \S*Node$/.test(shape))
      expect(cycles).toMatchObject({ cycles: 10, count: 20 })
    })
  },
)
