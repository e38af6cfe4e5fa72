import { describe, expect, it } from 'vitest'
import { compileNumberFormat, formatExponent, formatFixed, formatGeneral } from './python-number.ts'

describe('numbers as Python prints them', () => {
  // Printed by Python 3.11: %.2f, %.0f, %.7g, %.2e.
  it.each([
    [0.125, '0.12', '0', '0.125', '1.25e-01'],
    [0.375, '0.38', '0', '0.375', '3.75e-01'],
    [2.5, '2.50', '2', '2.5', '2.50e+00'],
    [1234567.5, '1234567.50', '1234568', '1234568', '1.23e+06'],
    [1234566.5, '1234566.50', '1234566', '1234566', '1.23e+06'],
    [12345675, '12345675.00', '12345675', '1.234568e+07', '1.23e+07'],
    [1e-5, '0.00', '0', '1e-05', '1.00e-05'],
    [0.0001, '0.00', '0', '0.0001', '1.00e-04'],
    [0.1 + 0.2, '0.30', '0', '0.3', '3.00e-01'],
    [1e21, '1000000000000000000000.00', '1000000000000000000000', '1e+21', '1.00e+21'],
    [-0, '-0.00', '-0', '-0', '-0.00e+00'],
    [-0.125, '-0.12', '-0', '-0.125', '-1.25e-01'],
    [5e-324, '0.00', '0', '4.940656e-324', '4.94e-324'],
    [99999995, '99999995.00', '99999995', '1e+08', '1.00e+08'],
    [9999999.5, '9999999.50', '10000000', '1e+07', '1.00e+07'],
    [-2.5, '-2.50', '-2', '-2.5', '-2.50e+00'],
  ])('%d', (value, two, none, seven, exponent) => {
    expect(formatFixed(value, 2)).toBe(two)
    expect(formatFixed(value, 0)).toBe(none)
    expect(formatGeneral(value, 7)).toBe(seven)
    expect(formatExponent(value, 2)).toBe(exponent)
  })

  it.each([
    ['%.7g', '1234.568'],
    ['%8.3f', '1234.568'],
    ['%-10.1fs', '1234.6    s'],
    ['%+d', '+1234'],
    ['%05d %%', '01234 %'],
    ['%G', '1234.57'],
    ['%.3e s', '1.235e+03 s'],
    ['% .2f', ' 1234.57'],
    ['%i', '1234'],
  ])('%s', (format, wanted) => {
    expect(compileNumberFormat(format)!(1234.5678)).toBe(wanted)
  })

  it.each(['', 'seconds', '%', '%q', '%f %f', '%x', '%.7'])('refuses the format "%s"', format => {
    expect(compileNumberFormat(format)).toBeNull()
  })
})
