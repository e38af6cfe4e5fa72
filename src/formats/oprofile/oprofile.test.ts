import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { oprofile } from './format.ts'

async function read(text: string): Promise<Recording> {
  const bytes = new TextEncoder().encode(text)
  expect(oprofile.detect(bytes, null)).toBeGreaterThan(0.5)
  return (await readWith(oprofile, bytes, 'x.txt'))[0]!
}

function rows({ shared, calls }: Recording): Record<string, number[]> {
  const types = calls!.valueTypes.length / 2
  return Object.fromEntries(
    Array.from(calls!.rows.func, (func, row) => [
      shared.strings[shared.funcs.name[func]!]!,
      [...calls!.self.slice(0, types), ...calls!.total.slice(0, types)].map(column => column[row]!),
    ]),
  )
}

const FLAT = `CPU: P4 / Xeon, speed 2800 MHz (estimated)
Counted GLOBAL_POWER_EVENTS events (time during which processor is not stopped) with a unit mask of 0x01 (mandatory) count 100000
Counted BSQ_CACHE_REFERENCE events (cache references seen by the bus unit) with a unit mask of 0x0100 (read) count 5000
vma      samples  %        samples  %        image name               app name                 symbol name
08048390 10       50.0     3        9.9e-04  /lib/libc.so             /bin/a                   operator new(unsigned long)
08048400 9        45.0     0        0        anon (tgid:12 range:0xb-0xc) /bin/a                   (no symbols)
  08048400 9      100.0    0        0
00000000 1        5.0      0        0        vmlinux                  vmlinux                  do_IRQ
`

describe('readReport()', () => {
  it('reads flat tables of several events', async () => {
    const recording = await read(FLAT)
    expect(rows(recording)).toEqual({
      'operator new(unsigned long)': [10, 3, 10, 3],
      'anon (tgid:12 range:0xb-0xc)': [9, 0, 9, 0],
      do_IRQ: [1, 0, 1, 0],
    })
    expect(recording.calls!.valueTypes[1]!.name).toBe('BSQ_CACHE_REFERENCE')
    expect(recording.meta.recorder.settings).toMatchObject({ period: 100_000, period2: 5000 })
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['details', 'unknown-totals'])
    expect(recording.shared.strings).toContain('libc.so (a)')
  })

  it('passes the costs of callees on by their arcs', async () => {
    const recording = await read(`samples  %        symbol name
-------------------------------------------------------------------------------
2        20.0     main
  6      60.0     f
  2      20.0     main [self]
-------------------------------------------------------------------------------
  3      75.0     main
  1      25.0     g
8        80.0     f
  8      100      f [self]
-------------------------------------------------------------------------------
`)
    // f has 8 samples of its own; its arcs say by 6 to 1 (the entry of the caller counts) who called it.
    expect(rows(recording)).toEqual({ main: [2, 2 + (8 * 6) / 7], f: [8, 8], g: [0, 8 / 7] })
    expect([...recording.calls!.edgeTotal[1]!]).toEqual([6, 1])
  })
})

describe('readReportXml()', () => {
  it('reads symbols, modules, callers and callees', async () => {
    const recording = await read(`<?xml version="1.0" ?>
<profile schemaversion="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="opreport" cputype="i386/core" processor="Core 2" mhz="2000">
<options session="default" debuginfo="true"/>
<setup><eventsetup id="0" eventname="CPU_CLK_UNHALTED" setupcount="100000"/></setup>
<binary name="/bin/a"><count>7</count>
  <symbol idref="0"><count>3</count><callees><symbol idref="1"><count>4</count></symbol>
    <symbol idref="0" self="true"><count>3</count></symbol></callees></symbol>
  <module name="/lib/libc.so"><count>4</count>
    <symbol idref="1"><callers><module name="/bin/a"><symbol idref="0"><count>4</count></symbol></module></callers><count>4</count></symbol>
  </module>
</binary>
<symboltable><symboldata id="0" name="main" file="a&lt;b.c" line="12"/><symboldata id="1" name="memcpy"/></symboltable>
</profile>`)
    expect(rows(recording).main).toEqual([3, 7])
    expect(recording.calls!.self[0]!.reduce((sum, value) => sum + value, 0)).toBe(7)
    expect(recording.shared.funcs.line[0]).toBe(12)
    expect(recording.shared.strings).toContain('a<b.c')
  })

  it('fails without symbols', async () => {
    await expect(read('<profile schemaversion="3.0"></profile>')).rejects.toThrow(
      'oprofile: expected symbols',
    )
  })
})
