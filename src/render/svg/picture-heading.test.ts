import { describe, expect, it } from 'vitest'
import { fitRoom, leastWidth, pictureHeading } from './picture-heading.ts'

describe('fitRoom()', () => {
  const sans = { size: 12, font: 'sans' } as const

  it('keeps what fits and ends what does not in an ellipsis, never within a character', () => {
    expect(fitRoom('main', 100, sans)).toBe('main')
    const cut = fitRoom('a name that is far too long for its room', 100, sans)
    expect(cut).toMatch(/^a name.*[^ ]…$/)
    expect(fitRoom('😀'.repeat(50), 100, sans)).toMatch(/^(😀)+…$/u)
    expect(fitRoom('main', 5, sans)).toBe('')
  })

  it('gives wide letters their room', () => {
    expect(fitRoom('W'.repeat(200), 300, sans).length).toBeLessThan(
      fitRoom('i'.repeat(200), 300, sans).length,
    )
  })
})

describe('leastWidth()', () => {
  it('is room for the whole heading, up to a limit', () => {
    const subtitle = '16.9 s wall · measured for 16.9 s · CPython 3.11.7 · 9 functions · 15 more left out'
    const room = leastWidth({ title: 'scatter.py', subtitle })
    expect(pictureHeading({ title: 'scatter.py', subtitle }, { x: 0, room })[1]).toContain(`>${subtitle}<`)
    expect(leastWidth({ title: 'a', subtitle: '' })).toBe(460)
    expect(leastWidth({ title: 'a', subtitle: subtitle.repeat(9) })).toBe(720)
  })
})

describe('pictureHeading()', () => {
  it('escapes both lines and sets them on one line each', () => {
    const lines = pictureHeading({ title: '<a>\n&', subtitle: '' }, { x: 16, room: 500 })
    expect(lines).toEqual([
      '<text class="head" x="16" y="28">&lt;a&gt; &amp;</text>',
      '<text class="sub" x="16" y="47"></text>',
    ])
  })
})
