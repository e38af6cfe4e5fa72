import { describe, expect, it } from 'vitest'
import { compileGlob } from './glob.ts'

const TEXTS = [
  ...['', 'a', 'b', 'abc', 'a.py:12:f', 'x', 'dx', 'ax', ']', '[a', 'abe', 'z', '^', '^a', '-', 'a-'],
  ...['a\\b', 'a\\*', 'bd', 'c', 'ee', 'a]', '[', 'd', 'e', 'abxxcyd', 'a\nb'],
]

describe('compileGlob()', () => {
  // What fnmatchcase() of Python 3.11 matches of these texts.
  it.each([
    ['a*', ['a', 'abc', 'a.py:12:f', 'ax', 'abe', 'a-', 'a\\b', 'a\\*', 'a]', 'abxxcyd', 'a\nb']],
    ['*.py:*', ['a.py:12:f']],
    ['?', ['a', 'b', 'x', ']', 'z', '^', '-', 'c', '[', 'd', 'e']],
    ['[abc]', ['a', 'b', 'c']],
    ['[!abc]x', ['dx']],
    ['[]]', [']']],
    ['[!]]', ['a', 'b', 'x', 'z', '^', '-', 'c', '[', 'd', 'e']],
    ['[a', ['[a']],
    ['a[b-d]e', ['abe']],
    ['[z-a]', []],
    ['', ['']],
    ['[^a]', ['a', '^']],
    ['[a-', []],
    ['[-a]', ['a', '-']],
    ['[a-]', ['a', '-']],
    ['a\\*', ['a\\b', 'a\\*']],
    ['[!-a]', ['b', 'x', ']', 'z', '^', 'c', '[', 'd', 'e']],
    ['[]-a]', ['a', ']', '^']],
    ['[a-c-e]', ['a', 'b', '-', 'c', 'e']],
    ['ab*c?d', ['abxxcyd']],
    ['*', TEXTS],
  ])('%s matches what Python matches', (pattern, wanted) => {
    expect(TEXTS.filter(compileGlob(pattern))).toEqual(wanted)
  })

  it('takes no longer for many stars', () => {
    const matches = compileGlob(`${'*a'.repeat(50)}b`)
    expect(matches('a'.repeat(20_000))).toBe(false)
  })
})
