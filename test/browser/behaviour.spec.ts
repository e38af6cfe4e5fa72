/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { hashEntry, openDemo, selectedName, settled, steady, test } from './support/pages.ts'

const hash = (page: Page) => page.evaluate(() => new URLSearchParams(location.hash.slice(1)))
/** The share a row of the functions table shows as total. */
const totalOf = (page: Page, name: string) =>
  page
    .locator('[role=row]', { has: page.getByText(name, { exact: true }) })
    .locator('.td-total')
    .first()
    .textContent()

test('the hottest function is selected at first, and a click selects another one everywhere', async ({
  page,
}) => {
  await openDemo(page)
  const first = await page.locator('.tr-body .td-name').first().textContent()
  expect(await selectedName(page)).toBe(first)
  await page.locator('.tr-body', { hasText: 'element_sum' }).click()
  expect(await selectedName(page)).toBe('element_sum')
  await page.keyboard.press('3')
  await expect(page.locator('.callers-func-name')).toHaveText('element_sum')
  await page.keyboard.press('6')
  await expect(page.locator('.source-whole [data-marked=true]')).toContainText('def element_sum')
})

test('the callees of a function and its self row add up to its total', async ({ page }) => {
  await openDemo(page)
  await page.locator('.tr-body', { hasText: 'element_sum' }).click()
  const sum = async () => {
    const shares = await page
      .locator('.detail-section', { hasText: 'Callees' })
      .locator('.bars-value')
      .allTextContents()
    return shares.reduce((total, text) => total + Number.parseFloat(text), 0)
  }
  await expect.poll(async () => Math.abs((await sum()) - 100)).toBeLessThan(0.3)
})

test('a brush over the timeline narrows every view, and Escape takes it back', async ({ page }) => {
  await openDemo(page)
  const before = await totalOf(page, 'read_mesh')
  const brush = (await page.locator('.brush').boundingBox())!
  await page.mouse.move(brush.x + 0.5 * brush.width, brush.y + 20)
  await page.mouse.down()
  await page.mouse.move(brush.x + 0.8 * brush.width, brush.y + 20, { steps: 8 })
  await page.mouse.up()
  await expect(page.locator('.chip')).toContainText('12.0 to 19.2')
  await expect(page.locator('.tr-body', { hasText: 'read_mesh' })).toHaveCount(0)
  await expect.poll(() => hashEntry(page, 'time')).toMatch(/^1[12]\.?\d*-19/)
  await page.keyboard.press('Escape')
  await expect(page.locator('.chip')).toHaveCount(0)
  expect(await totalOf(page, 'read_mesh')).toBe(before)
})

test('the address keeps the state: it opens as it was left', async ({ page }) => {
  const state = 'view=callers&value=1&time=3-12.5&threads=0&f=7&colour=package&sort=%2Bname'
  await openDemo(page, state)
  expect(await page.locator('.rail-item[aria-current]').getAttribute('title')).toContain('Callers')
  await expect(page.locator('[role=radio][aria-checked=true]', { hasText: 'CPU' })).toBeVisible()
  await expect(page.locator('.chip', { hasText: 'MainThread' })).toBeVisible()
  await expect(page.locator('.chip', { hasText: '3.0 to 12.5' })).toBeVisible()
  await expect(page.locator('.th[aria-sort=ascending]')).toContainText('Function')
  await page.keyboard.press('2')
  await expect.poll(() => hashEntry(page, 'view')).toBe(null)
  const entries = await hash(page)
  expect(entries).toBeDefined()
  expect(await hashEntry(page, 'value')).toBe('1')
  await page.reload()
  await settled(page)
  await expect(page.locator('.flame-canvas')).toBeVisible()
  await expect(page.locator('.chip', { hasText: 'MainThread' })).toBeVisible()
})

test('an address that makes no sense opens the standard view', async ({ page }) => {
  await openDemo(
    page,
    'view=%3Cimg%3E&time=9-3&f=99999999&zoom=1e400-2&threads=88.x&value=77&q=%00&sort=__proto__&r=5',
  )
  await expect(page.locator('.flame')).toBeVisible()
})

test('search finds by name, file, line and pattern, marks the table, and Escape clears it', async ({
  page,
}) => {
  await openDemo(page)
  await page.keyboard.press('/')
  await page.keyboard.type('contains')
  await expect(page.locator('.search-hit')).toHaveCount(1)
  await expect(page.locator('.tr-body')).toHaveCount(1)
  await page.keyboard.press('Enter')
  expect(await selectedName(page)).toBe('contains_point')
  await page.keyboard.press('/')
  await page.locator('#search').fill('/^(jv|hankel)/')
  await expect(page.locator('.search-hit')).toHaveCount(2)
  await page.locator('#search').fill('scatter.py:46')
  await expect(page.locator('.search-hit')).toHaveText(/green_function/)
  await page.locator('#search').fill('/(((/')
  await expect(page.locator('.popover-note')).toContainText('Cannot')
  await page.locator('#search').fill('nothing like it')
  await expect(page.locator('.popover-note')).toContainText('Nothing matches')
  await page.keyboard.press('Escape')
  await expect(page.locator('#search')).toHaveValue('')
  await expect(page.locator('.tr-body').nth(3)).toBeVisible()
})

