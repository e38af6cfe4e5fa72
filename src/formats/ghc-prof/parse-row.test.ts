import { describe, expect, it } from 'vitest'
import { parseHeader, parseRow } from './parse-row.ts'

const WITH_SOURCES =
  'COST CENTRE      MODULE    SRC                        no.     entries  %time %alloc   %time %alloc  ticks     bytes'
const OLD = 'COST CENTRE      MODULE                  no.     entries  %time %alloc   %time %alloc'

describe('parseRow()', () => {
  it('reads rows whose columns wide characters pushed out of place', () => {
    const columns = parseHeader(WITH_SOURCES)!
    expect(
      parseRow(
        '  你好世界       Lib       src/Lib.hs:(10,1)-(12,30)  337           1   20.5   30.1    20.5   30.1     41   9048',
        columns,
      ),
    ).toEqual({
      label: '你好世界',
      module: 'Lib',
      source: 'src/Lib.hs:(10,1)-(12,30)',
      indent: 2,
      entries: 1,
      time: 20.5,
      alloc: 30.1,
      ticks: 41,
      bytes: 9048,
    })
  })

  it('reads names that fill their column, and places with spaces', () => {
    const columns = parseHeader(WITH_SOURCES)!
    const row = parseRow(
      ' main             Main      my files/Main.hs:3:1-20     1           0    0.0    0.0     0.0    0.0      0        16',
      columns,
    )
    expect(row).toMatchObject({ label: 'main', module: 'Main', source: 'my files/Main.hs:3:1-20', indent: 1 })
    const full = parseRow(
      'aVeryLongCostCentreName Main Main.hs:3:1-20     1           0    0.0    0.0     0.0    0.0',
      columns,
    )
    expect(full).toMatchObject({
      label: 'aVeryLongCostCentreName',
      module: 'Main',
      source: 'Main.hs:3:1-20',
      ticks: Number.NaN,
    })
  })

  it('reads rows of GHC 7, which have no sources', () => {
    const columns = parseHeader(OLD)!
    expect(columns.source).toBe(-1)
    expect(
      parseRow(
        '  CAF            GHC.IO.Handle.FD        98           0    0.0    0.1     0.0    0.1',
        columns,
      ),
    ).toMatchObject({
      label: 'CAF',
      module: 'GHC.IO.Handle.FD',
      source: '',
      alloc: 0.1,
    })
  })

  it('takes nothing else for a row', () => {
    expect(parseRow('main 1 2 3', parseHeader(OLD)!)).toBeNull()
    expect(parseHeader('COST CENTRE              MODULE   %time %alloc')).toBeNull()
  })
})
