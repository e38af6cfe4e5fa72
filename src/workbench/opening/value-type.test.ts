import { describe, expect, it } from 'vitest'
import { recordingFromText, SAMPLES_TYPE, WALL } from '../../../test/support/recording-from-text.ts'
import { putUnder } from '../../analysis/difference/put-under.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { valueTypeNamed } from './value-type.ts'

function measuring(...valueTypes: ValueType[]): Recording {
  const recording = recordingFromText('1\nf')
  const { stacks } = recording
  const weights = valueTypes.map(() => stacks!.weights[0]!)
  return { ...recording, stacks: { ...stacks!, valueTypes, weights, defaultValueType: 0 } }
}

describe('valueTypeNamed()', () => {
  it('is what both measure, where a base does not measure what is shown first', () => {
    const joined = putUnder(measuring(WALL, SAMPLES_TYPE), measuring(SAMPLES_TYPE))
    expect(valueTypeNamed(joined, undefined)).toBe(1)
    expect(valueTypeNamed(joined, 'Samples')).toBe(1)
    expect(() => valueTypeNamed(joined, 'wall')).toThrow('The base does not measure "wall"')
    expect(() => valueTypeNamed(joined, 'cpu')).toThrow('does not measure "cpu"')
  })

  it('is left to the recording where the base measures the same', () => {
    const joined = putUnder(measuring(WALL, SAMPLES_TYPE), measuring(WALL))
    expect(valueTypeNamed(joined, undefined)).toBeNull()
    expect(valueTypeNamed(measuring(WALL), 'wall')).toBe(0)
  })
})
