import { expect } from '@playwright/test'
import { measureFlameFrames } from '../../bench/flame-frames.ts'
import { test } from './support/pages.ts'

// The targets are checked by the clock of `npm run bench -- flame` on a quiet machine. A test shares its machine with others:
// it judges the processor time of the page, and gets twice as much.
const SLACK = 2

test('a million call nodes pan and zoom without holding up the page', async () => {
  const measured = await measureFlameFrames({ seconds: 4 })
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured) })
  expect(measured.firstWork).toBeLessThan(SLACK * 1000)
  expect(measured.work95).toBeLessThan(SLACK * 12)
})
