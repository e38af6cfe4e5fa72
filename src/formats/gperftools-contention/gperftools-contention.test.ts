import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { gperftoolsContention } from './format.ts'

const read = async (text: string) =>
  (await readWith(gperftoolsContention, new Uint8Array(Buffer.from(text))))[0]!

describe('readContention()', () => {
  it('scales by the sampling period and the clock', async () => {
    const { stacks, meta } = await read(
      '--- contentionz 1 ---\ncycles/second = 2000000000\nsampling period = 100\nms since reset = 5\n  4000  3 @ 0x10 0x20\n',
    )
    expect(stacks!.weights).toEqual([Float64Array.of(300), Float64Array.of(200_000)])
    expect(stacks!.valueTypes.map(({ precision }) => precision)).toEqual(['estimated', 'estimated'])
    expect(meta.duration).toBe(5e6)
  })

  it('leaves cycles as they are where nothing says how long one is', async () => {
    const { stacks, meta } = await read('--- mutex:\n  4000  3 @ 0x10\n')
    expect(stacks!.valueTypes[1]).toMatchObject({ unit: 'cycles', precision: 'exact' })
    expect(meta.warnings).toMatchObject([{ code: 'no-clock-rate' }])
  })

  it('reads rows of old files, which have no count', async () => {
    const { stacks } = await read('--- Stacks:\ncycles/second = 1000000000\n  4000 @ 0x10\n')
    expect(stacks!.weights).toEqual([Float64Array.of(1), Float64Array.of(4000)])
  })
})
