import { describe, expect, it } from 'vitest'
import { FUTEX } from '../../process/syscall-names.ts'
import { GilWaits } from './gil-waits.ts'

describe('GilWaits', () => {
  const waits = new GilWaits([{ start: 0x1000, end: 0x2000 }], null)

  it('takes a futex in the static data of the interpreter for the GIL', () => {
    expect(waits.isGilWait(FUTEX, 0x1800)).toBe(true)
  })

  it('takes any other futex and any other call for what it is', () => {
    expect(waits.isGilWait(FUTEX, 0x2000)).toBe(false)
    expect(waits.isGilWait(0, 0x1800)).toBe(false)
  })

  it('finds the allocated lock of Python 2 among the static pointers', () => {
    const old = new GilWaits([{ start: 0x1000, end: 0x2000 }], address => address === 0x555000)
    expect(old.isGilWait(FUTEX, 0x555000)).toBe(true)
    expect(old.isGilWait(FUTEX, 0x555008)).toBe(false)
  })
})
