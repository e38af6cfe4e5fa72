import { expect } from '@playwright/test'
import { measureMapFrames } from '../../bench/map-frames.ts'
import { test } from './support/pages.ts'

// The target is checked by `npm run bench -- map` on a quiet machine; a test shares its machine with others, so it gets
// twice the time.
const SLACK = 2

test('a map of 100,000 nodes comes, pans and zooms without holding up the page', async () => {
  test.setTimeout(120_000)
  const measured = await measureMapFrames({ seconds: 4 })
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured) })
  expect(measured.firstPaint).toBeLessThan(SLACK * 300)
  expect(measured.work95).toBeLessThan(SLACK * 12)
})
