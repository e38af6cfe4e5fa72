import { describe, expect, it } from 'vitest'
import { escapeXml, keepOrder } from './svg-text.ts'

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
