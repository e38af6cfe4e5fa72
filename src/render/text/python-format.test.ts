import { describe, expect, it } from 'vitest'
import { formatGeneral, formatTenths, formatTextRepr } from './python-format.ts'

// The expected texts are what CPython 3.12 prints.
describe('formatGeneral()', () => {
  it.each([
    [0, 6, '0'],
    [1e-6, 6, '1e-06'],
    [0.0001, 6, '0.0001'],
    [0.133907, 6, '0.133907'],
    [123456, 6, '123456'],
    [1234567, 6, '1.23457e+06'],
    [999999.5, 6, '1e+06'],
    [1e100, 6, '1e+100'],
    [123456789.123, 3, '1.23e+08'],
    [99.96, 3, '100'],
    [-2.5, 6, '-2.5'],
  ])('prints %d with %d digits as Python does', (value, digits, text) => {
    expect(formatGeneral(value, digits)).toBe(text)
  })
})

describe('formatTenths()', () => {
  it.each([
    [0.25, '0.2'],
    [0.75, '0.8'],
    [0.35, '0.3'],
    [2.25, '2.2'],
    [1234567.05, '1234567.1'],
    [0, '0.0'],
  ])('prints %d as Python does', (value, text) => {
    expect(formatTenths(value)).toBe(text)
  })
})

describe('formatTextRepr() of characters that do not show', () => {
  it('writes them as Python does', () => {
    // What repr() of CPython 3.11 gives.
    const cases: readonly (readonly [string, string])[] = [
      ['\u202eno\u001b[2J', "'\\u202eno\\x1b[2J'"],
      ['\u00a0\u0085', "'\\xa0\\x85'"],
      ['שלום\u2028', "'שלום\\u2028'"],
      ['\u{e0001}', "'\\U000e0001'"],
      ['a b', "'a b'"],
    ]
    for (const [text, repr] of cases) expect(formatTextRepr(text)).toBe(repr)
  })
})
