import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearTest } from './linear-pattern.ts'

/** Patterns of everything that a machine takes, over few letters so that texts match now and then. */
const { pattern: PATTERNS } = fc.letrec<{ pattern: string; atom: string }>(tie => ({
  atom: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      ...['a', 'b', 'A', ' ', '.', '\\.', '\\w', '\\W', '\\s', '\\x61', '\\u0062', '\\n', '\\0', ']', '{'],
      ...['[ab]', '[^a]', '[a-c.]', '[\\]a]', '[]', '[^]', '\\/'],
    ),
    tie('pattern').map(inner => `(${inner})`),
    tie('pattern').map(inner => `(?:${inner})`),
  ),
  pattern: fc
    .array(
      fc.oneof(
        fc
          .tuple(
            tie('atom'),
            fc.constantFrom('', '', '', '*', '+', '?', '*?', '{2}', '{1,}', '{0,2}', '{3}?'),
          )
          .map(([atom, times]) => (atom === '{' ? '\\{' : atom) + times),
        fc.constantFrom('^', '$', '\\b', '\\B', '|'),
      ),
      { maxLength: 5 },
    )
    .map(parts => parts.join('')),
}))
const TEXTS = fc.array(fc.constantFrom('a', 'b', 'A', 'c', ' ', '.', '\n', ']', '{', '/', '\0'), {
  maxLength: 8,
})

describe('linearTest()', () => {
  it("finds what JavaScript's engine finds", () => {
    const flags = fc.constantFrom('', 'i', 's', 'm', 'im')
    fc.assert(
      fc.property(PATTERNS, flags, fc.array(TEXTS, { minLength: 4, maxLength: 4 }), (pattern, own, texts) => {
        const expression = new RegExp(pattern, own)
        const test = linearTest(expression)!
        for (const text of texts.map(letters => letters.join(''))) {
          expect([text, test(text)]).toEqual([text, expression.test(text)])
        }
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['(a+)+$', 'a'.repeat(5000), true],
    ['^(a+)+$', `${'a'.repeat(5000)}b`, false],
    ['^(a|aa)+$', `${'a'.repeat(5000)}b`, false],
    ['(\\w+::)*parse', 'std::io::parse', true],
    ['^([a-z]+\\.)+[a-z]+$', 'numpy.linalg.solve', true],
    ['^(std::|boost::)*vector$', 'std::boost::vector2', false],
    ['^\\w{2,3}$', 'abcd', false],
  ])('%s is done with soon', (pattern, text, isFound) => {
    expect(linearTest(new RegExp(pattern))!(text)).toBe(isFound)
  })

  it.each([
    '(a)\\1',
    '(?<x>a)\\k<x>',
    'a(?=b)',
    '(?<!a)b',
    '(a{999}){999}',
    '((()*){999}){999}',
    '(((){999}){999}){999}',
    '\\c',
  ])('leaves %s', pattern => {
    expect(linearTest(new RegExp(pattern))).toBeNull()
  })
})
