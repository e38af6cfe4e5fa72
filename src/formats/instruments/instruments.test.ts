import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { instruments } from './format.ts'
import { parseAmount } from './parse-amount.ts'

const read = async (text: string) => (await readWith(instruments, new Uint8Array(Buffer.from(text))))[0]!

describe('readInstruments()', () => {
  it('reads bytes and allocations, and gives a row what its children leave', async () => {
    const { stacks } = await read(
      'Bytes Used\tCount\t\tSymbol Name\n2.00 MB  100.0%\t30\t \tstart\n1.50 MB   75.0%\t10\t \t main\n',
    )
    expect(stacks!.valueTypes.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'bytes used bytes',
      'allocations count',
    ])
    expect(stacks!.weights).toEqual([Float64Array.of(0.5 * 2 ** 20, 1.5 * 2 ** 20), Float64Array.of(20, 10)])
  })

  it('reads the unit of a title', async () => {
    const { stacks } = await read(
      'Running Time\tSelf (ms)\t\tSymbol Name\n12.0ms  100.0%\t5\t \tstart\n7.0ms   58.0%\t7\t \t main\n',
    )
    expect(stacks!.weights[0]).toEqual(Float64Array.of(5e6, 7e6))
    expect(stacks!.valueTypes[0]).toMatchObject({ name: 'cpu', unit: 'nanoseconds' })
  })

  it('warns of rows without a figure and fails without a tree', async () => {
    const { meta } = await read(
      'Weight\tSelf Weight\t\tSymbol Name\n1.00 Gc  100.0%\t-\t \tstart\nfoo\t\t\t bar\n',
    )
    expect(meta.warnings).toMatchObject([{ code: 'unreadable-lines', firstAt: 'line 3' }])
    await expect(read('Weight\tSelf Weight\t\tSymbol Name\n')).rejects.toThrow(
      'instruments: line 1: expected a row',
    )
  })
})

describe('parseAmount()', () => {
  it.each([
    ['4273.0ms   99.9%', 4273e6, 'nanoseconds'],
    ['1.20 s   9.9%', 1.2e9, 'nanoseconds'],
    ['2.00 min', 120e9, 'nanoseconds'],
    ['404.75 Mc', 404.75e6, 'cycles'],
    ['1,024 Bytes', 1024, 'bytes'],
    ['1.5 KiB 1.0%', 1536, 'bytes'],
    ['693', 693, 'count'],
    ['5 events', 5, 'events'],
  ])('reads %j', (cell, value, unit) => expect(parseAmount(cell)).toEqual({ value, unit }))

  it('takes a dash for nothing', () => expect(parseAmount('-')).toBeNull())
})
