import { describe, expect, it } from 'vitest'
import { writeWith } from '../../../test/support/read-format.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { importedRecording } from '../importing/imported.ts'
import { csv, jsonTable, markdown } from './format.ts'

const TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' },
  { name: 'misses', unit: 'count', kind: 'sum', precision: 'exact' },
]

function recordingOf(names: readonly { name: string; file?: string; line?: number }[]): Recording {
  const shared = new SharedBuilder()
  const calls = new CallsBuilder(TYPES)
  for (const [i, func] of names.entries()) {
    const row = calls.row(shared.func(func))
    for (const [k, column] of calls.self.entries()) column.set(row, (names.length - i) * 1.5e6 * (k + 1))
    for (const [k, column] of calls.total.entries()) column.set(row, (names.length - i) * 2e6 * (k + 1))
    if (i > 0) continue
    calls.rows.columns.calls.set(row, 12)
    calls.rows.columns.primitiveCalls.set(row, 3)
  }
  const recorder = { name: 'test' }
  return importedRecording(
    { format: 'test', file: 'a.prof' },
    { recorder },
    { shared, calls: calls.finish() },
  )
}

async function text(format: typeof csv, recording: Recording): Promise<string> {
  return new TextDecoder().decode(await writeWith(format, [recording]))
}

const plain = recordingOf([{ name: 'main', file: '/src/a.py', line: 3 }, { name: 'read' }])

describe('writeCsv()', () => {
  it('writes a line a function, nothing where nothing is known', async () => {
    expect((await text(csv, plain)).split('\r\n')).toEqual([
      'function,file,line,calls,primitive calls,self wall (nanoseconds),total wall (nanoseconds),self misses (count),total misses (count)',
      'main,/src/a.py,3,12,3,3000000,4000000,6000000,8000000',
      'read,,,,,1500000,2000000,3000000,4000000',
      '',
    ])
  })

  it('quotes names and keeps them from being formulas', async () => {
    const odd = ['=cmd()|x', '+1', '-1', '@a', ' =1', '\t=1', 'a,b', 'say "hi"', 'two\nlines', '＝1', 'a=b']
    const names = (await text(csv, recordingOf(odd.map(name => ({ name }))))).split('\r\n').slice(1, -1)
    expect(names.map(name => name.slice(0, name.indexOf(',,')))).toEqual([
      ...[`"'=cmd()|x"`, `"'+1"`, `"'-1"`, `"'@a"`, `"' =1"`, `"'\t=1"`, '"a,b"', '"say ""hi"""'],
      ...['"two\nlines"', `"'＝1"`, 'a=b'],
    ])
  })
})

describe('writeMarkdown()', () => {
  it('escapes what is markup', async () => {
    const odd = recordingOf([{ name: '__init__|<b>&`x`\n[y](z)', file: 'http://a/b' }])
    const [, , row] = (await text(markdown, odd)).split('\n')
    const [name, place] = row!.split(/(?<!\\)\|/).slice(1)
    expect(name!.trim()).toBe('\\_\\_init\\_\\_\\|\\<b\\>&amp;\\`x\\` \\[y\\](z)')
    expect(place!.trim()).toBe('http\\://a/b')
  })

  it('has as many cells in each row', async () => {
    const rows = (await text(markdown, plain)).trimEnd().split('\n')
    expect(new Set(rows.map(row => row.split('|').length)).size).toBe(1)
    expect(rows[2]).toContain('| 12/3 |')
  })
})

describe('writeJsonTable()', () => {
  it('writes null where nothing is known', async () => {
    const table = JSON.parse(await text(jsonTable, plain))
    expect(table.version).toBe(1)
    expect(table.functions).toEqual([
      ...[
        {
          name: 'main',
          file: '/src/a.py',
          line: 3,
          calls: 12,
          primitiveCalls: 3,
          self: [3e6, 6e6],
          total: [4e6, 8e6],
        },
      ],
      ...[
        {
          name: 'read',
          file: null,
          line: null,
          calls: null,
          primitiveCalls: null,
          self: [1.5e6, 3e6],
          total: [2e6, 4e6],
        },
      ],
    ])
  })
})

describe('the tables', () => {
  it.each([
    csv,
    markdown,
    jsonTable,
  ])('$id detects nothing and refuses recordings without calls', async format => {
    expect(format.detect(new TextEncoder().encode('function,file\r\n'), 'a.csv')).toBe(0)
    await expect(format.write!([{ ...plain, calls: null }])).rejects.toMatchObject({ code: 'PYRO_USAGE' })
  })
})
