import { describe, expect, it } from 'vitest'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { generateRecording } from '../../test/support/generate-recording.ts'
import { boxesOfTree, childrenOf, nameOfBox, parentOf, sameBox } from './boxes.ts'
import { boxesOfFlame } from './folded-boxes.ts'

const recording = generateRecording({ stacks: 5000, samples: 9000, funcs: 200, seed: 3 })
const whole = boxesOfTree(queryCallTree(recording))
const folded = boxesOfFlame(queryCallTree(recording, { fold: { least: 0.004 } }))
const rests = Array.from({ length: folded.length }, (_, box) => box).filter(box => folded.func[box] === -1)

describe('the boxes of a folded tree', () => {
  it('are those of the whole tree, and one for what is left out of each caller', () => {
    expect(rests.length).toBeGreaterThan(50)
    for (let box = 0; box < folded.length; box++) {
      const same = sameBox(folded, whole, box)
      if (folded.func[box] !== -1) expect(whole.func[same]).toBe(folded.func[box])
    }
  })

  it('fill each caller but for what it cost itself', () => {
    for (let box = 0; box < folded.length; box++) {
      const { first, end } = childrenOf(folded, box)
      let inside = folded.self[box]!
      for (let child = first; child < end; child++) inside += folded.to[child]! - folded.from[child]!
      if (folded.func[box] !== -1) expect(inside).toBeCloseTo(folded.to[box]! - folded.from[box]!, 9)
    }
  })

  it('stand in their callers, in rising order', () => {
    for (const box of rests) {
      const parent = parentOf(folded, box)
      const { first, end } = childrenOf(whole, sameBox(folded, whole, parent))
      const inside = Array.from({ length: end - first }, (_, i) => first + i)
      expect(folded.count![box]).toBe(
        inside.filter(child => whole.to[child]! > folded.from[box]! + 1e-12).length,
      )
    }
    for (let row = 0; row < folded.rows; row++) {
      for (let box = folded.rowStart[row]! + 1; box < folded.rowStart[row + 1]!; box++) {
        expect(folded.from[box]).toBeGreaterThanOrEqual(folded.to[box - 1]! - 1e-12)
      }
    }
  })

  it('say how many they stand for', () => {
    const box = rests.find(rest => folded.count![rest]! > 1)!
    expect(nameOfBox(folded, box, [])).toBe(`${folded.count![box]} more, too small to draw`)
  })
})
