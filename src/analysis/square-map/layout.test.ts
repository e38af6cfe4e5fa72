import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderCallTree } from '../tree/call-tree.ts'
import type { SquareMapBoxes } from './box-columns.ts'
import { layoutSquareMap, type SquareMapOptions } from './layout.ts'
import { followPath, type MapTree, makeMapTree } from './map-tree.ts'
import { NESTINGS } from './tile.ts'

/** A tree of [prefix, self] rows; the func of a node is its row. */
function treeOf(rows: readonly (readonly [prefix: number, self: number])[]): MapTree {
  return makeMapTree(
    orderCallTree({
      length: rows.length,
      prefix: Int32Array.from(rows, row => row[0]),
      func: Int32Array.from(rows.keys()),
      self: Float64Array.from(rows, row => row[1]),
    }),
  )
}

/** Rows of a random tree, some of them without weight. */
const anyTree = fc
  .array(fc.tuple(fc.nat(), fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }))), {
    minLength: 1,
    maxLength: 120,
  })
  .map(rows => treeOf(rows.map(([pick, self], i) => [i === 0 ? -1 : (pick % (i + 1)) - 1, self] as const)))

/** What d3-hierarchy is given. */
interface Row {
  readonly value: number
  readonly children?: readonly Row[]
}

/** Everything to scale: no labels, no padding, nothing left out, nothing joined. */
const EXACT = { width: 1000, height: 700, header: 0, padding: 0, isJoined: false, least: 0.1 } as const

const area = (boxes: SquareMapBoxes, box: number) => boxes.width[box]! * boxes.height[box]!

function childrenOf(boxes: SquareMapBoxes, box: number): number[] {
  const from = boxes.firstChild[box]!
  return Array.from({ length: boxes.firstChild[box + 1]! - from }, (_, i) => from + i)
}

/** Boxes within their parents and none over its neighbour, to a thousandth of a pixel. */
function assertApart(boxes: SquareMapBoxes): void {
  const slack = 2e-3
  const right = (box: number) => boxes.x[box]! + boxes.width[box]!
  const bottom = (box: number) => boxes.y[box]! + boxes.height[box]!
  for (let box = 0; box < boxes.length; box++) {
    const parent = boxes.parent[box]!
    if (parent !== -1) {
      expect(parent).toBeLessThan(box)
      expect(boxes.x[box]).toBeGreaterThanOrEqual(boxes.x[parent]! - slack)
      expect(boxes.y[box]).toBeGreaterThanOrEqual(boxes.y[parent]! + boxes.strip[parent]! - slack)
      expect(right(box)).toBeLessThanOrEqual(right(parent) + slack)
      expect(bottom(box)).toBeLessThanOrEqual(bottom(parent) + slack)
    }
    const inside = childrenOf(boxes, box)
    for (const [i, a] of inside.entries()) {
      expect(boxes.parent[a]).toBe(box)
      for (const b of inside.slice(i + 1)) {
        const across = Math.min(right(a), right(b)) - Math.max(boxes.x[a]!, boxes.x[b]!)
        const down = Math.min(bottom(a), bottom(b)) - Math.max(boxes.y[a]!, boxes.y[b]!)
        expect(Math.min(across, down)).toBeLessThan(slack)
      }
    }
  }
}

