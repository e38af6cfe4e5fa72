import { describe, expect, it } from 'vitest'
import { LiveModel } from '../../workbench/live-model.ts'
import { changeView } from '../commands/top.ts'
import { splitKeys } from './terminal.ts'
import { layoutTop, type TopView } from './top-screen.ts'

const VIEW: TopView = {
  title: 'python3 \u001b[31mevil.py',
  of: 'functions',
  measure: 'cpu',
  sort: 'self',
  limit: 0,
  isPaused: false,
  note: '',
  columns: 40,
  rows: 12,
  colours: 0,
}

describe('layoutTop()', () => {
  it('fills the screen exactly, no line wider than it, nothing of the program obeyed', () => {
    const lines = layoutTop(new LiveModel(1e9), VIEW)
    expect(lines.length).toBe(12)
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(40)
    expect(lines.join('')).not.toContain('\u001b')
  })
})

describe('changeView()', () => {
  it('goes through the sort keys and toggles pause', () => {
    let view = VIEW
    const seen: string[] = []
    for (let i = 0; i < 4; i++) {
      view = changeView(view, 's')
      seen.push(view.sort)
    }
    expect(seen).toEqual(['total', 'all-self', 'all-total', 'self'])
    expect(changeView(changeView(VIEW, 'p'), ' ').isPaused).toBe(false)
    expect(changeView(VIEW, 'l')).toMatchObject({ of: 'lines' })
    expect(changeView(VIEW, 'x')).toBe(VIEW)
  })
})

describe('splitKeys()', () => {
  it('takes an escape sequence for one key', () => {
    expect(splitKeys('q\u001b[A\u001bOPx\u0003')).toEqual(['q', '\u001b[A', '\u001bOP', 'x', '\u0003'])
  })
})
