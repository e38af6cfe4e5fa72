/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, type Page } from '@playwright/test'
import { toBase85 } from '../../src/base/base85.ts'
import type { Recording } from '../../src/model/recording.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { demoBefore } from './support/demo-before.ts'
import { demoRecording } from './support/demo-recording.ts'
import { openDemo, openEmpty, SIZES, settled, THEMES, test, VIEWS } from './support/pages.ts'
import { DEMO_PAGE, OUT } from './support/places.ts'

interface Shift {
  readonly value: number
  readonly sources: readonly string[]
}

/** Collects what moves without the reader having asked for it, and what moves although. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        const shift = entry as unknown as { value: number; sources: { node: Element | null }[] }
        const sources = shift.sources.map(({ node }) => {
          const element = node instanceof Text ? node.parentElement : node
          return `${element?.className} “${element?.textContent?.slice(0, 30)}”`
        })
        shifts.push({ value: shift.value, sources })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** Two recordings that fill the header: names as long as names of files are, several values, figures without intervals. */
function longNames(): Recording[] {
  return [demoRecording(), demoBefore()].map((demo, i) => {
    const name = `${'jlfwong-speedscope__profile-'.repeat(4 + i)}.json`
    const types = demo.stacks!.valueTypes.map(type => ({ ...type, precision: 'exact' as const }))
    const longer = { ...types[0]!, name: 'allocated bytes in use', unit: 'bytes' }
    return {
      ...demo,
      meta: { ...demo.meta, name },
      stacks: {
        ...demo.stacks!,
        valueTypes: [...types, longer],
        weights: [...demo.stacks!.weights, demo.stacks!.weights[0]!],
      },
    }
  })
}

const shifts = (page: Page) =>
  page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts.splice(0))

for (const { width, height } of [...SIZES, { width: 640, height: 900 }]) {
  test.describe(`${width} × ${height}`, () => {
    test.use({ viewport: { width, height } })

    test('nothing moves while a file opens', async ({ page }) => {
      await watchShifts(page)
      await openDemo(page)
      expect(await shifts(page)).toEqual([])
    })

    test('nothing moves while recordings of long names and of exact figures open', async ({ page }) => {
      const path = join(OUT, `long-names-${width}.html`)
      writeFileSync(path, [...(await renderHtmlReport(longNames()))].join(''))
      await watchShifts(page)
      await page.goto(pathToFileURL(path).href)
      await settled(page)
      expect(await shifts(page)).toEqual([])
      const edges = await page
        .locator('.header > *, .header-buttons > *, .footer > *')
        .evaluateAll(parts => parts.map(part => part.getBoundingClientRect().right))
      expect(Math.max(...edges)).toBeLessThanOrEqual(width)
    })

    test('nothing moves after a view was switched to', async ({ page }) => {
      await watchShifts(page)
      await openDemo(page)
      await shifts(page)
      for (const view of VIEWS) {
        await page.locator(`.rail-item[data-view=${view}]`).click()
        // The new view stands in its place with the first frame: what moves then is another view, not this one moving.
        await page.evaluate(
          () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))),
        )
        await shifts(page)
        await settled(page)
        expect.soft(await shifts(page), view).toEqual([])
      }
    })
  })
}

/** A page whose recording never arrives: what the reader sees meanwhile. */
function loadingPage(): string {
  const path = join(OUT, 'loading.html')
  const page = readFileSync(DEMO_PAGE, 'utf8')
  const at = page.indexOf('id="pyrometer-worker">') + 'id="pyrometer-worker">'.length
  const end = page.indexOf('</script>', at)
  // A worker that does not answer.
  const silent = toBase85(gzipSync('onmessage = () => {}'))
  writeFileSync(path, page.slice(0, at) + silent + page.slice(end))
  return path
}

test('what stands on the page before its recordings have arrived is what the application shows first', async ({
  page,
}) => {
  const path = loadingPage()
  const before = readFileSync(path, 'utf8').match(/<main class="stage".*?<\/main>/)?.[0]
  await watchShifts(page)
  await page.goto(pathToFileURL(path).href)
  // Buttons come with the application.
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Opening scatter.py' })).toBeVisible()
  const shown = await page.locator('.stage').evaluate(stage => {
    for (const bar of stage.querySelectorAll('[style]')) bar.removeAttribute('style')
    return stage.outerHTML
  })
  expect(shown).toBe(before)
  expect(await shifts(page)).toEqual([])
})

/** States that docs/design.md shows, and in which theme. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  empty: 'dark',
  error: 'light',
  loading: 'light',
  huge: 'dark',
}

async function takePicture(page: Page, name: string, theme: string): Promise<void> {
  await page.screenshot({ path: `test-results/states/${name}-${theme}.png` })
  if (process.env.PYROMETER_IMAGES === undefined || DOCUMENTED[name] !== theme) return
  await page.screenshot({ path: `docs/images/design/${name}.png` })
}

for (const theme of THEMES) {
  test.describe(`states, ${theme}`, () => {
    test.use({ colorScheme: theme })

    test('empty, loading, error, nothing left, estimated, unknown', async ({ page }) => {
      const picture = (name: string) => takePicture(page, name, theme)
      await openEmpty(page)
      await expect(page.getByRole('button', { name: 'Open a file' })).toBeVisible()
      await picture('empty')

      await page.evaluate(() => {
        const data = new DataTransfer()
        data.items.add(new File(['no profile at all'], 'notes.txt'))
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }))
      })
      await expect(page.getByRole('alert')).toContainText('notes.txt')
      await expect(page.getByRole('button', { name: 'Open another file' })).toBeVisible()
      await picture('error')

      await page.goto(pathToFileURL(loadingPage()).href)
      await expect(page.getByRole('progressbar')).toBeVisible()
      await picture('loading')

      await openDemo(page)
      await page.evaluate(() => location.assign('#t=focus%3Anothing-is-called-so'))
      await page.getByText('Nothing was measured in what the filters keep').first().waitFor()
      await picture('nothing-left')
    })

    test('huge: a hundred thousand functions of long names', async ({ page }) => {
      await openEmpty(page)
      await page.evaluate(() => {
        const lines = Array.from({ length: 100_000 }, (_, i) => {
          const name = i === 7 ? 'n'.repeat(10_000) : i === 8 ? 'שלום עולם' : `function_${i}`
          return `main;group_${i % 300};${name} ${1 + ((i * 7919) % 100)}`
        })
        const data = new DataTransfer()
        data.items.add(new File([lines.join('\n')], 'huge.txt'))
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }))
      })
      await settled(page)
      for (const view of VIEWS) {
        await page.locator(`.rail-item[data-view=${view}]`).click()
        await settled(page)
        const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect(scrolls, view).toBe(false)
        await takePicture(page, view === 'map' ? 'huge' : `huge-${view}`, theme)
      }
    })
  })
}

test('what is estimated carries a tilde, what is unknown a dash', async ({ page }) => {
  const path = join(OUT, 'bare.html')
  const demo = demoRecording()
  const bare = { ...demo, meta: { ...demo.meta, quality: null, duration: null, interpreter: null } }
  writeFileSync(path, [...(await renderHtmlReport([bare]))].join(''))
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  await expect(page.locator('.footer')).toContainText('Recorder:')
  await expect(page.locator('#app')).not.toContainText('NaN')
})
