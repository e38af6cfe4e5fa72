import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { sayCalls } from '../../../test/support/say-stacks.ts'
import { gperftoolsText } from './format.ts'
import { parseName } from './parse-name.ts'

const read = async (text: string) =>
  (await readWith(gperftoolsText, new TextEncoder().encode(text), 'x.txt'))[0]!

describe('readGperftoolsText()', () => {
  it.each([
    ['0.5', 'MB', 'bytes', 524_288],
    ['512', 'B', 'bytes', 512],
    ['1.250', 'seconds', 'seconds', 1.25],
    ['7', 'objects', 'count', 7],
  ])('reads %s %s', async (number, printed, unit, value) => {
    const recording = await read(
      `Total: ${number} ${printed}\n   ${number} 100.0% 100.0%  ${number} 100.0% main\n`,
    )
    expect(sayCalls(recording)).toEqual({ main: [Number.NaN, value, value] })
    expect(recording.calls!.valueTypes[0]!.unit).toBe(unit)
    expect(recording.meta.warnings).toEqual([])
  })

  it("reads Go's table, whose numbers have units of their own, and says what was cut off", async () => {
    const recording = await read(`Type: cpu
Showing nodes accounting for 1.50s, 75.00% of 2s total
      flat  flat%   sum%        cum   cum%
         0     0%     0%         2s   100%  main.main
     1.50s 75.00% 75.00%     1500ms 75.00%  main.f (inline)
`)
    expect(sayCalls(recording)).toEqual({
      'main.main': [Number.NaN, 0, 2],
      'main.f (inline)': [Number.NaN, 1.5, 1.5],
    })
    expect(recording.calls!.valueTypes[0]).toMatchObject({
      name: 'cpu',
      unit: 'seconds',
      precision: 'sampled',
    })
    expect(recording.meta.warnings[0]!.message).toBe('Functions with 25.0 % of the total were not printed.')
  })

  it.each([
    ['f /src/a b.cc:7', { name: 'f', file: '/src/a b.cc', line: 7 }],
    ['std::f<int> (inline) ./x/../a.h:12', { name: 'std::f<int> (inline)', file: './x/../a.h', line: 12 }],
    ['f a.h:12 (inline)', { name: 'f (inline)', file: 'a.h', line: 12 }],
    ['0000559a91c8c214 f C:\\a.cc:1', { name: '0000559a91c8c214 f', file: 'C:\\a.cc', line: 1 }],
    ['a::b', { name: 'a::b' }],
    ['/src/a.cc', { name: '/src/a.cc' }],
    ['f ??:0', { name: 'f', file: '??' }],
  ])('takes %j apart', (text, expected) => {
    expect(parseName(text)).toEqual(expected)
  })
})
