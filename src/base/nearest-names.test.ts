import { describe, expect, it } from 'vitest'
import { nearestNames } from './nearest-names.ts'

const NAMES = [
  'app.Leak',
  'app.LeakList',
  'builtins.Mapping',
  'collections.deque',
  'dict',
  'list',
  'io.TextIOWrapper',
]

describe('nearestNames()', () => {
  it.each([
    ['Laek', ['app.Leak']],
    ['leak', ['app.Leak', 'app.LeakList']],
    ['dcit', ['dict']],
    ['lst', ['list']],
    ['TextIO', ['io.TextIOWrapper']],
    ['collections.dequeue', ['collections.deque']],
    ['quaternion', []],
    ['', []],
  ])('finds what %s was meant to be', (wanted, found) => {
    expect(nearestNames(wanted, NAMES)).toEqual(found)
  })

  it('ends soon for very long names', () => {
    expect(nearestNames('x'.repeat(100_000), ['y'.repeat(100_000)])).toEqual([])
  })
})
