import { describe, expect, it } from 'vitest'
import { makeTextFitter } from './text-fitter.ts'

// Wide letters (CJK) take two columns, everything else one, of 7 pixels.
const measure = (text: string) => [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 14 : 7), 0)

describe('makeTextFitter()', () => {
  const fitter = makeTextFitter(measure)
  it('keeps what fits and shortens what does not with an ellipsis', () => {
    expect(fitter.fit('is_inside', 63)).toBe('is_inside')
    expect(fitter.fit('is_inside', 62)).toBe('is_insi…')
    expect(fitter.fit('is_inside', 20)).toBe('')
  })
  it('never overflows, whatever the letters', () => {
    for (const text of ['函数名称很长很长', 'naïve_façade', '🔥🔥🔥🔥🔥🔥']) {
      for (let room = 0; room < 120; room += 5)
        expect(measure(fitter.fit(text, room))).toBeLessThanOrEqual(room)
    }
  })
})
