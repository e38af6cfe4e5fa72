/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { hashEntry, openDemo, selectedName, settled, test } from './support/pages.ts'
import { pointOf, readName, testItFillsItsPlace } from './support/pictures.ts'

const graph = (page: Page) => page.locator('.graph-canvas')
const focused = (page: Page) => page.locator('#graph-focused')
const focusedName = (page: Page) => readName(focused(page))
const nodeCount = async (page: Page) => Number(await graph(page).getAttribute('data-nodes'))

const find = (page: Page, name: string) => pointOf(graph(page), name, { across: 0.04, down: 0.045 })

test('hovering previews, a click selects and centres, wheel and drag move', async ({ page }) => {
  await openDemo(page, 'view=graph&nodes=10')
  await graph(page).focus()
  await page.keyboard.press('0')
  const at = await find(page, 'compute_field')
  await expect(page.locator('.tip')).toContainText('Total')
  await page.mouse.click(at.x, at.y)
  expect(await selectedName(page)).toBe('compute_field')
  await page.mouse.wheel(0, -700)
  await page.waitForTimeout(400)
  const box = (await graph(page).boundingBox())!
  const place = await find(page, 'compute_field')
  await page.mouse.move(place.x, place.y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 90, box.y + box.height / 2 + 30, { steps: 6 })
  await page.mouse.up()
  await page.mouse.move(box.x + box.width / 2 + 91, box.y + box.height / 2 + 30)
  await expect(page.locator('.tip-name')).toHaveText('compute_field')
})

test('the graph is walked along its edges by keyboard, and read aloud', async ({ page }) => {
  await openDemo(page, 'view=flame')
  await page.keyboard.press('w')
  await expect(graph(page)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(focused(page)).toHaveAttribute('role', 'treeitem')
  const root = await focusedName(page)
  await page.keyboard.press('ArrowDown')
  const callee = await focusedName(page)
  expect(callee).not.toBe(root)
  await expect(page.getByTestId('graph-twin')).toContainText(root)
  await page.keyboard.press('ArrowUp')
  expect(await focusedName(page)).toBe(root)
  await page.keyboard.press('End')
  const hottest = await focusedName(page)
  // The functions table stands by self cost.
  await expect(page.locator('.tr-body').first()).toContainText(hottest)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Space')
  expect(await selectedName(page)).toBe(await focusedName(page))
  await page.keyboard.press('Enter')
  await page.keyboard.press('+')
  await page.keyboard.press('-')
})

test('number of nodes, groups, figures on edges and patterns are chosen, and kept in the address', async ({
  page,
}) => {
  await openDemo(page, 'view=graph')
  await page.getByRole('combobox', { name: 'How many functions are drawn' }).selectOption('10')
  await expect.poll(() => nodeCount(page)).toBe(10)
  await page.getByRole('combobox', { name: 'What stands together' }).selectOption('file')
  await page.getByRole('combobox', { name: 'What edges say' }).selectOption('none')
  await page.getByRole('textbox', { name: 'Only', exact: true }).fill('*e*')
  await expect.poll(() => nodeCount(page)).toBeLessThanOrEqual(10)
  const not = page.getByRole('textbox', { name: 'Not', exact: true })
  await not.fill('*')
  await expect(page.locator('.graph-body .note')).toContainText('No function')
  await not.fill('*compute*')
  await expect(graph(page)).toBeVisible()
  await expect.poll(() => hashEntry(page, 'exclude')).toBe('*compute*')
  expect(await hashEntry(page, 'include')).toBe('*e*')
  expect(await hashEntry(page, 'cluster')).toBe('file')
  expect(await hashEntry(page, 'edges')).toBe('none')
  const left = await nodeCount(page)
  await page.reload()
  await settled(page)
  expect(await nodeCount(page)).toBe(left)
  await page.getByRole('textbox', { name: 'Only', exact: true }).fill('nothing-is-called-so')
  await expect(page.locator('.graph-body .note')).toContainText('No function')
})

test('functions, their callers and callees are drawn on demand, Escape takes them back', async ({ page }) => {
  await openDemo(page, 'view=graph&nodes=10')
  const before = await nodeCount(page)
  const draw = page.locator('.graph-line').getByRole('button', { name: /^draw / })
  const rows = page.locator('.tr-body')
  for (let row = (await rows.count()) - 1; row >= 0 && (await draw.count()) === 0; row--) {
    await rows.nth(row).click()
    await page.waitForTimeout(60)
  }
  await draw.click()
  await expect.poll(() => nodeCount(page)).toBe(before + 1)
  await expect.poll(() => hashEntry(page, 'with')).toMatch(/^\d+s$/)
  await page.getByRole('button', { name: '+ callees' }).click()
  await page.getByRole('button', { name: '+ callers' }).click()
  await expect.poll(() => hashEntry(page, 'with')).toMatch(/^\d+s\.\d+d\.\d+u$/)
  await graph(page).focus()
  for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
  await expect.poll(() => nodeCount(page)).toBe(before)
  await expect.poll(() => hashEntry(page, 'with')).toBe(null)
})

test('the filters of the other views change the graph', async ({ page }) => {
  await openDemo(page, 'view=graph')
  const twin = page.getByTestId('graph-twin')
  await graph(page).focus()
  await page.keyboard.press('Home')
  const before = await twin.textContent()
  await page.getByRole('radio', { name: 'Waiting' }).click()
  await expect(twin).not.toHaveText(before ?? '')
})

testItFillsItsPlace('graph', { picture: graph, leastHeight: 0.6 })
