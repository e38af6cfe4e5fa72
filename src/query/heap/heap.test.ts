import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrawnObject, heapRecording } from '../../../test/support/heap-recording.ts'
import { dominatorStacks } from '../../analysis/heap/dominator-stacks.ts'
import { heapGraph } from '../../analysis/heap/heap-graph.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { queryFunctions } from '../functions/functions.ts'
import { queryHeapCycles } from './cycles.ts'
import { queryHeapGrowth } from './growth.ts'
import { type HeapLook, queryHeapSnapshots } from './look.ts'
import { findHeapTarget, findHeapType, queryBiggestObjects } from './objects.ts'
import { type HeapPath, queryHeapPaths, queryHeapTypePaths } from './paths.ts'
import { queryReferenceGraph } from './reference-graph.ts'
import { queryHeapReferrers } from './referrers.ts'
import { queryHeapSince } from './since.ts'
import { queryHeapSize } from './size.ts'
import { queryHeapTable } from './table.ts'

/**
 * module app .cache -> dict ['a'] -> list -> 2 Leak, each with a dict of attributes and a str;
 * a pair of Node that nothing refers to, with a str that hangs on one of them.
 */
const LEAKING: readonly DrawnObject[] = [
  { type: 'builtins.module', size: 72, label: 'app', root: 'module app', refersTo: [[1, '.__dict__']] },
  { type: 'builtins.dict', size: 232, refersTo: [[2, "['cache']"]] },
  { type: 'builtins.dict', size: 200, refersTo: [[3, "['a']"]] },
  {
    type: 'builtins.list',
    size: 80,
    refersTo: [
      [4, '[0]'],
      [5, '[1]'],
    ],
  },
  { type: 'app.Leak', size: 48, address: 0x1000, refersTo: [[6, '.__dict__']] },
  { type: 'app.Leak', size: 48, address: 0x2000, refersTo: [[7, '.__dict__']] },
  { type: 'builtins.dict', size: 104, refersTo: [[8, "['text']"]] },
  { type: 'builtins.dict', size: 104, refersTo: [[8, "['text']"]] },
  { type: 'builtins.str', size: 1000, isUntracked: true },
  { type: 'app.Node', size: 48, refersTo: [[10, '.peer']] },
  {
    type: 'app.Node',
    size: 48,
    refersTo: [
      [9, '.peer'],
      [11, '.name'],
    ],
  },
  { type: 'builtins.str', size: 60, isUntracked: true },
]

const look = (objects: readonly DrawnObject[] = LEAKING): HeapLook => ({
  recording: heapRecording([objects]),
  snapshot: 0,
})

const written = ({ steps }: HeapPath) => steps.map(({ name, by }) => `${name}${by}`).join(' → ')

describe('queryHeapTable()', () => {
  it('counts tracked and untracked objects apart and adds up to the snapshot', () => {
    const table = queryHeapTable(look(), { hasRetained: true, sort: 'retained' })
    const row = (name: string) => table.name.indexOf(name)
    expect(table.total).toEqual({
      count: 12,
      size: 2044,
      tracked: 10,
      trackedSize: 984,
      untracked: 2,
      untrackedSize: 1060,
    })
    expect(table.name[0]).toBe('module')
    expect(table.retained[row('module')]).toBe(72 + 232 + 200 + 80 + 96 + 208 + 1000)
    // The text is shared by both: neither retains it alone.
    expect(table.retained[row('app.Leak')]).toBe(2 * (48 + 104))
    expect(table.untracked[row('str')]).toBe(2)
    expect(queryHeapSnapshots(look().recording)[0]).toMatchObject({ hasAddresses: true, hasObjects: true })
  })

  it('groups by module, kind, referrer and size', () => {
    const names = (by: 'module' | 'kind' | 'referrer' | 'size') => queryHeapTable(look(), { by }).name
    expect([...names('module')].sort()).toEqual(['app', 'builtins'])
    expect(names('kind')).toContain('dict of app.Leak')
    expect(names('referrer')).toContain('dict of app.Leak')
    expect(names('referrer')).toContain('(nobody)')
    expect(names('size')).toContain('32 to 63 B')
  })

  it('adds up by any grouping', () => {
    for (const by of ['type', 'kind', 'module', 'referrer', 'size', 'site'] as const) {
      const { count, size } = queryHeapTable(look(), { by })
      expect(count.reduce((a, b) => a + b)).toBe(12)
      expect(size.reduce((a, b) => a + b)).toBe(2044)
    }
  })
})

