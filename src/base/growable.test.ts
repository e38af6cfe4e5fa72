import { describe, expect, it } from 'vitest'
import { growableFloat64, growableInt32 } from './growable.ts'

describe('Growable', () => {
  it('holds what was pushed and set, however often it grew', () => {
    const column = growableFloat64()
    for (let i = 0; i < 1000; i++) column.push(i / 2)
    column.set(999, -1)
    expect(column.length).toBe(1000)
    expect([column.get(0), column.get(998), column.get(999)]).toEqual([0, 499, -1])
    expect(() => column.get(1000)).toThrow(RangeError)
    expect(() => column.set(-1, 0)).toThrow(RangeError)
  })

  it('finish() gives entries that later changes leave alone', () => {
    const column = growableInt32()
    for (let i = 0; i < 20; i++) column.push(i)
    const early = column.finish()
    column.push(20)
    column.set(3, -3)
    const late = column.finish()
    column.set(20, -20)
    for (let i = 0; i < 100; i++) column.push(7)
    expect([...early]).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect([...late]).toEqual(Array.from({ length: 21 }, (_, i) => (i === 3 ? -3 : i)))
    expect(column.get(20)).toBe(-20)
  })
})
