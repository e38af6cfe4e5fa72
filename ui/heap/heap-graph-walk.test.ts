import { describe, expect, it } from 'vitest'
import { graphNeighbours, walkHeapGraph } from './heap-graph-walk.ts'

/** Objects by what they retain, at places, and who refers to whom. */
function graphOf(
  places: readonly [x: number, y: number, retained: number][],
  edges: readonly [number, number][],
) {
  return {
    nodes: places.map(([, , retained], object) => ({ object, retained })),
    centre: 1,
    layout: {
      x: Float64Array.from(places, ([x]) => x),
      y: Float64Array.from(places, ([, y]) => y),
    },
    graph: {
      nodes: { length: places.length },
      edges: {
        length: edges.length,
        caller: Int32Array.from(edges, ([from]) => from),
        callee: Int32Array.from(edges, ([, to]) => to),
      },
    },
  } as unknown as Parameters<typeof walkHeapGraph>[0]
}

describe('walkHeapGraph()', () => {
  const answer = graphOf(
    [
      [50, 0, 90],
      [50, 40, 60],
      [20, 80, 10],
      [60, 80, 30],
      [90, 80, 5],
    ],
    [
      [0, 1],
      [1, 2],
      [1, 3],
      [1, 3],
      [3, 3],
      [4, 1],
    ],
  )

  it('begins at the object in the middle and follows references to what retains most', () => {
    expect(walkHeapGraph(answer, -1, 'referent')).toBe(1)
    expect(walkHeapGraph(answer, 1, 'referent')).toBe(3)
    expect(walkHeapGraph(answer, 3, 'referent')).toBe(3)
    expect(walkHeapGraph(answer, 1, 'referrer')).toBe(0)
    expect(walkHeapGraph(answer, 0, 'centre')).toBe(1)
  })

  it('goes to what stands beside in the row', () => {
    expect(walkHeapGraph(answer, 3, 'next')).toBe(4)
    expect(walkHeapGraph(answer, 3, 'previous')).toBe(2)
    expect(walkHeapGraph(answer, 2, 'previous')).toBe(2)
  })

  it('names each neighbour once and none itself', () => {
    expect(graphNeighbours(answer, 1, 'out')).toEqual([3, 2])
    expect(graphNeighbours(answer, 3, 'in')).toEqual([1])
    expect(graphNeighbours(answer, 1, 'in')).toEqual([0, 4])
  })
})