describe('queryHeapGrowth()', () => {
  it('gives what grew between looks, over the peak of all before', () => {
    const objects = (n: number, type: string) =>
      Array.from({ length: n }, (): DrawnObject => ({ type, size: 10 }))
    const recording = heapRecording(
      [
        [3, 5],
        [4, 9],
        [7, 6],
      ].map(([leaks, caches]) => [...objects(leaks!, 'Leak'), ...objects(caches!, 'Cache')]),
    )
    const growth = queryHeapGrowth(
      [0, 1, 2].map(snapshot => ({ recording, snapshot })),
      { sort: 'count' },
    )
    expect([...growth.name]).toEqual(['Leak', 'Cache'])
    expect([...growth.countDelta]).toEqual([4, 1])
    expect([...growth.countOverPeak]).toEqual([3, -3])
    expect([...growth.rises]).toEqual([2, 1])
    expect([...growth.sizes]).toEqual([30, 40, 70, 50, 90, 60])
  })
})

describe('queryHeapPaths()', () => {
  it('names the chain from the module, attributes without the dictionaries they stand in', () => {
    const { paths } = queryHeapPaths(look(), 4)
    expect(paths.map(written)).toEqual(["module app.cache → dict['a'] → list[0] → app.Leak"])
    expect(paths[0]!.reason).toBe('module app')
    expect(queryHeapPaths(look(), 9).paths).toEqual([])
  })

  it('finds several ways that share nothing between root and object', () => {
    const { paths } = queryHeapPaths(look(), 8)
    expect(paths.map(written)).toEqual(["module app.cache → dict['a'] → list[0] → app.Leak.text → str"])
    const twice = look([
      {
        type: 'module',
        label: 'a',
        root: 'module a',
        refersTo: [
          [2, '.x'],
          [3, '.y'],
        ],
      },
      { type: 'module', label: 'b', root: 'module b', refersTo: [[3, '.z']] },
      { type: 'list', refersTo: [[3, '[0]']] },
      { type: 'Leak', root: 'local leak of f()' },
    ])
    expect(queryHeapPaths(twice, 3, { limit: 9 }).paths.map(written)).toEqual([
      'Leak',
      'module a.y → Leak',
      'module b.z → Leak',
    ])
  })

  it('groups the objects of a type by how they are alive', () => {
    const { count, groups } = queryHeapTypePaths(look(), findHeapType(look(), 'app.Leak'))
    expect(count).toBe(2)
    expect(groups.map(({ count, path }) => [count, path && written(path)])).toEqual([
      [2, "module app.cache → dict['a'] → list[0] → app.Leak"],
    ])
  })

  it('takes the nodes of a chain for one way', () => {
    const chain = look(
      Array.from(
        { length: 5000 },
        (_, i): DrawnObject => ({
          type: i % 2 === 0 ? 'Node' : 'dict',
          refersTo: i < 4999 ? [[i + 1, i % 2 === 0 ? '.__dict__' : "['next']"]] : [],
          ...(i === 0 ? { root: 'local' } : {}),
        }),
      ),
    )
    const { groups } = queryHeapTypePaths(chain, findHeapType(chain, 'Node'))
    expect(groups.length).toBeLessThan(4)
  })
})

describe('queryHeapCycles()', () => {
  it('gives what no root reaches, with what hangs on it', () => {
    expect(queryHeapCycles(look())).toEqual({
      shapes: [{ shape: '2 app.Node', cycles: 1, count: 2, size: 96, retained: 156, example: 9 }],
      cycles: 1,
      garbage: 3,
      garbageSize: 156,
      isEstimate: false,
    })
  })
})

describe('queryHeapSince()', () => {
  it('matches objects by type and address', () => {
    const at = (address: number, type = 'Leak'): DrawnObject => ({ type, address })
    const recording = heapRecording([
      [at(16), at(32), at(48), { type: 'x' }],
      [at(32), at(48, 'Other'), at(2 ** 47 + 16), { type: 'x' }],
    ])
    const since = queryHeapSince({ recording, snapshot: 1 }, { recording, snapshot: 0 })
    expect([...since.isNew]).toEqual([0, 1, 1, 1])
    expect([...since.isGone]).toEqual([1, 0, 1, 1])
  })
})

describe('queryHeapSize()', () => {
  it('tells what an object reaches from what only it keeps', () => {
    const answer = queryHeapSize(look(), 4)
    expect(answer.deep).toMatchObject({ count: 3, size: 48 + 104 + 1000 })
    expect(answer.retained).toEqual({ count: 2, size: 48 + 104 })
  })
})

