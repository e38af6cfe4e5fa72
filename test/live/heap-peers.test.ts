import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readHeapDump } from '../../src/formats/heap-dump/read.ts'
import type { Recording } from '../../src/model/recording.ts'
import { queryHeapPaths } from '../../src/query/heap/paths.ts'
import { queryHeapSize } from '../../src/query/heap/size.ts'
import { findPeer } from '../support/peers.ts'

const PROGRAM = resolve(import.meta.dirname, 'programs/heap-peers.py')
const PACKAGE = resolve(import.meta.dirname, '../../python')
const peer = findPeer('heap')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-peers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  readonly objgraph: Readonly<Record<string, number>>
  readonly objgraphChain: readonly string[]
  /** Name, number, bytes. */
  readonly muppy: readonly (readonly [string, number, number])[]
  readonly guppy: Readonly<Record<string, readonly [count: number, size: number]>>
  readonly treeDeep: number
  readonly sizes: Readonly<Record<string, number>>
  readonly ids: Readonly<Record<string, number>>
}

describe.skipIf(peer === null)(`a heap beside its peers${peer === null ? ' (fetch-peers heap)' : ''}`, () => {
  let told: Told
  let recording: Recording
  const kinds = new Map<string, { tracked: number; count: number; size: number }>()
  const at = (id: number) => recording.heap!.objects.address.indexOf(id)

  beforeAll(async () => {
    const path = join(folder, 'peers.heapdump')
    const code = `import sys; sys.path.insert(0, ${JSON.stringify(PACKAGE)}); sys.argv[1:] = [${JSON.stringify(path)}]
import runpy; runpy.run_path(${JSON.stringify(PROGRAM)}, run_name="__main__")`
    told = JSON.parse(peer!.run(['-c', code])) as Told
    const input = {
      name: 'peers',
      size: null,
      chunks: () => createReadStream(path),
      bytes: () => Promise.reject(new Error('not asked for')),
    }
    recording = (await readHeapDump(input))[0]!
    const { objects, types } = recording.heap!
    for (let i = 0; i < objects.length; i++) {
      const name = recording.shared.strings[types.name[objects.type[i]!]!]!
      const known = kinds.get(name) ?? { tracked: 0, count: 0, size: 0 }
      known.count++
      known.size += objects.size[i]!
      if (objects.kind[i] === 1) known.tracked++
      kinds.set(name, known)
    }
  })

  it('counts types as objgraph does', () => {
    for (const name of ['Kept', 'Tree', 'module', 'property', 'classmethod', 'frozenset', 'ModuleSpec']) {
      // objgraph looked later, when heapy had loaded more, and at our own, too.
      expect(Math.abs(kinds.get(name)!.tracked - told.objgraph[name]!), name).toBeLessThanOrEqual(40)
    }
    expect([kinds.get('Kept')!.count, kinds.get('Tree')!.count]).toEqual([3000, 511])
    expect([told.objgraph.Kept, told.objgraph.Tree]).toEqual([3000, 511])
  })

  it('measures types as muppy and heapy do', () => {
    const muppy = new Map(told.muppy.map(([name, count, size]) => [name.split('.').at(-1)!, { count, size }]))
    for (const name of ['Kept', 'Tree']) {
      const { count, size } = kinds.get(name)!
      expect(muppy.get(name)).toEqual({ count, size })
      expect(told.guppy[name]![0]).toBe(count)
    }
    // heapy has slots only; what lies in front of them is the collector's.
    expect(told.guppy.Tree![1]).toBe(kinds.get('Tree')!.size)
  })

  it('adds up what a tree holds as asizeof does', () => {
    const { deep } = queryHeapSize({ recording, snapshot: 0 }, at(told.ids.TREE!))
    // asizeof counts small integers once, too, and rounds every size up to 8.
    expect(Math.abs(deep.size - told.treeDeep) / told.treeDeep).toBeLessThan(0.02)
  })

  it('gives buffers to their arrays', () => {
    const { objects } = recording.heap!
    for (const [name, size] of Object.entries(told.sizes)) {
      expect(objects.size[at(told.ids[name]!)], name).toBe(size)
    }
    expect(told.sizes.ARRAY).toBeGreaterThan(800_000)
    expect(told.sizes.VIEW).toBeLessThan(1000)
  })

  it('finds the way that objgraph finds', () => {
    const { paths } = queryHeapPaths({ recording, snapshot: 0 }, at(told.ids.last!))
    const { shared, heap } = recording
    const names = paths[0]!.steps.map(
      ({ object }) => shared.strings[heap!.types.name[heap!.objects.type[object]!]!]!,
    )
    expect([paths[0]!.reason, ...names]).toEqual(['module __main__', ...told.objgraphChain])
  })
})
