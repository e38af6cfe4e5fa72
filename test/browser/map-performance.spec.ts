import { expect } from '@playwright/test'
import { measureMapFrames } from '../../bench/map-frames.ts'
import { test } from './support/pages.ts'

// The targets are checked by the clock of `npm run bench -- map` on a quiet machine. A test shares its machine with others:
// it judges the processor time of the page, and gets twice as much.
const SLACK = 2

test('a map of 100,000 nodes comes, pans and zooms without holding up the page', async () => {
  const measured = await measureMapFrames({ seconds: 4 })
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured) })
  expect(measured.firstWork).toBeLessThan(SLACK * 300)
  expect(measured.work95).toBeLessThan(SLACK * 12)
})
