import { describe, expect, it } from 'vitest'
import { type Column, fitWidths, renderTable } from './table.ts'
import { textWidth, truncate } from './text-width.ts'

const COLUMNS: Column[] = [
  { title: 'Name', align: 'left', cut: 'end', least: 6 },
  { title: 'Self', align: 'right' },
  { title: 'Where', align: 'left', cut: 'start' },
]

describe('renderTable()', () => {
  it('aligns columns and leaves no space at the end of lines', () => {
    const text = renderTable(
      COLUMNS,
      [
        ['a', '1.0', 'x.py:1'],
        ['long', '12.0', ''],
      ],
      { width: null, colours: 0 },
    )
    expect(text).toBe('Name  Self  Where\na      1.0  x.py:1\nlong  12.0\n')
  })

  it('is at most as wide as the window: names lose their end, paths their beginning', () => {
    const row = ['a_function_with_a_long_name', '1.0', '/usr/lib/python3/site-packages/module.py:12']
    const lines = renderTable(COLUMNS, [row], { width: 40, colours: 0 }).trimEnd().split('\n')
    expect(lines.map(textWidth).every(width => width <= 40)).toBe(true)
    expect(lines[1]).toMatch(/^a_func.*… {3}1\.0 {2}….*module\.py:12$/)
  })

  it('colours cells without changing their width', () => {
    const text = renderTable([COLUMNS[1]!], [[{ text: '9', heat: 6 }]], {
      width: 20,
      colours: 256,
      hasTitles: false,
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is tested.
    expect(text).toMatch(/^\x1b\[.*m9\x1b\[0m\n$/)
  })

  it('lets no control character of a name through', () => {
    const text = renderTable(COLUMNS, [['a\x1b[2Jb\nc', '', '']], { width: null, colours: 0 })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/)
    expect(text.split('\n')).toHaveLength(3)
  })
})

describe('fitWidths()', () => {
  it('cuts the widest first and nothing below its least width', () => {
    expect(fitWidths(COLUMNS, [30, 5, 20], 35)).toEqual([15, 5, 15])
    expect(fitWidths(COLUMNS, [30, 5, 20], 1)).toEqual([6, 5, 8])
  })
})

describe('truncate()', () => {
  it('counts code points', () => {
    expect(truncate('🔥🔥🔥', 2)).toBe('🔥…')
    expect(truncate('abcdef', 3, 'start')).toBe('…ef')
    expect(truncate('abc', 3)).toBe('abc')
  })
})

describe('renderTable() with names that are written from the right', () => {
  it('keeps figures behind the name, and lets no mark turn a line round', () => {
    const columns = [
      { title: 'Name', align: 'left' },
      { title: 'Self', align: 'right' },
    ] as const
    const text = renderTable(
      columns,
      [
        ['שלום', '12.5 %'],
        ['evil\u202e', '3.0 %'],
      ],
      { width: null, colours: 0 },
    )
    // The marks take no column: figures stand below each other.
    expect(text.split('\n').map(line => line.replaceAll('\u200e', ''))).toEqual([
      'Name     Self',
      'שלום   12.5 %',
      'evil\ufffd   3.0 %',
      '',
    ])
    expect(text).toContain('\u200eשלום\u200e   12.5 %')
    expect(text).not.toContain('\u202e')
  })
})
