/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { renderHtmlReport } from '../src/workbench/saving/html-report.ts'
import { CHROMIUM_ARGUMENTS, findChromium } from '../test/browser/support/chromium.ts'
import { generateRecording } from '../test/support/generate-recording.ts'
import type { Bench } from './result.ts'

/** How long the page takes to show that it was asked for something. Milliseconds. */
export interface Interaction {
  readonly name: string
  /** From the event to the next paint: the longest of the interaction's events. */
  readonly nextPaint: number
  /** Until what was asked for is on screen. */
  readonly answered: number
}

/** The page, with a million samples, while frames are filtered and transformed. */
export const bench: Bench = {
  title: 'Filters and transforms of a million samples',
  run: async () => {
    const measured = await measureInteractions()
    return measured.map(({ name, nextPaint, answered }) => ({
      measure: `${name}: from the key or click to the next paint (until it is done)`,
      ours: `${nextPaint.toFixed(0)} ms (${answered.toFixed(0)} ms)`,
      peer: null,
      ratio: null,
      target: 'under 100 ms',
      isReached: nextPaint < 100,
    }))
  },
}

/** Asks of the page with a generated recording what readers ask, one after the other. Needs Chromium and the built
 *  application. */
export async function measureInteractions(
  options: { readonly samples?: number } = {},
): Promise<Interaction[]> {
  const { samples = 1_000_000 } = options
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('Chromium is not on the PATH')
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-interactions-'))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
  try {
    const file = join(folder, 'big.html')
    const recording = generateRecording({ stacks: samples, samples, funcs: 20_000, maxDepth: 60 })
    await writeFile(file, [...(await renderHtmlReport([recording]))].join(''))
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(pathToFileURL(file).href)
    await page.waitForSelector('.strip-fact:not(:empty)', { timeout: 120_000 })
    await isDone(page)
    await page.evaluate(watchEvents)
    return await interact(page)
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What {@link watchEvents} leaves in the page. */
interface Watched {
  longestEvent: number
}

async function interact(page: Page): Promise<Interaction[]> {
  const found: Interaction[] = []
  const measure = async (name: string, act: () => Promise<void>) => {
    await page.evaluate(() => {
      ;(window as unknown as Watched).longestEvent = 0
    })
    const start = performance.now()
    await act()
    await isDone(page)
    const answered = performance.now() - start
    // Events are reported some time after their paint.
    await page.waitForTimeout(300)
    found.push({
      name,
      nextPaint: await page.evaluate(() => (window as unknown as Watched).longestEvent),
      answered,
    })
  }
  const press = (key: string) => () => page.keyboard.press(key)
  await measure('select a function', () => page.locator('.tr-body').nth(4).click())
  await measure('merge it', press('m'))
  await measure('take it back', press('z'))
  await measure('focus on it', press('f'))
  await measure('take it back', press('z'))
  await measure('collapse recursion', press('r'))
  await measure('take it back', press('z'))
  await measure('click a frame', () => page.locator('.flame-canvas').click({ position: { x: 300, y: 60 } }))
  await measure('focus on the subtree', press('F'))
  await measure('take it back', press('z'))
  await page.keyboard.press('n')
  await measure('type a filter', () => page.keyboard.type('module_1.*'))
  await measure('filter by it', press('Enter'))
  await measure('take it back', press('z'))
  return found
}

/** Waits until no view waits for an answer. */
async function isDone(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, null, {
    timeout: 120_000,
  })
}

/** Keeps the longest time from an event of a hand to the paint after it. */
function watchEvents(): void {
  const target = window as unknown as Watched
  target.longestEvent = 0
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) target.longestEvent = Math.max(target.longestEvent, entry.duration)
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}