describe.each(NESTINGS)('layoutSquareMap() %s', nesting => {
  it('gives every box an area in proportion to its weight, at any depth', () => {
    fc.assert(
      fc.property(anyTree, tree => {
        const boxes = layoutSquareMap(tree, { ...EXACT, nesting })
        for (let box = 0; box < boxes.length; box++) {
          // What is left out under a tenth of a pixel makes its neighbours no larger.
          const wanted = (EXACT.width * EXACT.height * boxes.weight[box]!) / tree.total
          expect(Math.abs(area(boxes, box) - wanted)).toBeLessThan(0.02 + 1e-4 * wanted)
        }
      }),
    )
  })

  it('puts boxes into their parent, apart from each other, and below its own strip', () => {
    fc.assert(
      fc.property(anyTree, fc.boolean(), (tree, isPlain) => {
        assertApart(
          layoutSquareMap(tree, isPlain ? { ...EXACT, nesting } : { width: 900, height: 500, nesting }),
        )
      }),
    )
  })

  it('shows or counts every node that weighs anything', () => {
    fc.assert(
      fc.property(anyTree, tree => {
        const boxes = layoutSquareMap(tree, { ...EXACT, nesting })
        for (let box = 0; box < boxes.length; box++) {
          const inside = childrenOf(boxes, box)
          const node = boxes.node[box]!
          if (node === -1 || inside.length === 0) continue
          const sum = inside.reduce((total, child) => total + boxes.weight[child]!, 0)
          expect(sum + tree.self[node]!).toBeCloseTo(tree.totals[node]!, 6)
        }
      }),
    )
  })

  it('draws nothing of nothing, of zero totals and of negative weights', () => {
    expect(layoutSquareMap(treeOf([]), { ...EXACT, nesting }).length).toBe(0)
    const zero = treeOf([
      [-1, 0],
      [0, 0],
    ])
    expect(layoutSquareMap(zero, { ...EXACT, nesting }).length).toBe(0)
    const mixed = treeOf([
      [-1, 1],
      [0, -5],
      [0, 3],
      [-1, -2],
      [3, 2],
    ])
    expect(mixed.negative).toBe(2)
    const boxes = layoutSquareMap(mixed, { ...EXACT, nesting })
    for (const value of [boxes.x, boxes.y, boxes.width, boxes.height]) {
      expect(value.every(Number.isFinite)).toBe(true)
    }
    assertApart(boxes)
  })

  it('draws one huge child beside ten thousand small ones, and counts those left out', () => {
    const rows: [number, number][] = [
      [-1, 0],
      [0, 1e9],
    ]
    for (let i = 0; i < 10_000; i++) rows.push([0, 1 + (i % 3)])
    const boxes = layoutSquareMap(treeOf(rows), { width: 800, height: 600, nesting })
    assertApart(boxes)
    expect(boxes.length).toBeLessThan(100)
    const equal = treeOf([[-1, 0], ...Array.from({ length: 100_000 }, () => [0, 1] as [number, number])])
    const many = layoutSquareMap(equal, { width: 800, height: 600, nesting })
    let count = 0
    for (let box = 1; box < many.length; box++) count += many.count[box]!
    expect(count).toBe(100_000)
  })

  it('ends on a stack of 100,000 frames', () => {
    const deep: [number, number][] = Array.from({ length: 100_000 }, (_, i) => [i - 1, 1])
    const boxes = layoutSquareMap(treeOf(deep), { width: 800, height: 600, nesting })
    expect(boxes.length).toBeGreaterThan(10)
    const wrappers = deep.map(([prefix], i) => [prefix, i === 99_999 ? 1 : 0] as const)
    const joined = layoutSquareMap(treeOf(wrappers), { width: 800, height: 600, nesting })
    expect([joined.length, joined.head[0], joined.node[0]]).toEqual([1, 0, 99_999])
    expect(layoutSquareMap(treeOf(wrappers), { ...EXACT, nesting, maxBoxes: 500 }).length).toBe(500)
  })
})

