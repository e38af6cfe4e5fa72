import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { stackWeights } from '../filter-samples.ts'
import { computeCallNodes } from './call-nodes.ts'
import { type CallTree, computeCallTree } from './call-tree.ts'
import { layoutFlame } from './flame-layout.ts'
import { foldCallTree } from './folded-tree.ts'

const recording = generateRecording({ stacks: 5000, samples: 9000, funcs: 200, seed: 3 })
const nodes = computeCallNodes(recording.shared)
const { weights } = stackWeights(recording, {})
const whole = computeCallTree(nodes, weights)

/** Each node by the way to it: where it lies and what it costs. */
function placesOf(tree: CallTree): Map<string, readonly number[]> {
  const { x0, x1 } = layoutFlame(tree, whole.total)
  const ways: string[] = []
  return new Map(
    Array.from({ length: tree.length }, (_, i) => {
      ways[i] = `${tree.prefix[i] === -1 ? '' : ways[tree.prefix[i]!]} ${tree.func[i]}`
      return [ways[i]!, [x0[i]!, x1[i]!, tree.self[i]!, tree.totals[i]!]]
    }),
  )
}

const all = placesOf(whole)

describe('foldCallTree()', () => {
  it('is the whole tree where nothing is too small', () => {
    const { leftOut, leftOutRoots, ...tree } = foldCallTree(nodes, weights, { least: 0 })
    expect(tree).toEqual(whole)
    expect(leftOutRoots + leftOut.reduce((sum, count) => sum + count, 0)).toBe(0)
  })

  it.each([0.3, 0.01, 0.002, 0.0003])('leaves out what is smaller than %d, and moves nothing else', least => {
    const tree = foldCallTree(nodes, weights, { least })
    const large = [...all].filter(([, [, , , total]]) => total! >= least * whole.total)
    expect([...placesOf(tree)]).toEqual(large)
    expect(tree.total).toBe(whole.total)
    const parents = new Map<number, number>()
    for (let i = 0; i < whole.length; i++) {
      const parent = whole.prefix[i]!
      const isSmall = whole.totals[i]! < least * whole.total
      const isParentLarge = parent === -1 || whole.totals[parent]! >= least * whole.total
      if (isSmall && isParentLarge) parents.set(parent, (parents.get(parent) ?? 0) + 1)
    }
    expect(tree.leftOutRoots).toBe(parents.get(-1) ?? 0)
    expect([...tree.leftOut].filter(count => count > 0).sort()).toEqual(
      [...parents].flatMap(([parent, count]) => (parent === -1 ? [] : [count])).sort(),
    )
  })

  it('has more where the reader looks closer, and moves nothing', () => {
    const sight = { from: 0.4, to: 0.5, least: 0.0003 }
    const tree = foldCallTree(nodes, weights, { least: 0.01, sight })
    const places = placesOf(tree)
    for (const [way, place] of places) expect(place).toEqual(all.get(way))
    for (const [way, [from, to, , total]] of all) {
      const isSeen = from! < sight.to && to! > sight.from
      if (total! >= 0.01 * whole.total || (isSeen && total! >= sight.least * whole.total)) {
        expect(places.has(way)).toBe(true)
      }
    }
    expect(tree.length).toBeLessThan(foldCallTree(nodes, weights, { least: sight.least }).length)
  })
})
