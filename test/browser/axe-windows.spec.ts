/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { openInputs } from '../../src/workbench/opening/open.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { deepRecursion } from '../support/deep-recursion.ts'
import { violations } from './support/axe.ts'
import { demoRecording } from './support/demo-recording.ts'
import { openDemo, settled, THEMES, test, VIEWS } from './support/pages.ts'
import { isAllWithin, partialFiles } from './support/partial-files.ts'
import { OUT } from './support/places.ts'

/** Windows beside the two that axe.spec.ts has: a narrow one, and 1440 × 900 enlarged twice. */
const WINDOWS = [
  { width: 640, height: 900 },
  { width: 720, height: 450 },
] as const

for (const { width, height } of WINDOWS) {
  for (const theme of THEMES) {
    test.describe(`${width} × ${height}, ${theme}`, () => {
      test.use({ viewport: { width, height }, colorScheme: theme })

      test('every view fits and has no fault', async ({ page }) => {
        for (const view of VIEWS) {
          await page.goto('about:blank')
          await openDemo(page, `view=${view}&time=5-18&t=hide%3Aos%5C.`)
          expect.soft(await page.evaluate(isAllWithin), view).toEqual([])
          expect.soft(await violations(page), view).toEqual([])
          await page.screenshot({ path: `test-results/views/${view}-${width}-${theme}.png` })
        }
      })

      test('the list of keys fits and is used by the pointer alone', async ({ page }) => {
        await openDemo(page)
        await page.getByRole('button', { name: 'Keys and commands' }).click()
        await expect(page.getByRole('dialog', { name: 'Keys' })).toBeInViewport({ ratio: 1 })
        expect(await violations(page)).toEqual([])
        await page.getByRole('button', { name: 'All commands' }).click()
        await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
        expect(await violations(page)).toEqual([])
      })
    })
  }
}

test.describe('in the system’s contrast theme', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } })

  test('every view has no fault, shows what is chosen and keeps the colours of data', async ({ page }) => {
    for (const view of VIEWS) {
      await page.goto('about:blank')
      await openDemo(page, `view=${view}`)
      expect.soft(await violations(page), view).toEqual([])
      await page.screenshot({ path: `test-results/views/${view}-contrast.png` })
    }
    const legend = await page
      .locator('.legend-scale i')
      .evaluateAll(steps => new Set(steps.map(step => getComputedStyle(step).backgroundColor)).size)
    expect(legend).toBe(8)
    const chosen = page.locator('.segmented [aria-checked=true]').first()
    const other = page.locator('.segmented [aria-checked=false]').first()
    const ground = (locator: typeof chosen) => locator.evaluate(one => getComputedStyle(one).backgroundColor)
    expect(await ground(chosen)).not.toBe(await ground(other))
    const row = page.locator('.tr-body[aria-selected=true]').first()
    expect(await row.evaluate(one => getComputedStyle(one).outlineStyle)).toBe('solid')
  })
})

const NOTHING: AsyncIterable<Uint8Array> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

/** Waits until a view, or what stands in its place, is there. */
async function shown(page: Page): Promise<void> {
  await page.waitForSelector('[data-phase=ready]')
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 30_000 })
  await page.waitForTimeout(100)
}

test.describe('recordings of one kind', () => {
  test.use({ colorScheme: 'light' })
  for (const { name, path: file, missing } of partialFiles()) {
    test(`${name}: a view without data says why and what to do`, async ({ page }) => {
      const recordings = await openInputs([file], { cwd: process.cwd(), stdin: NOTHING })
      const path = join(OUT, `partial-${name.replaceAll(' ', '-')}.html`)
      writeFileSync(path, [...(await renderHtmlReport(recordings))].join(''))
      for (const [i, view] of [...VIEWS, 'heap'].entries()) {
        await page.goto('about:blank')
        await page.goto(`${pathToFileURL(path).href}#view=${view}`)
        await shown(page)
        const place = page.locator('.missing')
        expect.soft(await place.count(), view).toBe(missing.includes(view) ? 1 : 0)
        if (missing.includes(view)) {
          await expect.soft(place, view).toContainText('holds')
          await expect.soft(place.locator('code'), view).toContainText('pyrometer record')
          const item = page.locator(`.rail-item[data-view=${view}]`)
          if (view !== 'heap') await expect.soft(item, view).toHaveAttribute('aria-current', 'page')
          await place.getByRole('button', { name: /^Show / }).click()
          await expect.soft(place).toHaveCount(0)
          // Its key leads back to it.
          if (view !== 'heap') await page.keyboard.press(String(i + 1))
          if (view !== 'heap') await expect.soft(place, view).toHaveCount(1)
        }
        expect.soft(await page.evaluate(isAllWithin), view).toEqual([])
        expect.soft(await violations(page), view).toEqual([])
        await expect.soft(page.locator('#app'), view).not.toContainText(/NaN|undefined/)
      }
    })
  }
})

test.describe('what scrolls in a narrow window', () => {
  test.use({ viewport: { width: 640, height: 900 } })

  test('a flame graph higher than its place, and many lines of memory, have no fault', async ({ page }) => {
    const demo = demoRecording()
    const [rss] = demo.timelines
    const path = join(OUT, 'scrolling.html')
    const timelines = Array.from({ length: 9 }, (_, i) => ({
      ...rss!,
      process: -1,
      name: `memory of child ${i}`,
    }))
    const deep = { ...deepRecursion(90), timelines }
    writeFileSync(path, [...(await renderHtmlReport([deep]))].join(''))
    await page.goto(`${pathToFileURL(path).href}#view=flame`)
    await settled(page)
    await expect(page.locator('.flame-scroll')).toBeVisible()
    await page.locator('.flame-canvas').press('ArrowDown')
    expect(await violations(page)).toEqual([])
    await page.locator('.rail-item[data-view=threads]').click()
    await settled(page)
    expect(await violations(page)).toEqual([])
  })
})

test('a thread that has nothing of the value has no picture without a name', async ({ page }) => {
  const path = join(OUT, 'idle-thread.html')
  const demo = demoRecording()
  const stacks = demo.stacks!
  // All samples of one thread weigh nothing: its lane keeps its room.
  const [first] = stacks.weights
  const weights = [first!.map((weight, i) => (stacks.samples.thread[i] === 0 ? weight : 0))]
  const alone = { ...demo, stacks: { ...stacks, valueTypes: stacks.valueTypes.slice(0, 1), weights } }
  writeFileSync(path, [...(await renderHtmlReport([{ ...alone, timelines: [] }]))].join(''))
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  expect(await violations(page)).toEqual([])
})

test('what filters leave is said aloud, once', async ({ page }) => {
  await openDemo(page)
  const said = page.getByTestId('announcer')
  await expect(said).toHaveAttribute('role', 'status')
  await expect(said).toContainText(/^Flame graph: 16 functions, Wall/)
  await page.evaluate(() => location.assign('#t=focus%3Acontains_point'))
  await settled(page)
  await expect(said).toContainText(/Flame graph: \d+ functions, .*1 filter$/)
  await page.evaluate(() => location.assign('#t=focus%3Anothing-is-called-so'))
  await expect(said).toContainText('nothing is left')
})
