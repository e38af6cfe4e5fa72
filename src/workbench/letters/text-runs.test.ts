import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { textRuns } from './text-runs.ts'

const bidi = (createRequire(import.meta.url)('bidi-js') as typeof import('bidi-js').default)()
/** What is seen from left to right. */
const seen = (text: string) =>
  textRuns(bidi, text)
    .map(run => (run.level % 2 === 1 ? [...run.text].reverse().join('') : run.text))
    .join('')

describe('textRuns()', () => {
  it('puts stretches in the order in which they are seen', () => {
    expect(textRuns(bidi, 'a אב c')).toEqual([
      { text: 'a ', level: 0 },
      { text: 'אב', level: 1 },
      { text: ' c', level: 0 },
    ])
    // Numbers stay as they are, and brackets belong to what they hold.
    expect(seen('אב 12%')).toBe('12% בא')
    expect(seen('אב(12)')).toBe(')12(בא')
    expect(seen('f(אב)')).toBe('f(בא)')
    expect(seen('אב\u200e 12')).toBe('בא\u200e 12')
  })

  it('knows scripts beyond U+FFFF, and keeps their characters whole', () => {
    expect(seen('𞤀𞤣𞤤 x')).toBe('𞤤𞤣𞤀 x')
    expect(seen('a😀𝒳')).toBe('a😀𝒳')
    expect(seen('אב😀גד')).toBe('דג😀בא')
    expect(textRuns(bidi, '')).toEqual([])
  })
})
