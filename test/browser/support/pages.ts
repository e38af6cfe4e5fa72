/// <reference lib="dom" />
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { test as base, type Page } from '@playwright/test'
import { findChromium } from './chromium.ts'
import { DEMO_PAGE, EMPTY_PAGE } from './places.ts'

export const VIEWS = ['functions', 'flame', 'callers', 'graph', 'map', 'source', 'threads'] as const
export const THEMES = ['dark', 'light'] as const
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 900, height: 900 },
] as const
/** Each theme in one of the sizes: colours do not depend on the size, nor places on the colours. Every view is looked at in
 *  every theme and size by axe.spec.ts. */
export const LOOKS = [
  { theme: 'dark', ...SIZES[0] },
  { theme: 'light', ...SIZES[1] },
] as const

/** Playwright's test, for pages that must not complain: an error of the page or of its policy fails the test. Skips where
 *  there is no browser. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      base.skip(findChromium() === null, 'needs chromium, which is not on the PATH')
      const complaints: string[] = []
      page.on('pageerror', error => complaints.push(String(error)))
      page.on('console', message => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      await use(complaints)
      base.expect(complaints, 'what the page complained about').toEqual([])
    },
    { auto: true },
  ],
})

/** Opens the demo in the one-file page, at the state the hash names, and waits until all of it is there. */
export async function openDemo(page: Page, hash = ''): Promise<void> {
  await page.goto(`${pathToFileURL(DEMO_PAGE).href}${hash === '' ? '' : `#${hash}`}`)
  await settled(page)
}

/** Opens the one-file page without a recording, and waits until it takes files. */
export async function openEmpty(page: Page): Promise<void> {
  await page.goto(pathToFileURL(EMPTY_PAGE).href)
  await page.waitForSelector('[data-phase=empty]')
}

/** Waits until every view has its answer. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('[data-phase=ready] :is([role=grid], [role=treegrid]) [aria-rowindex="2"]')
  await page.waitForSelector('.figure-value', { state: 'attached' })
  // The page lets nobody evaluate text.
  await base.expect(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 30_000 })
  await page.waitForTimeout(150)
}

/** What something is when it has come to rest: twice the same, at least half a second apart. */
export async function steady<T>(look: () => Promise<T>): Promise<T> {
  let before = await look()
  await base
    .expect(async () => {
      const now = await look()
      const isSame = isDeepStrictEqual(now, before)
      before = now
      base.expect(isSame).toBe(true)
    })
    .toPass({ intervals: [500] })
  return before
}

/** Name of the selected function as the right pane says it. */
export async function selectedName(page: Page): Promise<string> {
  return (await page.locator('.detail-name').textContent()) ?? ''
}

/** What the address says of `key`, null nothing. */
export function hashEntry(page: Page, key: string): Promise<string | null> {
  return page.evaluate(name => new URLSearchParams(location.hash.slice(1)).get(name), key)
}
