import { describe, expect, it } from 'vitest'
import { UsageError } from '../../base/errors.ts'
import type { ValueType } from '../../model/recording.ts'
import { formulaName, formulaNote, formulaValueType, isFormula, parseFormula } from './formula.ts'

const type = (name: string, unit = 'count', precision: ValueType['precision'] = 'exact'): ValueType => ({
  ...{ name, unit, precision },
  kind: 'sum',
})
const TYPES = [
  type('Ir'),
  type('Bm'),
  type('in-use bytes', 'bytes'),
  type('cpu', 'nanoseconds', 'sampled'),
  type('wall', 'seconds', 'sampled'),
  type('in'),
  type('2nd'),
]
const VALUES = [700, 30, 4096, 2e9, 4, 5, 9]

const value = (text: string) => parseFormula(text, TYPES).evaluate(VALUES)
const factors = (text: string) => parseFormula(text, TYPES).factors?.slice(0, 2)

describe('parseFormula()', () => {
  it.each([
    ['Ir + 10 Bm', 700 + 10 * 30],
    ['Ir+10*Bm', 700 + 10 * 30],
    ['CEst = Ir + 10 (Bm + Bm)', 700 + 10 * 60],
    ['Ir - Bm - Bm', 640],
    ['Ir / Bm / 2', 700 / 30 / 2],
    ['-Ir + 2', -698],
    ['2 - -Ir', 702],
    ['-(Ir + Bm) * 2', -1460],
    ['ir / bm', 700 / 30],
    ['in-use bytes / 1024', 4],
    ['"in-use bytes" - in', 4091],
    ['1e3 Ir + .5 Bm', 700_015],
    ['2nd * 2', 18],
    ['2 2nd', 18],
    // Times of several units in seconds.
    ['cpu / wall', 0.5],
    ['Ir / cpu', 350],
  ])('%s', (text, expected) => {
    expect(value(text)).toBeCloseTo(expected, 9)
  })

  it('tells sums from what must not be summed', () => {
    expect(factors('Ir + 10 Bm')).toEqual(new Float64Array([1, 10]))
    expect(factors('(Ir - Bm) / 4')).toEqual(new Float64Array([0.25, -0.25]))
    expect(factors('2 (Ir * 3)')).toEqual(new Float64Array([6, 0]))
    for (const text of ['Ir / Bm', 'Ir * Bm', 'Ir + 1', '1 / Ir', 'Ir / 0'])
      expect(factors(text), text).toBeUndefined()
  })

  it('keeps unit, kind and the least of the precisions', () => {
    expect(formulaValueType(parseFormula('x = Ir + Bm', TYPES), TYPES)).toEqual(type('x'))
    expect(formulaValueType(parseFormula('x = 2 cpu', TYPES), TYPES)).toEqual(
      type('x', 'nanoseconds', 'sampled'),
    )
    const mixed = parseFormula('x = cpu + wall', TYPES)
    expect(mixed.unit).toBe('seconds')
    expect(mixed.evaluate(VALUES)).toBe(6)
    expect(mixed.factors?.slice(3, 5)).toEqual(new Float64Array([1e-9, 1]))
  })

  it('is NaN where there is nothing to divide by', () => {
    expect(parseFormula('Ir / Bm', TYPES).evaluate([0, 0])).toBeNaN()
    expect(parseFormula('Ir / Bm', TYPES).evaluate([1, 0])).toBeNaN()
  })

  it.each([
    '',
    'Ir +',
    'Ir + * Bm',
    '(Ir',
    'Ir)',
    '()',
    'Ir ^ 2',
    'Foo + Ir',
    '= Ir',
    'x = 3',
    '"Ir',
    'x = = Ir',
    'Ir % Bm',
    '*',
  ])('says what is wrong with %j', text => {
    expect(() => parseFormula(text, TYPES)).toThrow(UsageError)
  })

  it('names what is not measured, and what is', () => {
    expect(() => parseFormula('IPC = instructions / Ir', TYPES)).toThrow(
      /names "instructions", which is not measured/,
    )
  })

  it('bears depth', () => {
    const depth = 900
    expect(value(`${'('.repeat(depth)}Ir${')'.repeat(depth)}`)).toBe(700)
    expect(value(`${'-'.repeat(depth)}Ir`)).toBe(700)
    expect(() => value('('.repeat(100_000))).toThrow(UsageError)
  })
})

describe("parseFormula() of Callgrind's events", () => {
  const types = ['Ir', 'I1mr', 'D1mr', 'D1mw', 'ILmr', 'DLmr', 'DLmw', 'Bc', 'Bcm'].map(name => type(name))
  const values = [1000, 1, 2, 3, 4, 5, 6, 100, 7]

  it('takes the sums that KCachegrind knows, and counts what was not measured as nothing', () => {
    const formula = parseFormula('CEst = Ir + 10 Bm + 10 L1m + 20 Ge + 100 L2m + 100 LLm', types)
    expect(formula.evaluate(values)).toBe(1000 + 10 * 7 + 10 * 6 + 100 * 15)
    expect(formula.factors).toEqual(new Float64Array([1, 10, 10, 10, 100, 100, 100, 0, 10]))
    expect(formula.missing).toEqual(['Bim', 'Ge', 'I2mr', 'D2mr', 'D2mw'])
    expect(parseFormula('CEst', types).factors).toEqual(formula.factors)
    expect(parseFormula('L1m / Ir', types).evaluate(values)).toBe(6 / 1000)
  })

  it('says what it counts as nothing, and where nothing is left', () => {
    expect(formulaNote('x = Ir + Bim', types)).toMatch(/counts what was not measured as nothing: Bim/)
    expect(formulaNote('x = Ir + Bcm', types)).toBeNull()
    expect(() => parseFormula('L2m', types)).toThrow(/none of it is measured/)
    expect(() => parseFormula('Ir + 10 Foo', types)).toThrow(/names "Foo"/)
  })

  it("knows them where something of Callgrind's was measured only", () => {
    expect(() => parseFormula('cycles + L1m', [type('cycles')])).toThrow(/names "L1m", which is not measured/)
    expect(isFormula('CEst', [type('cycles')])).toBe(false)
    expect(isFormula('CEst', types)).toBe(true)
    expect(isFormula('CEst', [...types, type('CEst')])).toBe(false)
  })
})

describe('isFormula()', () => {
  it('takes the names of value types for what they are', () => {
    expect(isFormula('in-use bytes', TYPES)).toBe(false)
    expect(isFormula('wall', TYPES)).toBe(false)
    expect(isFormula('nothing', TYPES)).toBe(false)
    expect(isFormula('a = wall', TYPES)).toBe(true)
    expect(isFormula('cpu/wall', TYPES)).toBe(true)
    expect(formulaName(' a b = wall')).toBe('a b')
    expect(formulaName('cpu/wall')).toBe('cpu/wall')
  })
})