describe('findHeapTarget()', () => {
  it('takes numbers, addresses, types and labels', () => {
    expect(findHeapTarget(look(), '#3')).toEqual({ object: 3, type: -1 })
    expect(findHeapTarget(look(), '0x2000').object).toBe(5)
    expect(findHeapTarget(look(), 'Leak').object).toBe(4)
    expect(findHeapTarget(look(), 'app').object).toBe(0)
    expect(findHeapTarget(look(), 'module app').object).toBe(0)
    expect(() => findHeapTarget(look(), '#99')).toThrow('no object #99')
    expect(() => findHeapTarget(look(), '0x9')).toThrow('no object at 0x9')
    expect(() => findHeapTarget(look(), 'Laek')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('app.Leak') }),
    )
  })
})

describe('references', () => {
  it('are listed and drawn as far as asked', () => {
    expect(queryHeapReferrers(look(), 8).neighbours.map(({ name, by }) => [name, by])).toEqual([
      ['dict', "['text']"],
      ['dict', "['text']"],
    ])
    const { nodes, edges } = queryReferenceGraph(look(), [8], { depth: 2 })
    expect(nodes.map(({ name, distance }) => `${distance} ${name}`).sort()).toEqual([
      '-1 dict',
      '-1 dict',
      '-2 app.Leak',
      '-2 app.Leak',
      '0 str',
    ])
    expect(edges.length).toBe(4)
  })
})

describe('dominatorStacks()', () => {
  it('makes stacks of who keeps whom: totals are retained bytes', () => {
    const stacks = dominatorStacks(look().recording, 0)
    assertIntegrity(stacks)
    const { rows, total } = queryFunctions(stacks)
    const of = (name: string) =>
      rows.func.findIndex(func => stacks.shared.strings[stacks.shared.funcs.name[func]!] === name)
    expect(total).toBe(2044)
    expect(rows.total[of('module app')]).toBe(72 + 232 + 200 + 80 + 96 + 208 + 1000)
    expect(rows.total[of('(garbage)')]).toBe(156)
    expect(rows.self[of('app.Leak')]).toBe(96)
  })
})

describe('shortest ways', () => {
  it('are as short as trying says, and every step is a reference', () => {
    const anyHeap = fc
      .array(fc.tuple(fc.array(fc.nat(19), { maxLength: 3 }), fc.boolean()), { minLength: 20, maxLength: 20 })
      .map(rows =>
        rows.map(
          ([refersTo, isRoot], i): DrawnObject => ({
            type: `t${i % 4}`,
            refersTo,
            ...(isRoot && i < 4 ? { root: 'r' } : {}),
          }),
        ),
      )
    fc.assert(
      fc.property(anyHeap, heap => {
        const own = look(heap)
        const graph = heapGraph(own.recording, 0)
        const roots = [...heap.keys()].filter(i => heap[i]!.root !== undefined)
        fc.pre(roots.length > 0)
        const distance = new Map(roots.map(root => [root, 0]))
        for (const [object, away] of distance) {
          for (const to of heap[object]!.refersTo as number[])
            if (!distance.has(to)) distance.set(to, away + 1)
        }
        for (const object of heap.keys()) {
          const { paths } = queryHeapPaths(own, object, { limit: 4 })
          expect(paths.length > 0).toBe(distance.has(object))
          if (paths.length === 0) continue
          expect(paths[0]!.steps.length - 1).toBe(distance.get(object))
          const between = paths.flatMap(({ steps }) => steps.slice(1, -1).map(step => step.object))
          expect(new Set(between).size).toBe(between.length)
          for (const { steps } of paths) {
            expect(heap[steps[0]!.object]!.root).toBe('r')
            for (const [i, step] of steps.slice(1).entries()) {
              const from = steps[i]!.object
              const refers = graph.to.subarray(graph.start[from]!, graph.start[from + 1]!)
              expect(refers).toContain(step.object)
            }
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('stay few for an object that thousands refer to', () => {
    const own = look([
      { type: 'list', root: 'local', refersTo: Array.from({ length: 20_000 }, (_, i) => i + 2) },
      { type: 'Shared' },
      ...Array.from({ length: 20_000 }, (): DrawnObject => ({ type: 'Cell', refersTo: [1] })),
    ])
    expect(queryHeapPaths(own, 1, { limit: 3 }).paths).toHaveLength(3)
    expect(queryHeapReferrers(own, 1, { limit: 5 })).toMatchObject({ total: 20_000 })
    expect(queryReferenceGraph(own, [1], { breadth: 5 }).nodes.length).toBe(7)
    expect(queryBiggestObjects(own, { limit: 2 }).map(({ name }) => name)).toEqual(['list', 'Shared'])
  })
})
