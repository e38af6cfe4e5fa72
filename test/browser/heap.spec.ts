/// <reference lib="dom" />
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { violations } from './support/axe.ts'
import { hashEntry, LOOKS, openDemo, settled, test } from './support/pages.ts'
import { enlargeAndDrag } from './support/pictures.ts'
import { HEAP_PAGE, HEAP_SUMS_PAGE } from './support/places.ts'

async function open(page: Page, hash = '', path = HEAP_PAGE): Promise<void> {
  await page.goto(`${pathToFileURL(path).href}${hash === '' ? '' : `#${hash}`}`)
  await settled(page)
}

const row = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Types of objects' }).getByRole('row', { name })
/** Cells of a row of the table as text, thin spaces as spaces. */
const cells = async (page: Page, name: string) =>
  (await row(page, name).getByRole('gridcell').allTextContents()).map(text => text.replaceAll('\u2009', ' '))

test('a recording of a heap opens in its view, with what types hold and keep', async ({ page }) => {
  await open(page)
  await expect(page.locator('[data-view=heap][aria-current=page]')).toBeVisible()
  // 90 texts of 4,000 to 4,089 bytes; sessions keep theirs.
  expect(await cells(page, 'str')).toEqual(['str', '90', '364 kB', '95.3 %', '364 kB', '0', '90'])
  expect((await cells(page, 'app.Session'))[4]).toBe('370 kB')
  expect((await cells(page, 'module'))[4]).toBe('381 kB')
  await expect(page.locator('.table-count')).toContainText('206 objects')
  await expect(page.locator('.table-count')).toContainText('tracked 116')
  await expect(page.locator('.table-count')).toContainText('untracked 90')
  await expect(page.locator('.footer')).toContainText('heat = size of the type')
})

test('sorting, searching, grouping, and the address says it all', async ({ page }) => {
  await open(page)
  const first = page.locator('.tr-body').first()
  await page.getByRole('button', { name: 'Objects', exact: true }).click()
  await page.getByRole('button', { name: /^Retained/ }).click()
  await expect(first).toContainText('module')
  await page.keyboard.press('/')
  await page.keyboard.type('app.')
  await expect(page.locator('.tr-body')).toHaveCount(4)
  await expect(page.locator('.table-count')).toContainText('4 of 8 types')
  await page.keyboard.press('Escape')
  await expect(page.locator('.tr-body')).toHaveCount(8)
  await page.getByLabel('Group by').selectOption('module')
  await expect(row(page, 'app')).toBeVisible()
  await expect.poll(() => hashEntry(page, 'by')).toBe('module')
  await expect.poll(() => hashEntry(page, 'order-by')).toBe('retained')
  await page.reload()
  await settled(page)
  await expect(row(page, 'app')).toBeVisible()
})

test('from a type to its objects, along references, and why they are alive', async ({ page }) => {
  await open(page)
  await row(page, 'app.Session').click()
  await expect(page.locator('.detail-name')).toHaveText('app.Session')
  const object = page.getByRole('region', { name: 'Selected object' })
  await expect(object).toContainText('app.Session user 89')
  await object.getByRole('button', { name: 'Why is it alive?' }).click()
  const way = page.getByRole('region', { name: 'Way 1' })
  await expect(way).toContainText('module app')
  await expect(way.getByRole('listitem')).toHaveCount(3)
  // The dictionary of attributes is no step of its own.
  await expect(way).toContainText('.CACHE')
  await way.getByRole('button', { name: 'module app' }).click()
  await expect(object).toContainText('module app')
  await expect.poll(() => hashEntry(page, 'object')).toMatch(/^\d+$/)
  await expect.poll(() => hashEntry(page, 'picture')).toBe('paths')
  await page.locator('.detail').getByRole('button', { name: '.POINTS list' }).click()
  await expect(object).toContainText('list')
  await expect(page.locator('.detail')).toContainText('[0] app.Point')
  await page.keyboard.press('Escape')
  await expect(object).toContainText('app.Session user 89')
})

test('the objects of a type that are alive in the same way stand together', async ({ page }) => {
  await open(page)
  await row(page, 'app.Session').click()
  await page.keyboard.press('y')
  const way = page.getByRole('region', { name: 'Way 1' })
  await expect(way).toContainText('90 objects')
  await expect(way.getByRole('listitem')).toHaveText([
    'module app',
    '.CACHEapp.Cache',
    /^\.user_\d+app\.Session/,
  ])
  await expect(page.locator('.heap-paths')).toBeFocused()
  await way.getByRole('button', { name: /^all ways to #/ }).click()
  await expect(page.locator('.heap-paths')).toContainText('is alive in one way')
})

test('what no root reaches is said to be garbage', async ({ page }) => {
  await open(page, 'picture=paths&type=app.Lost')
  await expect(page.locator('.heap-paths')).toContainText('No root reaches')
})

test('the graph of references is walked by keyboard', async ({ page }) => {
  await open(page, 'picture=references&type=app.Cache')
  const graph = page.locator('.graph-canvas')
  await graph.focus()
  await page.keyboard.press('Home')
  await expect(page.locator('#heap-graph-focused')).toContainText('app.Cache')
  await page.keyboard.press('ArrowUp')
  await expect(page.locator('#heap-graph-focused')).toContainText('module app')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('#heap-graph-focused')).toContainText('dict')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Selected object' })).toContainText('dict')
  await page.getByLabel('Which references are followed').selectOption('referrers')
  await expect.poll(() => hashEntry(page, 'follow')).toBe('referrers')
})

test('the map zooms, selects and is read aloud', async ({ page }) => {
  await open(page)
  const map = page.locator('.map-canvas')
  await map.focus()
  await page.keyboard.press('Home')
  await expect(page.locator('#heap-map-focused')).toContainText('module, retained 381')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press(' ')
  await page.keyboard.press('Enter')
  await expect(map).toHaveAttribute('data-zoomed', 'true')
  await expect.poll(() => hashEntry(page, 'into')).toMatch(/^\d+/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(map).toHaveAttribute('data-zoomed', 'false')
  const box = (await map.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await expect(page.locator('.tip')).toContainText('Retained here')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect(page.locator('.detail-name')).toHaveText('str')
})

test('the map is enlarged by the wheel and moved; Escape takes it back', async ({ page }) => {
  await open(page)
  const map = page.locator('.map-canvas')
  const box = (await map.boundingBox())!
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await page.mouse.move(at.x, at.y)
  await enlargeAndDrag(map, { name: (await page.locator('.tip-name').textContent())!, at })
})

test('what grew since an earlier look', async ({ page }) => {
  await open(page)
  await page.getByLabel('Growth since').selectOption({ label: 'since after 1 s' })
  await expect(page.locator('.tr-body').first()).toContainText('str')
  const text = await cells(page, 'app.Session')
  expect(text).toEqual(['app.Session', '90', '▲ +60', '5.76 kB', '1.5 %', '▲ +3.84 kB', '370 kB'])
  expect((await cells(page, 'app.Point'))[2]).toBe('same')
  await expect(page.locator('.footer')).toContainText('growth')
  await page.getByLabel('Look at the heap').selectOption({ label: 'after 1 s' })
  await expect(page.getByLabel('Growth since')).toHaveValue('-1')
  expect((await cells(page, 'app.Session'))[1]).toBe('30')
})

test('sums without references say so and offer what there is', async ({ page }) => {
  await open(page, '', HEAP_SUMS_PAGE)
  await expect(page.locator('.map-line')).toContainText('says nothing of references')
  await expect(page.getByRole('radio', { name: 'References' })).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('columnheader', { name: 'Retained' })).toHaveCount(0)
  await expect(page.locator('.detail')).toContainText('single objects are not known')
  await page.getByRole('radio', { name: 'Why alive' }).click({ force: true })
  await expect(page.locator('.map-canvas')).toBeVisible()
})

test('no two actions have the same key, those of heaps among them', async ({ page }) => {
  await open(page)
  await page.keyboard.press('?')
  const own = page
    .locator('.key-columns section')
    .filter({ hasNot: page.locator('h3', { hasText: /^(In|On|Every)/ }) })
  const keys = await own.locator('kbd').allTextContents()
  expect(keys).toEqual(expect.arrayContaining(['8', 'j', 'l', 'y']))
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})

test('the rail offers the view only where there is a heap', async ({ page }) => {
  await openDemo(page)
  await expect(page.locator('[data-view=heap]')).toHaveCount(0)
  await page.keyboard.press('8')
  await expect(page.locator('[data-view=flame][aria-current=page]')).toBeVisible()
  await page.goto(`${pathToFileURL(HEAP_PAGE).href}#view=source`)
  await page.waitForSelector('[data-phase=ready]')
  await page.keyboard.press('8')
  await expect(page.locator('[data-view=heap][aria-current=page]')).toBeVisible()
})

for (const { theme, width, height } of LOOKS) {
  test(`nothing overlaps or is hard to reach, ${theme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height })
    for (const hash of ['', 'picture=references&type=app.Cache', 'picture=paths&type=str', 'since=0']) {
      await open(page, hash)
      expect(await violations(page), hash).toEqual([])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(wide, hash).toBe(false)
    }
    await open(page, '', HEAP_SUMS_PAGE)
    expect(await violations(page)).toEqual([])
  })
}
