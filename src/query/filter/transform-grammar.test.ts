import { describe, expect, it } from 'vitest'
import { UsageError } from '../../base/errors.ts'
import { parseTransform } from './transform-grammar.ts'

describe('parseTransform()', () => {
  it.each([
    ['focus:a:b', { kind: 'focus', pattern: 'a:b' }],
    ['merge-function:@12', { kind: 'merge-function', func: '@12' }],
    ['focus-subtree:main;a\\;b;c\\\\d', { kind: 'focus-subtree', path: ['main', 'a;b', 'c\\d'] }],
    ['tagroot:thread name,foo', { kind: 'tagroot', keys: ['thread name', 'foo'] }],
    ['region:solve', { kind: 'region', names: ['solve'] }],
    ['region:step *;a\\;b', { kind: 'region', names: ['step *', 'a;b'] }],
    ['preset:only-my-code', { kind: 'preset', preset: 'only-my-code' }],
  ])('reads %s', (text, parsed) => {
    expect(parseTransform(text)).toEqual(parsed)
  })

  it.each([
    ['tagfocus:32kb', null, { low: 32, high: 32, unit: 'kb' }],
    ['tagfocus:bytes=:64kb', 'bytes', { low: Number.NEGATIVE_INFINITY, high: 64, unit: 'kb' }],
    ['tagignore:4mb:', null, { low: 4, high: Number.POSITIVE_INFINITY, unit: 'mb' }],
    ['tagfocus:x=512kb:1mb', 'x', { low: 512, high: 1024, unit: 'kb' }],
    ['tagfocus:-5:+7', null, { low: -5, high: 7, unit: '' }],
  ])('reads the range of %s', (text, key, range) => {
    expect(parseTransform(text)).toMatchObject({ rule: { kind: 'range', key, range } })
  })

  it.each([
    'tagfocus:a,b',
    'tagfocus:key=a',
    'tagfocus:1kb:2ms',
    'tagfocus:1.5kb',
  ])('takes %s as patterns', text => {
    expect(parseTransform(text)).toMatchObject({ rule: { kind: 'texts' } })
  })

  it.each([
    ['foo:bar', /no transform "foo"/, /focus:REGEX.*merge-function:FUNCTION.*preset:PRESET/],
    ['constructor:x', /no transform "constructor"/, /NAME:ARGUMENT/],
    ['focus', /focus says nothing/, /focus:REGEX/],
    ['preset:all', /no preset "all"/, /only-my-code, hide-python-internals, fold-interpreter/],
    ['focus:(', /^focus: Cannot read the pattern \/\(\//, /^$/],
    ['tagfocus:k=a,[', /^tagfocus: Cannot read the pattern \/\[\//, /^$/],
    ['hide:(a)\\1', /^hide: Cannot search for/, /more simply/],
  ])('refuses %s and says what is allowed', (text, message, hint) => {
    const error = (() => {
      try {
        parseTransform(text)
      } catch (caught) {
        return caught
      }
      return null
    })()
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toMatch(message)
    expect((error as UsageError).hint ?? '').toMatch(hint)
  })
})
