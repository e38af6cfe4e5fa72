/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { violations } from './support/axe.ts'
import { HEAP_DIFFERENCES } from './support/heap-differences.ts'
import { SIZES, settled, THEMES, test, VIEWS } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'below-zero.html')
const [MIXED, SHRUNK, EVEN] = HEAP_DIFFERENCES
const funcNamed = (name: string) => {
  const { funcs, strings } = MIXED!.shared
  return Array.from(funcs.name).findIndex(index => strings[index] === name)
}

test.beforeAll(async () => {
  writeFileSync(PAGE, [...(await renderHtmlReport([MIXED!, SHRUNK!, EVEN!]))].join(''))
})

/** Opens the page as the entries of its address say. */
async function open(page: Page, hash: string): Promise<void> {
  await page.goto(`${pathToFileURL(PAGE).href}#${hash}`)
  const wanted = new URLSearchParams(hash)
  const [own, base] = ['r', 'base'].map(key => wanted.get(key))
  await expect(page.locator('h1')).toHaveText(HEAP_DIFFERENCES[Number(own ?? 0)]!.meta.name)
  await expect(page.locator('.base-chip')).toHaveCount(base == null ? 0 : 1)
  await expect(page.locator(`.rail-item[data-view=${wanted.get('view')}]`)).toHaveAttribute(
    'aria-current',
    'page',
  )
  await settled(page)
}

/** With plain spaces: figures have narrow ones. */
const plain = (text: string | null) => (text ?? '').replaceAll(/\s+/g, ' ').trim()
const rowOf = (page: Page, name: string) =>
  page
    .locator('.tr-body')
    .filter({ has: page.locator('.td-name').getByText(name, { exact: true }) })
    .first()
const cellOf = async (page: Page, name: string, key: string) =>
  plain(await rowOf(page, name).locator(`.td-${key}`).textContent())

