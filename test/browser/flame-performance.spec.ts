import { expect } from '@playwright/test'
import { measureFlameFrames } from '../../bench/flame-frames.ts'
import { test } from './support/pages.ts'

// The target is checked by `npm run bench -- flame` on a quiet machine; a test shares its machine with others, so it gets
// twice the time.
const SLACK = 2

test('a million call nodes pan and zoom without holding up the page', async () => {
  test.setTimeout(120_000)
  const measured = await measureFlameFrames({ seconds: 4 })
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured) })
  expect(measured.firstPaint).toBeLessThan(SLACK * 1000)
  expect(measured.work95).toBeLessThan(SLACK * 12)
  expect(measured.lateShare).toBeLessThan(SLACK * 0.05)
})