describe('layoutSquareMap()', () => {
  it('squarifies as d3-hierarchy does', () => {
    // None so small beside the others that it is left out.
    const anySize = fc.integer({ min: 100, max: 10_000 })
    fc.assert(
      fc.property(fc.array(anySize, { minLength: 1, maxLength: 80 }), sizes => {
        const sorted = [...sizes].sort((a, b) => b - a)
        const root = treemap<Row>().size([EXACT.width, EXACT.height]).tile(treemapSquarify)(
          hierarchy<Row>({ value: 0, children: sorted.map(value => ({ value })) }).sum(row => row.value),
        )
        const tree = treeOf(sorted.map(value => [-1, value] as const))
        const boxes = layoutSquareMap(tree, { ...EXACT, nesting: 'squarified' })
        expect(boxes.length).toBe(sorted.length)
        for (const [i, leaf] of root.leaves().entries()) {
          expect(boxes.x[i]).toBeCloseTo(leaf.x0, 1)
          expect(boxes.y[i]).toBeCloseTo(leaf.y0, 1)
          expect(boxes.x[i]! + boxes.width[i]!).toBeCloseTo(leaf.x1, 1)
          expect(boxes.y[i]! + boxes.height[i]!).toBeCloseTo(leaf.y1, 1)
        }
      }),
    )
  })

  it('splits along the longer side, the largest first, and halves when balanced', () => {
    const tree = treeOf([4, 3, 2, 1].map(value => [-1, value] as const))
    const split = layoutSquareMap(tree, { ...EXACT, width: 100, height: 50, nesting: 'split' })
    expect(Array.from(split.width)).toEqual([40, 30, 30, 30])
    expect(Array.from(split.height, Math.round)).toEqual([50, 50, 33, 17])
    const eight = treeOf(Array.from({ length: 8 }, () => [-1, 1] as const))
    const halves = layoutSquareMap(eight, { ...EXACT, width: 160, height: 100, nesting: 'balanced' })
    expect(Array.from(halves.x.subarray(0, 4)).every(x => x < 80)).toBe(true)
    expect(Array.from(halves.x.subarray(4)).every(x => x >= 80)).toBe(true)
  })

  it('keeps a strip for self time, at least as high as a label', () => {
    const tree = treeOf([
      [-1, 30],
      [0, 70],
    ])
    const exact = layoutSquareMap(tree, { ...EXACT, nesting: 'split' })
    expect(exact.strip[0]).toBeCloseTo(0.3 * EXACT.height, 3)
    const labelled = layoutSquareMap(
      treeOf([
        [-1, 0],
        [0, 60],
        [0, 40],
      ]),
      {
        width: 400,
        height: 300,
        nesting: 'split',
      },
    )
    expect(labelled.strip[0]).toBe(18)
  })

  it('joins wrappers with what they call and names the first', () => {
    const tree = treeOf([
      [-1, 0],
      [0, 0],
      [1, 1],
      [1, 1],
    ])
    const boxes = layoutSquareMap(tree, { width: 400, height: 300, nesting: 'squarified' })
    expect([boxes.head[0], boxes.node[0], boxes.length]).toEqual([0, 1, 3])
    expect(layoutSquareMap(tree, { ...EXACT, nesting: 'squarified' }).length).toBe(4)
  })

  it('fills the map with one node, found by its path', () => {
    const tree = treeOf([
      [-1, 0],
      [0, 5],
      [0, 5],
      [2, 5],
    ])
    const node = followPath(tree, [0, 2])
    expect(tree.func[node]).toBe(2)
    expect(followPath(tree, [0, 7, 1])).toBe(0)
    expect(followPath(tree, [])).toBe(-1)
    const boxes = layoutSquareMap(tree, { ...EXACT, nesting: 'squarified', root: node })
    expect([boxes.node[0], boxes.width[0], boxes.height[0]]).toEqual([node, EXACT.width, EXACT.height])
  })

  it('enlarges around the point that the lens holds still', () => {
    fc.assert(
      fc.property(anyTree, fc.double({ min: 1, max: 40, noNaN: true }), fc.nat(), (tree, scale, pick) => {
        const options: SquareMapOptions = { width: 800, height: 600, nesting: 'squarified' }
        const before = layoutSquareMap(tree, options)
        fc.pre(before.length > 0)
        const box = pick % before.length
        const node = before.node[box]!
        fc.pre(node !== -1)
        const [x, y] = [before.x[box]! + before.width[box]! / 2, before.y[box]! + before.height[box]! / 2]
        const after = layoutSquareMap(tree, { ...options, lens: { scale, node, u: 0.5, v: 0.5, x, y } })
        const same = Array.from({ length: after.length }, (_, i) => i).find(
          i => after.node[i] === node || after.head[i] === before.head[box],
        )
        expect(same).toBeDefined()
        // At the edge of the map there is nothing beyond to fill the window with.
        const isAtEdge =
          Math.min(...after.x) >= -0.5 ||
          Math.min(...after.y) >= -0.5 ||
          Math.max(...after.x.map((left, i) => left + after.width[i]!)) <= options.width + 0.5 ||
          Math.max(...after.y.map((top, i) => top + after.height[i]!)) <= options.height + 0.5
        if (isAtEdge) return
        expect(after.x[same!]! + after.width[same!]! / 2).toBeCloseTo(x, 0)
        expect(after.y[same!]! + after.height[same!]! / 2).toBeCloseTo(y, 0)
      }),
    )
  })

  it('enlarges around the same part of the window when the node is of another, larger tree', () => {
    const tree = treeOf([
      [-1, 30],
      [-1, 10],
    ])
    const lens = { scale: 4, node: 17, u: 0.5, v: 0.5, x: 400, y: 300 }
    const options: SquareMapOptions = { width: 800, height: 600, nesting: 'squarified' }
    expect(layoutSquareMap(tree, { ...options, lens })).toEqual(
      layoutSquareMap(tree, { ...options, lens: { ...lens, node: -1 } }),
    )
  })
})
