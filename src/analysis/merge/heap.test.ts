import { describe, expect, it } from 'vitest'
import { type DrawnObject, heapRecording } from '../../../test/support/heap-recording.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { queryHeapSnapshots } from '../../query/heap/look.ts'
import { queryHeapPaths } from '../../query/heap/paths.ts'
import { queryHeapTable } from '../../query/heap/table.ts'
import { mergeRecordings } from './merge-recordings.ts'

const LOOK: readonly DrawnObject[] = [
  { type: 'builtins.module', label: 'app', size: 72, root: 'module app', refersTo: [[1, '.cache']] },
  { type: 'builtins.list', size: 80, address: 0x5000, refersTo: [[2, '[0]']] },
  { type: 'app.Leak', size: 48, isUntracked: true },
]

describe('mergeRecordings() of heaps', () => {
  it('puts the looks one after the other: each answers as it did alone', () => {
    const a = heapRecording([LOOK, LOOK.slice(0, 2).map(object => ({ ...object, refersTo: [] }))], {
      name: 'a',
    })
    const b = heapRecording([LOOK], { name: 'b' })
    const merged = mergeRecordings([a, b])
    assertIntegrity(merged)
    expect(queryHeapSnapshots(merged).map(({ name }) => name)).toEqual(['a look 1', 'look 2', 'b look 1'])
    for (const [snapshot, own] of [
      [0, { recording: a, snapshot: 0 }],
      [1, { recording: a, snapshot: 1 }],
      [2, { recording: b, snapshot: 0 }],
    ] as const) {
      const {
        largest: _,
        type: __,
        ...table
      } = queryHeapTable({ recording: merged, snapshot }, { hasRetained: true })
      const { largest: ___, type: ____, ...alone } = queryHeapTable(own, { hasRetained: true })
      expect(table).toEqual(alone)
    }
    const { paths } = queryHeapPaths({ recording: merged, snapshot: 2 }, 7)
    expect(paths[0]!.reason).toBe('module app')
    expect(paths[0]!.steps.map(({ name, by }) => `${name}${by}`)).toEqual([
      'module app.cache',
      'list[0]',
      'app.Leak',
    ])
    expect(merged.heap!.types.length).toBe(3)
  })

  it('refuses heaps of which only one knows who refers to whom', () => {
    const groups = heapRecording([[{ type: 'dict', count: 3, size: 300 }]], {
      name: 'b',
      hasReferences: false,
    })
    const a = heapRecording([LOOK], { name: 'a' })
    expect(() => mergeRecordings([groups, a])).toThrow('a and b cannot be merged: only the first says')
    expect(mergeRecordings([groups, groups]).heap!.objects.length).toBe(2)
  })
})
