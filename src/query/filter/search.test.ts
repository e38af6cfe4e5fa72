import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { UsageError } from '../../base/errors.ts'
import { querySearch } from './search.ts'
import { compileSearch } from './search-pattern.ts'

const recording = recordingFromText(`
2                                               1                      1
main[file:app.py]                               main[file:app.py]      main[file:app.py]
parse_JSON[file:json.py][fline:10][line:12]     render[file:view.py]   parse_JSON[file:json.py][fline:10][line:14]
`)

const found = (text: string) => {
  const { mask, matches } = querySearch(recording, text)
  const names = [...mask].flatMap((is, f) =>
    is === 1 ? [recording.shared.strings[recording.shared.funcs.name[f]!]!] : [],
  )
  expect(matches).toBe(names.length)
  return names
}

describe('querySearch()', () => {
  it('finds names and files whatever their case, and nothing for no text', () => {
    expect(found('json')).toEqual(['parse_JSON'])
    expect(found('VIEW.PY')).toEqual(['render'])
    expect(found('  ')).toEqual([])
    expect(found('.*')).toEqual([])
  })
  it('finds by expression between slashes', () => {
    expect(found('/^(main|render)$/')).toEqual(['main', 'render'])
    expect(found('/^PARSE_/')).toEqual([])
    expect(found('/^PARSE_/i')).toEqual(['parse_JSON'])
  })
  it('finds the func that runs or begins on a line', () => {
    expect(found('json.py:12')).toEqual(['parse_JSON'])
    expect(found('json.py:10')).toEqual(['parse_JSON'])
    expect(found('json.py:11')).toEqual([])
  })
  it('says which share of the whole has a match in its stack, each sample once', () => {
    expect(querySearch(recording, '/parse|main/').share).toBe(1)
    expect(querySearch(recording, 'parse').share).toBe(0.75)
    expect(querySearch(recording, 'nothing').share).toBe(0)
  })
})

describe('compileSearch()', () => {
  it.each([
    '(a+)+$',
    '(a|a)*b',
    '((a)+b?)+$',
    '(aa?)+$',
    `${'a?'.repeat(30)}${'a'.repeat(30)}$`,
    'a.*.*.*.*.*x',
    '(?:x|y{2,30}){5}',
    '([a]+)+$',
    'x'.repeat(300),
  ])('is done soon with /%s/, which an engine that goes back would try without end', pattern => {
    const elapsed = processorTime()
    expect(compileSearch(`/${pattern}/`)(`${'a'.repeat(50_000)}!`)).toBe(false)
    expect(elapsed()).toBeLessThan(5000)
  })
  it('refuses what can be looked for in no bounded time', () => {
    for (const pattern of ['(.*)\\1', '(?=(a+)+$)b', 'x'.repeat(6000), '(x{999}){999}']) {
      expect(() => compileSearch(`/${pattern}/`), pattern).toThrow(UsageError)
    }
  })
  it('takes usual patterns', () => {
    for (const pattern of [
      '^numpy\\.',
      '(read|write)_\\w+',
      'a.*b',
      '[(+*]',
      '(?:foo)+',
      'x{3}',
      '(?=a)b?',
      '(\\w+::)*parse',
      '^([a-z]+\\.)+[a-z]+$',
    ]) {
      expect(() => compileSearch(`/${pattern}/`), pattern).not.toThrow()
    }
  })
  it('names what is wrong with a pattern that is none', () => {
    expect(() => compileSearch('/(/')).toThrow(/Cannot read the pattern/)
    expect(() => compileSearch('/a/g')).toThrow(/flag "g"/)
  })
  it('ends within a second on the slowest pattern it takes and a long name', () => {
    const isMatch = compileSearch('/.*a.*b.*c/')
    const elapsed = processorTime()
    expect(isMatch('a'.repeat(100_000))).toBe(false)
    expect(elapsed()).toBeLessThan(5000)
  })
})
