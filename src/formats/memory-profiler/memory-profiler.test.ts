import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import { memoryProfiler } from './format.ts'

const OLD = [
  'noise before',
  'Filename: a b.py',
  '',
  'Line #    Mem usage    Increment   Line Contents',
  '================================================',
  '     3   10.5 MiB     -0.5 MiB   def f():',
  `${'     4'.padEnd(35)}    # 12.5 MiB   nothing ran here`,
  '     5 1234567.25000000 MiB   0.25000000 MiB       return "1 MiB"',
  '',
  'noise after 12',
]

async function read(lines: readonly string[]) {
  const [recording] = await readWith(memoryProfiler, new TextEncoder().encode(lines.join('\n')), 'x.txt')
  return recording!
}

describe('readMemoryProfiler()', () => {
  it.each([
    ['as it is', OLD],
    ['indented', OLD.map(line => `    ${line}`)],
  ])('reads a table of an old version among other text, %s', async (_, lines) => {
    const { lines: part, shared, meta } = await read(lines)
    expect([...part!.rows.line]).toEqual([3, 5])
    expect(part!.values.map(column => [...column])).toEqual([
      [-524_288, 262_144],
      [10.5 * 2 ** 20, 1_234_567.25 * 2 ** 20],
    ])
    expect([...part!.rows.hits]).toEqual([Number.NaN, Number.NaN])
    expect(shared.strings[shared.funcs.name[0]!]).toBe('f')
    expect(shared.strings[shared.sources.text[0]!]).toBe(
      '\n\ndef f():\n    # 12.5 MiB   nothing ran here\n    return "1 MiB"\n',
    )
    expect(meta.warnings).toEqual([])
  })

  it('puts reports of several calls together and says so', async () => {
    const { lines: part, meta } = await read([...OLD, ...OLD])
    expect([...part!.rows.line]).toEqual([3, 5])
    expect(part!.values[0]![0]).toBe(-1_048_576)
    expect(part!.values[1]![0]).toBe(10.5 * 2 ** 20)
    expect(meta.warnings).toMatchObject([{ code: 'repeated-function', count: 1 }])
  })
})
