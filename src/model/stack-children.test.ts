import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growableInt32 } from '../base/growable.ts'
import { StackChildren } from './stack-children.ts'

describe('StackChildren', () => {
  it('finds what a map keyed by text finds, wherever paths part', () => {
    const paths = fc.array(fc.array(fc.nat(3), { maxLength: 12 }), { maxLength: 60 })
    fc.assert(
      fc.property(paths, all => {
        const frames = growableInt32()
        const children = new StackChildren(frames)
        const reference = new Map<string, number>()
        for (const path of all) {
          let below = -1
          for (const frame of path) {
            const key = `${below},${frame}`
            let stack = children.find(below, frame)
            expect(stack).toBe(reference.get(key) ?? -1)
            if (stack === -1) {
              stack = frames.length
              frames.push(frame)
              children.add(below, frame, stack)
              reference.set(key, stack)
            }
            below = stack
          }
        }
        for (const [key, stack] of reference) {
          const [below, frame] = key.split(',').map(Number)
          expect(children.find(below!, frame!)).toBe(stack)
        }
      }),
    )
  })

  it('finds nothing on stacks that it was not told of', () => {
    const frames = growableInt32()
    for (let i = 0; i < 5000; i++) frames.push(7)
    const children = new StackChildren(frames)
    expect(children.find(4000, 7)).toBe(-1)
    children.add(4000, 7, 4999)
    expect(children.find(4000, 7)).toBe(4999)
    expect(children.find(4000, 8)).toBe(-1)
    expect(children.find(-1, 7)).toBe(-1)
  })
})
