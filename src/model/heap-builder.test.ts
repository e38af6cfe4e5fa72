import { describe, expect, it } from 'vitest'
import { decodeRecording } from './codec/read.ts'
import { encodeRecording } from './codec/write.ts'
import { HeapBuilder } from './heap-builder.ts'
import { HeapObjectKind } from './heap-tables.ts'
import { assertIntegrity } from './integrity.ts'
import { meta, NO_PARTS, type Recording } from './recording.ts'
import { SharedBuilder } from './shared-builder.ts'

function twoLooks(): Recording {
  const shared = new SharedBuilder()
  const heap = new HeapBuilder(shared)
  for (const [name, time] of [
    ['first', 1e9],
    ['second', 2e9],
  ] as const) {
    heap.snapshot({ name, time })
    const module = heap.object({ type: heap.type('module'), size: 72, label: shared.string('app') })
    heap.reference(module + 1, shared.string('.cache'))
    heap.object({ type: heap.type('dict', 'builtins'), size: 232, address: 2 ** 47 })
    heap.reference(module)
    heap.reference(module + 2)
    heap.object({ type: heap.type('str'), size: 50, kind: HeapObjectKind.untracked })
    heap.roots.add({ object: module, reason: shared.string('module app') })
  }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'a', recorder: { name: 'test', version: null, mode: 'heap', settings: {} } }),
    shared: shared.finish(),
    heap: heap.finish({ hasReferences: true }),
  }
}

describe('a heap', () => {
  it('is sound as built, and the same when written and read', () => {
    const recording = twoLooks()
    assertIntegrity(recording)
    expect(recording.heap!.types.length).toBe(3)
    expect([...recording.heap!.objects.firstReference]).toEqual([0, 1, 3, 3, 4, 6])
    expect(decodeRecording(encodeRecording(recording))).toEqual(recording)
  })

  it('refuses references into another snapshot, and starts that fall', () => {
    const recording = twoLooks()
    const heap = recording.heap!
    const to = heap.references.to.slice()
    to[0] = 4
    const astray = { ...recording, heap: { ...heap, references: { ...heap.references, to } } }
    expect(() => assertIntegrity(astray)).toThrow('heap.references.to[0]: 4 is in another snapshot')
    const firstObject = Int32Array.of(0, 7)
    const past = { ...recording, heap: { ...heap, snapshots: { ...heap.snapshots, firstObject } } }
    expect(() => assertIntegrity(past)).toThrow('heap.snapshots.firstObject[1]: 7 is out of range')
  })
})
