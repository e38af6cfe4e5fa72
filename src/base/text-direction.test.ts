import { describe, expect, it } from 'vitest'
import { keepPlace, withoutTurns } from './text-direction.ts'

const MARK = '\u200e'

describe('withoutTurns()', () => {
  it('makes marks that turn the direction visible, and leaves letters alone', () => {
    expect(withoutTurns('evil\u202egpj.exe')).toBe('evil\ufffdgpj.exe')
    const all = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
    expect(withoutTurns(all)).toBe('\ufffd'.repeat(12))
    for (const name of ['main', 'שלום', 'مرحبا', 'функция', '']) expect(withoutTurns(name)).toBe(name)
  })
})

describe('keepPlace()', () => {
  it('closes off names that are written from the right', () => {
    expect(keepPlace('heb_שלום2.py')).toBe(`${MARK}heb_שלום2.py${MARK}`)
    expect(keepPlace('مرحبا')).toBe(`${MARK}مرحبا${MARK}`)
    for (const name of ['main', 'функция', '名前', '']) expect(keepPlace(name)).toBe(name)
  })
})
