import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { pickProfile } from './pick-profile.ts'

const named = (name: string) => recordingFromText('1\nmain', { name })
const profiles = [named('main'), named('worker 1'), named('worker 2'), named('2')]

describe('pickProfile()', () => {
  const pick = (profile?: string) =>
    pickProfile(profiles, 'x.json', profile).map(recording => profiles.indexOf(recording))

  it('gives all where none is said', () => expect(pick()).toEqual([0, 1, 2, 3]))

  it('takes a whole name before a number, a number before a part of a name', () => {
    expect(pick('worker 1')).toEqual([1])
    expect(pick('2')).toEqual([3])
    expect(pick('1')).toEqual([0])
    expect(pick('ain')).toEqual([0])
  })

  it.each([
    ['worker', 'x.json has several profiles like "worker"'],
    ['gpu', 'x.json has no profile "gpu"'],
    ['9', 'x.json has no profile "9"'],
  ])('lists what there is when %s is not one', (profile, message) => {
    expect(() => pick(profile)).toThrow(message)
    try {
      pick(profile)
    } catch (error) {
      expect((error as { hint: string }).hint).toBe('It has 1 main, 2 worker 1, 3 worker 2, 4 2')
    }
  })
})
