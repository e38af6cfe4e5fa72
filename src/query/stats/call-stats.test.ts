import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { callStatsOf, stripCallStats, sumCallStats } from './call-stats.ts'
import { compilePattern, limitStats, parseLimit } from './limit-stats.ts'
import { compareText, formatStatName } from './name.ts'
import { stackRelatives } from './relatives.ts'
import { SORT_KEYS, sortKeyOf, sortStats } from './sort-stats.ts'

const RECORDING = recordingFromText(`
3                              1                              2
main[file:/a/x.py][fline:1]    main[file:/a/x.py][fline:1]    main[file:/a/x.py][fline:1]
work[file:/a/y.py][fline:5]    work[file:/b/y.py][fline:5]
`)

describe('callStatsOf()', () => {
  it('gives figures in seconds under the names that pstats would print', () => {
    const stats = callStatsOf(RECORDING)
    const figures = [...stats.entries.values()].map(({ name, self, total }) => [name.label, self, total])
    expect(figures).toEqual([
      ['/a/y.py:5(work)', 0.003, 0.003],
      ['/a/x.py:1(main)', 0.002, 0.006],
      ['/b/y.py:5(work)', 0.001, 0.001],
    ])
    expect(stats.unit).toBe('seconds')
    expect(stats.whole.total).toBeCloseTo(0.006)
  })

  it('adds two inputs, and functions whose folders are stripped', () => {
    const stats = callStatsOf(RECORDING)
    const both = sumCallStats([stats, stats])
    expect(both.whole.total).toBeCloseTo(0.012)
    const stripped = stripCallStats(both)
    const figures = [...stripped.entries.values()].map(({ name, self }) => [name.label, self])
    expect(figures).toEqual([
      ['y.py:5(work)', 0.008],
      ['x.py:1(main)', 0.004],
    ])
    const work = [...stripped.entries.values()][0]!
    const { rows, own } = stackRelatives(stripped)(work, 'callers')
    expect(rows.map(row => [row.name.label, row.total])).toEqual([['x.py:1(main)', 0.008]])
    expect(own.total).toBe(0)
  })
})

describe('sortKeyOf()', () => {
  it('knows every key of pstats, and beginnings that mean one thing', () => {
    for (const word of Object.keys(SORT_KEYS)) expect(sortKeyOf(word)).toBe(SORT_KEYS[word])
    expect(sortKeyOf('cum')).toBe(SORT_KEYS.cumtime)
    expect(sortKeyOf('t')?.title).toBe('internal time')
    expect(sortKeyOf('file')?.title).toBe('file name')
    for (const word of ['c', 'n', '', 'x', 'constructor']) expect(sortKeyOf(word)).toBeNull()
  })

  it('orders text by code points', () => {
    const texts = ['\u{1f525}', '\uffff', 'é', 'z', 'a', '']
    expect([...texts].sort(compareText)).toEqual(['', 'a', 'z', 'é', '\uffff', '\u{1f525}'])
  })

  it('sorts by all keys in turn and leaves ties as they stand', () => {
    const entry = (name: string, calls: number) => ({
      ...{ name: formatStatName('f.py', 1, name), calls, primitiveCalls: calls, self: 0, total: 0 },
    })
    const entries = [entry('b', 1), entry('c', 2), entry('a', 1)]
    const names = (keys: string[]) =>
      sortStats(
        entries,
        keys.map(key => SORT_KEYS[key]!),
      ).map(({ name }) => name.name)
    expect(names(['calls'])).toEqual(['c', 'b', 'a'])
    expect(names(['calls', 'name'])).toEqual(['c', 'a', 'b'])
    expect(names(['time'])).toEqual(['b', 'c', 'a'])
  })
})

describe('limitStats()', () => {
  const entries = Array.from({ length: 11 }, (_, i) => ({
    ...{ name: formatStatName('f.py', i, `f${i}`), calls: 1, primitiveCalls: 1, self: 0, total: 0 },
  }))
  const left = (...limits: string[]) =>
    limitStats(
      entries,
      limits.map(limit => parseLimit(limit)!),
    ).entries.length

  it('applies each limit to what the one before left', () => {
    expect(left('0.5')).toBe(6)
    expect(left('0.5', '0.5')).toBe(3)
    expect(left('f1', '1')).toBe(1)
    expect(left('0')).toBe(0)
    expect(left('-1', '1.0', '99')).toBe(11)
  })

  it('keeps everything when a pattern is none, and says so', () => {
    const { entries: kept, notes } = limitStats(entries, [parseLimit('f(')!])
    expect(kept).toHaveLength(11)
    expect(notes).toEqual([
      { limit: { kind: 'pattern', pattern: 'f(' }, before: 11, after: 11, isInvalid: true },
    ])
  })

  it('reads fractions within 0 to 1 only', () => {
    expect(parseLimit('1.5')).toBeNull()
    expect(parseLimit('.25')).toEqual({ kind: 'share', share: 0.25 })
    expect(parseLimit('1_000')).toEqual({ kind: 'count', count: 1000 })
    expect(parseLimit('e5')).toEqual({ kind: 'pattern', pattern: 'e5' })
  })

  it("reads Python's spelling of patterns", () => {
    expect(compilePattern('(?i)ABC')?.('xabc')).toBe(true)
    expect(compilePattern('\\Aabc\\Z')?.('abcd')).toBe(false)
    expect(compilePattern('(?P<a>x)(?P=a)')?.('xx')).toBe(true)
    expect(compilePattern('{built')?.('{built-in}')).toBe(true)
    expect(compilePattern('\\(?P<')?.('P<')).toBe(true)
    expect(compilePattern('[')).toBeNull()
    expect(compilePattern('(x+)+y')?.('x'.repeat(100))).toBe(false)
    // It would be matched until the end of time.
    const pattern = '(x+)+\\1y'
    expect(() => compilePattern(pattern)).toThrow('repeats a group')
    expect(limitStats([], [{ kind: 'pattern', pattern }]).notes[0]?.isInvalid).toBe(true)
  })
})
