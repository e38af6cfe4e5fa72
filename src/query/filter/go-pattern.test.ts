import { describe, expect, it } from 'vitest'
import { fromGoPattern } from './go-pattern.ts'
import { compilePattern } from './search-pattern.ts'

describe('fromGoPattern()', () => {
  it.each([
    ['foo.*bar', 'foo.*bar', ''],
    ['(?i)foo', 'foo', 'i'],
    ['(?is)foo', 'foo', 'is'],
    ['(?i:foo|bar)', 'foo|bar', 'i'],
    ['(?:foo)', '(?:foo)', ''],
    [String.raw`\Afoo\z`, '^foo$', ''],
    [String.raw`\Qa.b(\E+`, String.raw`a\.b\(+`, ''],
    [String.raw`\\Qa`, String.raw`\\Qa`, ''],
    ['(?P<name>x)', '(?<name>x)', ''],
    ['[[:upper:]_]+', '[A-Z_]+', ''],
    ['[^[:digit:]]', '[^0-9]', ''],
    [String.raw`[\[:upper:]`, String.raw`[\[:upper:]`, ''],
    ['[[:none:]]', '[[:none:]]', ''],
  ])('reads %s', (pattern, source, flags) => {
    expect(fromGoPattern(pattern)).toEqual({ source, flags })
  })

  it('makes tests of what may match anywhere, whatever stands around it', () => {
    const matches = (pattern: string, ...texts: string[]) => texts.map(compilePattern(pattern))
    expect(matches('[[:upper:]]', 'abc', 'aBc')).toEqual([false, true])
    expect(matches('(?i:ABC)', 'xabcx')).toEqual([true])
    expect(matches('.*foo.*', 'a foo b', 'fo')).toEqual([true, false])
    expect(matches('.*foo.*bar.*baz.*', 'foo bar baz', 'foo baz bar')).toEqual([true, false])
    expect(matches(String.raw`foo\.*`, 'foo', 'foo..')).toEqual([true, true])
    expect(matches(String.raw`^foo\..*`, 'foo.x', 'foox')).toEqual([true, false])
    expect(matches('.*', '')).toEqual([true])
  })
})