/** What no view may say or do: figures that are none, text that is cut, too small or out of the window, a hyphen for a minus. */
function faultsOf(): string[] {
  const faults: string[] = []
  if (document.documentElement.scrollWidth > innerWidth) faults.push('reaches out of the window')
  for (const element of document.querySelectorAll<HTMLElement>('body *:not(script)')) {
    const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.textContent)
    const text = `${own.join('')} ${element.getAttribute('aria-label') ?? ''} ${element.title ?? ''}`.trim()
    if (/\b(?:NaN|Infinity|undefined)\b|\[object/.test(text)) faults.push(`says "${text}"`)
    if (/(?:^|[\s(])-\d/.test(text)) faults.push(`has no minus: "${text}"`)
    if (own.join('').trim() === '' || !element.checkVisibility()) continue
    if (Number.parseFloat(getComputedStyle(element).fontSize) < 12) faults.push(`is too small: "${text}"`)
    const isCell =
      element.closest('.td, .bars-value, .figure, .heat-cell, .source-heat, .strip-fact') !== null
    const isName = element.closest('.td-name, .td-where, .ellipsis, .visually-hidden') !== null
    if (isCell && !isName && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      faults.push(`is cut: "${text}"`)
  }
  return faults
}

for (const [i, theme] of THEMES.entries()) {
  for (const beside of ['r=0', 'r=1', 'r=2', 'r=0&base=1', 'r=1&base=0', 'r=2&base=0&value=1']) {
    test(`every view shows what is below zero: ${beside}, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize(SIZES[i]!)
      for (const view of VIEWS) {
        await open(page, `${beside}&view=${view}&f=${funcNamed('put')}`)
        expect.soft(await page.evaluate(faultsOf), `${beside} ${view}`).toEqual([])
      }
    })
  }
}

test('what shrank has a sign, a hatched bar and colours of its own, of one scale in all views', async ({
  page,
}) => {
  await open(page, 'view=functions')
  expect(await cellOf(page, 'put', 'self')).toBe('36.9 %')
  expect(await cellOf(page, 'shutdown', 'self')).toBe('−24.6 %')
  const tone = async (name: string) =>
    /\bdiff-\d/.exec((await rowOf(page, name).locator('.heat-cell').getAttribute('class')) ?? '')?.[0]
  expect([await tone('put'), await tone('main')]).toEqual(['diff-6', 'diff-3'])
  expect(['diff-0', 'diff-1']).toContain(await tone('shutdown'))
  for (const view of ['functions', 'flame', 'map', 'source']) {
    await open(page, `view=${view}&f=${funcNamed('shutdown')}`)
    const legend = page.locator('.footer [role=img]')
    expect(plain(await legend.getAttribute('aria-label'))).toContain('from 36.9 % less to 36.9 % more')
    expect(plain(await legend.textContent())).toBe('self▼ −36.9 %▲ +36.9 %')
  }
  await expect(page.locator('.figure .track-fill-below')).toHaveCount(2)
  await expect(page.locator('.figure-value').first()).toHaveText(/^−24\.6\s%$/)
  const lines = page.locator('.hot-line')
  await expect(lines.first().locator('.heat-cell')).toHaveClass(/diff-6/)
  await expect(lines.nth(1).locator('.heat-cell')).toHaveClass(/diff-[01]/)
  await expect(lines.nth(1).locator('.heat-cell')).toHaveText(/^−24\.6\s%$/)
  await expect(page.locator('.source-whole :is(.diff-0, .diff-1)').first()).toBeVisible()
})

test('pictures of sizes leave out what is below zero, count it, and take shares of all', async ({ page }) => {
  await open(page, 'view=flame')
  await expect(page.getByText('3 stacks below zero: not drawn')).toBeVisible()
  await page.locator('.flame-canvas').focus()
  await page.keyboard.press('Home')
  expect(plain(await page.locator('#flame-focused').textContent())).toBe('main, total 50.8 %, self 0.0 %')
  await open(page, 'view=map')
  await expect(page.getByText('3 below zero not drawn')).toBeVisible()
  expect(plain(await page.locator('.map-figure').textContent())).toBe('16.5 MB · 50.8 %')
  for (const view of ['flame', 'map']) {
    await open(page, `view=${view}&r=1`)
    await expect(page.locator('.note').first()).toHaveText(/weighs less than nothing: there is no room/)
  }
  await open(page, `view=flame&order=centred&centre=${funcNamed('shutdown')}`)
  await expect(page.locator('.note').first()).toHaveText(/Nothing of shutdown is above zero/)
})

test('beside a base boxes are as wide as what is above zero, and figures are those of the table', async ({
  page,
}) => {
  const said = async (widths: string) => {
    await open(page, `view=flame&base=1&widths=${widths}`)
    const chip = page.getByText(/stacks? below zero: not drawn/)
    if ((await page.locator('.flame-canvas').count()) === 0) return [plain(await chip.textContent()), '']
    await page.locator('.flame-canvas').focus()
    await page.keyboard.press('Home')
    return [plain(await chip.textContent()), plain(await page.locator('#flame-focused').textContent())]
  }
  const figures = 'main, total 3.50 MB, was −29.5 MB: ▲ +33.0 MB (–), self 0 B, was 0 B: same'
  expect(await said('new')).toEqual(['3 stacks below zero: not drawn', figures])
  expect(await said('union')).toEqual(['3 stacks below zero: not drawn', figures])
  expect(await said('base')).toEqual(['6 stacks below zero: not drawn', ''])
  await open(page, `view=callers&base=1&f=${funcNamed('main')}`)
  expect(await cellOf(page, 'main', 'totalDelta')).toBe('▲ +33.0 MB')
  expect(plain(await page.locator('.callers-func-delta').textContent())).toBe('▲ +33.0 MB total')
  expect(await cellOf(page, 'load', 'change')).toBe('+67 %')
})

test('callers and callees stand by size, what shrank with a dashed ribbon and a hatched bar', async ({
  page,
}) => {
  await open(page, `view=callers&f=${funcNamed('main')}`)
  const rows = page.getByRole('table', { name: 'Callees' }).getByRole('row')
  expect((await rows.allTextContents()).map(plain)).toEqual([
    'serve15.0 MB56.6 %',
    'shutdown−8.00 MB−30.2 %',
    'load−3.50 MB−13.2 %',
  ])
  await expect(page.locator('.ribbons').last().locator('.ribbon-below')).toHaveCount(2)
  await expect(page.locator('.bars .track-fill-below')).toHaveCount(2)
})

test('values over time are drawn under a line at nothing, and said', async ({ page }) => {
  await open(page, 'view=threads')
  const row = page.locator('.threads-series')
  expect(plain(await row.textContent())).toBe('Balance100peak, least −150')
  const canvas = row.locator('canvas')
  await expect(canvas).toHaveAttribute('aria-label', 'Balance over time, −150 to 100')
  // Of two columns: where the area begins and ends, as shares of the height.
  const areas = await canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element
    // Read once: the page complains of more.
    const { data } = element.getContext('2d')!.getImageData(0, 0, width, height)
    return [0.4, 0.98].map(share => {
      const x = Math.floor(share * width)
      const isArea = (y: number) => data[4 * (y * width + x) + 2]! > data[4 * (y * width + x)]! + 20
      const rows = Array.from({ length: height }, (_, y) => isArea(y))
      return [rows.indexOf(true) / height, (rows.lastIndexOf(true) + 1) / height]
    })
  })
  const [[top, zero], [under, end]] = areas as [[number, number], [number, number]]
  expect(Math.abs(zero - under)).toBeLessThan(0.1)
  // 80 above it, 147 below it, of one scale.
  expect((end - under) / (zero - top)).toBeGreaterThan(1.5)
  expect((end - under) / (zero - top)).toBeLessThan(2.3)
  await page.getByRole('grid', { name: 'What ran when' }).focus()
  await page.keyboard.press('End')
  const heard = await page.evaluate(
    () =>
      document.getElementById(document.activeElement!.getAttribute('aria-activedescendant')!)!.textContent,
  )
  expect(plain(heard)).toMatch(/^Balance, .*, −150$/)
})

test('axe-core finds nothing to complain of', async ({ page }) => {
  test.setTimeout(120_000)
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    for (const hash of ['view=source', 'view=callers&r=1&f=0', 'view=threads&r=1&base=0']) {
      await open(page, hash)
      expect(await violations(page), `${theme} ${hash}`).toEqual([])
    }
  }
})
