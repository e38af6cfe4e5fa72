import { describe, expect, it } from 'vitest'
import { type DrawnObject, heapRecording } from '../../../test/support/heap-recording.ts'
import type { Recording } from '../../model/recording.ts'
import { heapTypeName } from './look.ts'
import { type HeapMapBy, queryHeapMapTree } from './map.ts'

/** The boxes of a map, a line each, indented by depth: "app.Cell 12". */
function drawn(recording: Recording, by: HeapMapBy): string[] {
  const tree = queryHeapMapTree({ recording, snapshot: 0 }, by)
  const lines: string[] = []
  const walk = [...childrenOf(tree, -1)].reverse()
  for (let node = walk.pop(); node !== undefined; node = walk.pop()) {
    const key = tree.func[node]!
    const name = key < 0 ? tree.groups[-1 - key]! : by === 'types' ? heapTypeName(recording, key) : `#${key}`
    lines.push(`${'  '.repeat(tree.depth[node]!)}${name} ${tree.totals[node]}`)
    walk.push(...[...childrenOf(tree, node)].reverse())
  }
  return lines
}

function* childrenOf({ start }: { start: Int32Array }, node: number): Generator<number> {
  for (let child = start[node + 1]!; child < start[node + 2]!; child++) yield child
}

/** A module that keeps a list of three cells in a chain and a text that two of them share. */
const HEAP: readonly DrawnObject[] = [
  { type: 'module', size: 10, root: 'module app', refersTo: [1] },
  { type: 'list', size: 20, refersTo: [2] },
  { type: 'app.Cell', size: 1, refersTo: [3, 5] },
  { type: 'app.Cell', size: 2, refersTo: [4, 5] },
  { type: 'app.Cell', size: 4, refersTo: [6] },
  { type: 'str', size: 100 },
  { type: 'str', size: 50 },
]

describe('queryHeapMapTree()', () => {
  it('puts objects into the boxes of what keeps them alive', () => {
    expect(drawn(heapRecording([HEAP]), 'objects')).toEqual([
      '#0 187',
      '  #1 177',
      '    #2 157',
      '      #5 100',
      '      #3 56',
      '        #4 54',
      '          #6 50',
    ])
  })

  it('merges objects of a type, and chains of them', () => {
    expect(drawn(heapRecording([HEAP]), 'types')).toEqual([
      'module 187',
      '  list 177',
      '    app.Cell 157',
      '      str 150',
    ])
  })

  it('shows the types’ own sizes by module where there are no references', () => {
    const flat = HEAP.map(({ refersTo, root, ...object }) => object)
    expect(drawn(heapRecording([flat], { hasReferences: false }), 'types')).toEqual([
      'str 150',
      'list 20',
      'module 10',
      'app 7',
      '  app.Cell 7',
    ])
  })

  it('is as large as all objects, whatever the graph', () => {
    let seed = 5
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
      return seed % below
    }
    const objects = Array.from({ length: 400 }, (_, i) => ({
      type: `t${random(7)}`,
      size: random(90),
      refersTo: Array.from({ length: random(4) }, () => random(400)),
      ...(i % 50 === 0 ? { root: 'r' } : {}),
    }))
    const whole = objects.reduce((sum, { size }) => sum + size, 0)
    const recording = heapRecording([objects])
    for (const by of ['types', 'objects'] as const) {
      const tree = queryHeapMapTree({ recording, snapshot: 0 }, by)
      expect(tree.whole).toBe(whole)
      expect(tree.self.reduce((sum, size) => sum + size, 0)).toBe(whole)
    }
  })
})