test('the palette runs commands and finds functions', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type('threads over')
  await page.keyboard.press('Enter')
  await expect(page.locator('.threads')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('hankel')
  await page.keyboard.press('Enter')
  expect(await selectedName(page)).toBe('hankel1')
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('every view has its key, and ? lists the keys', async ({ page }) => {
  await openDemo(page)
  const shown = ['.centre-single', '.flame', '.callers', '.graph', '.map', '.source-view', '.threads']
  for (const [i, selector] of shown.entries()) {
    await page.keyboard.press(String(i + 1))
    await expect(page.locator(selector)).toBeVisible()
  }
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the flame graph is walked by keyboard, read aloud, and zoomed with a way back', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('g')
  await expect(page.locator('.flame-canvas')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
  const focused = page.locator('#flame-focused')
  await expect(focused).toHaveAttribute('role', 'treeitem')
  await expect(focused).toHaveAttribute('aria-level', '4')
  await expect(focused).toContainText('total')
  const name = ((await focused.textContent()) ?? '').split(',')[0]!
  await page.keyboard.press('Space')
  expect(await selectedName(page)).toBe(name)
  await page.keyboard.press('Enter')
  await expect(page.locator('.crumbs')).toContainText(name)
  await expect.poll(() => hashEntry(page, 'zoom')).toMatch(/^[\d.e-]+-[\d.]+$/)
  await page.keyboard.press('Escape')
  await expect(page.locator('.crumbs')).toHaveCount(0)
})

test('a double click zooms, the wheel zooms, a drag pans, hovering previews', async ({ page }) => {
  await openDemo(page, 'activity=running')
  const box = (await page.locator('.flame-canvas').boundingBox())!
  const at = { x: box.x + 0.2 * box.width, y: box.y + 3.5 * 24 }
  await page.mouse.move(at.x, at.y)
  await expect(page.locator('.tip')).toContainText('contains_point')
  await page.mouse.dblclick(at.x, at.y)
  await expect(page.locator('.crumbs')).toContainText('contains_point')
  const zoomed = await steady(() => hashEntry(page, 'zoom'))
  await page.mouse.down()
  await page.mouse.move(at.x - 100, at.y, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => hashEntry(page, 'zoom')).not.toBe(zoomed)
  await page.keyboard.press('0')
  await page.mouse.wheel(0, -400)
  await expect(page.locator('.flame-canvas')).toHaveAttribute('data-zoomed', 'true')
})

test('the flame chart shows time order of a chosen thread', async ({ page }) => {
  await openDemo(page)
  await page.getByRole('combobox', { name: 'What is drawn' }).selectOption('Time order')
  await expect(page.getByRole('tree', { name: 'Flame chart' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Thread' }).selectOption({ label: 'writer-1' })
  await expect.poll(() => hashEntry(page, 'lane')).toBe('1')
})

test('a thread alone, running samples only: figures follow', async ({ page }) => {
  await openDemo(page, 'view=threads')
  const all = await totalOf(page, 'worker')
  await page.getByRole('button', { name: 'MainThread' }).click()
  await expect(page.locator('.tr-body', { hasText: /^worker/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('radio', { name: 'Running' }).click()
  await expect.poll(() => totalOf(page, 'worker')).not.toBe(all)
})

test('the table is sorted by its heads and walked by keyboard', async ({ page }) => {
  await openDemo(page, 'view=functions')
  await page.getByRole('button', { name: 'Function', exact: true }).click()
  const names = await page.locator('.tr-body .td-name').allTextContents()
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)))
  const grid = page.getByRole('grid', { name: 'Functions' })
  await grid.focus()
  await page.keyboard.press('Home')
  expect(await selectedName(page)).toBe(names[0])
  await page.keyboard.press('ArrowDown')
  expect(await selectedName(page)).toBe(names[1])
  await page.keyboard.press('End')
  expect(await selectedName(page)).toBe(names.at(-1))
  await expect(grid.locator('[aria-selected=true]')).toBeInViewport()
})

test('the theme follows the system and its button', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openDemo(page)
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.keyboard.press('t')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('at 900 pixels the selected function is a drawer', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 900 })
  await openDemo(page)
  await expect(page.locator('.detail-name')).toBeHidden()
  await page.getByRole('button', { name: 'Selected function' }).click()
  await expect(page.locator('.detail-name')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('.detail-name')).toBeHidden()
})

test('the splitter is moved by mouse and keyboard', async ({ page }) => {
  await openDemo(page)
  const splitter = page.getByRole('separator')
  const before = (await splitter.boundingBox())!.y
  await splitter.focus()
  await page.keyboard.press('ArrowDown')
  expect((await splitter.boundingBox())!.y).toBeGreaterThan(before)
})

test('the keyboard is always seen: what has the focus has a ring', async ({ page }) => {
  await openDemo(page)
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    const isSeen = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const style = getComputedStyle(element)
      return style.outlineStyle !== 'none' || element.matches('#search') || element.matches('.splitter')
    })
    expect(isSeen).toBe(true)
  }
})
