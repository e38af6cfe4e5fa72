import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { assertIntegrity } from './integrity.ts'

describe('assertIntegrity()', () => {
  const recording = recordingFromText('a  a\nb  c')
  const withStacks = (columns: Partial<typeof recording.shared.stacks>) => ({
    ...recording,
    shared: { ...recording.shared, stacks: { ...recording.shared.stacks, ...columns } },
  })

  it('takes what builders make', () => {
    expect(() => assertIntegrity(recording)).not.toThrow()
  })

  it.each([
    ['prefix', [-2, 0, 0], 0],
    ['prefix', [-1, 0, -0x80000000], 2],
    ['prefix', [-1, 0, 3], 2],
    ['prefix', [-1, 1, 0], 1],
    ['prefix', [-1, 2, 0], 1],
    ['frame', [0, -1, 1], 1],
    ['frame', [0, 1, 0x7fffffff], 2],
    ['frame', [0, 3, 1], 1],
  ] as const)('refuses stacks whose %s is %j', (column, values, row) => {
    const broken = withStacks({ [column]: Int32Array.from(values) })
    const value = values[row]
    expect(() => assertIntegrity(broken)).toThrow(`shared.stacks.${column}[${row}]: ${value} is out of range`)
  })
})
