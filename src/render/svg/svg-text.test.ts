import { describe, expect, it } from 'vitest'
import { escapeXml, keepOrder, shownName } from './svg-text.ts'

const MARK = '\u200e'

describe('keepOrder()', () => {
  it('keeps a figure behind a name that is written from the right', () => {
    expect(keepOrder(escapeXml('שלום 12.5\u2009%'))).toBe(`שלום${MARK} 12.5\u2009%`)
    expect(keepOrder('<tspan class="name">مرحبا()</tspan> 3 %')).toBe(
      `<tspan class="name">مرحبا()</tspan>${MARK} 3 %`,
    )
    expect(keepOrder('אב › גד 5 %')).toBe(`אב${MARK} › גד${MARK} 5 %`)
  })

  it('leaves other labels as they are', () => {
    for (const label of ['main 100 %', 'функция 3 %', 'שלום עולם', 'a › b'])
      expect(keepOrder(label)).toBe(label)
  })
})

describe('shownName()', () => {
  it('keeps names as they are', () => {
    for (const name of ['main', 'operator new(unsigned long)', 'שלום', '名前', '😀'])
      expect(shownName(name)).toBe(name)
  })

  it('puts a name on one line and shows what does not show', () => {
    expect(shownName(' a\n\tb ')).toBe('a b')
    expect(shownName('\u0000\u001b[31mred\u0085')).toBe('\ufffd\ufffd[31mred\ufffd')
    expect(shownName('a\u202eb\ud800')).toBe('a\ufffdb\ufffd')
  })

  it('says so where there is none', () => {
    for (const name of ['', ' ', '\r\n', '\u2028\ufeff']) expect(shownName(name)).toBe('(no name)')
  })
})
