import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayCalls, sayStacks } from '../../../test/support/say-stacks.ts'
import { vtune } from './format.ts'

async function read(text: string) {
  const bytes = new TextEncoder().encode(text)
  expect(vtune.detect(bytes, null)).toBeGreaterThan(0.5)
  return (await readWith(vtune, bytes, 'report.csv'))[0]!
}

describe('readVtune()', () => {
  it('reads top-down reports in text, where self is what callees leave', async () => {
    const recording = await read(`vtune: Executing actions 75 % done
Function Stack          CPU Time:Total  CPU Time:Effective Time:Total  Module
----------------------  --------------  -----------------------------  ------
Total                         100.000%                       100.000%
 main                          99.500%                        99.000%  a.exe
  operator new                 20.250%                        20.000%  libc.so
 clone                          0.500%                         1.000%  libc.so
`)
    expect(sayStacks(recording)).toEqual([
      ['Total > main', 79.25, 79],
      ['Total > main > operator new', 20.25, 20],
      ['Total > clone', 0.5, 1],
    ])
    expect(recording.stacks!.valueTypes[0]).toMatchObject({ name: 'cpu', unit: '%' })
  })

  it('reads Self before Total, with units', async () => {
    const recording = await read(`Function Stack\tCPU Time: Total\tCPU Time: Self\tModule
Total\t100.0%\t0s\t
 main\t98.5%\t0.100s\tapp.exe
  run\t80.0%\t12ms\tapp.exe
`)
    expect(sayStacks(recording)).toEqual([
      ['Total > main', 0.1],
      ['Total > main > run', 0.012],
    ])
    expect(recording.stacks!.valueTypes[0]!.unit).toBe('seconds')
  })

  it('reads hotspots', async () => {
    const recording =
      await read(`Function,CPU Time,CPU Time:Effective Time,CPI Rate,Module,Function (Full),Source File,Start Address
"f<int, long>",12.504,12.100,0.9,app.exe,"f<int, long>(int)",compress.c,0x401000
memcpy,1.005,1.005,,libc.so,memcpy,[Unknown],0x402000
memcpy,1,1,,libc.so,memcpy,[Unknown],0x402000
BROKEN
`)
    expect(sayCalls(recording)).toEqual({
      'f<int, long>': [Number.NaN, 12.504, 12.504, 12.1, 12.1],
      memcpy: [Number.NaN, 2.005, 2.005, 2.005, 2.005],
    })
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual([
      'ratios',
      'unreadable-lines',
      'unknown-totals',
    ])
    expect(recording.shared.strings).toContain('f<int, long>(int)')
  })

  it('reads reports by module', async () => {
    const recording = await read('Module,Process,CPU Time\nworker3.so,main,10.735\nmain,main,0.064\n')
    expect(sayCalls(recording)['worker3.so']).toEqual([Number.NaN, 10.735, 10.735])
  })
})
