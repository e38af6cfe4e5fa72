import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { printFixed, printPerl, withCommas } from './printed-number.ts'
import { seededRandom } from './random.ts'

const hasPrintf = spawnSync('python3', ['--version']).status === 0

describe('printFixed()', () => {
  it('takes the even one of two decimals as near', () => {
    expect([0.25, 0.75, 0.35, -0.25, 2.5, 1e21].map(value => printFixed(value, 1))).toEqual([
      '0.2',
      '0.8',
      '0.3',
      '-0.2',
      '2.5',
      '1e+21',
    ])
    expect([0.5, 1.5, 2.5].map(value => printFixed(value, 0))).toEqual(['0', '2', '2'])
    expect([0.125, 0.375, 1.005].map(value => printFixed(value, 2))).toEqual(['0.12', '0.38', '1.00'])
  })

  it.skipIf(!hasPrintf)('prints what C prints (needs python3)', () => {
    const random = seededRandom(7)
    const values = Array.from({ length: 3000 }, (_, i) =>
      i % 2 === 0 ? (random() - 0.5) * 10 ** (i % 9) : Math.floor((random() - 0.5) * 4000) / 16,
    )
    const program = 'import sys\nfor line in sys.stdin: print("%.1f %.2f %.0f" % ((float(line),) * 3))'
    const { stdout } = spawnSync('python3', ['-c', program], { input: values.join('\n'), encoding: 'utf8' })
    const own = values.map(value => [1, 2, 0].map(digits => printFixed(value, digits)).join(' '))
    expect(own).toEqual(stdout.trim().split('\n'))
  })
})

describe('printPerl() and withCommas()', () => {
  it('keep fifteen digits, and part thousands', () => {
    expect([0.1 + 0.2, 1 / 3, 12].map(printPerl)).toEqual(['0.3', '0.333333333333333', '12'])
    expect(['1', '123', '1234', '-1234567'].map(withCommas)).toEqual(['1', '123', '1,234', '-1,234,567'])
  })
})
