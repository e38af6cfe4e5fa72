/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { hashEntry, openDemo, selectedName, settled, steady, test } from './support/pages.ts'
import { pointOf, readName, testItFillsItsPlace } from './support/pictures.ts'

const graph = (page: Page) => page.locator('.graph-canvas')
const focused = (page: Page) => page.locator('#graph-focused')
const focusedName = (page: Page) => readName(focused(page))
const nodeCount = async (page: Page) => Number(await graph(page).getAttribute('data-nodes'))

/** Every 97th pixel of the canvas. */
const pixelsOf = (page: Page): Promise<number[]> =>
  page.locator('.graph-canvas canvas').evaluate((canvas: HTMLCanvasElement) => {
    // Of a copy: browsers complain where what is shown is read often.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
      willReadFrequently: true,
    })!
    copy.drawImage(canvas, 0, 0)
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
    const taken: number[] = []
    for (let at = 0; at < data.length; at += 4 * 97) taken.push(data[at]! + data[at + 1]! + data[at + 2]!)
    return taken
  })

/** Share of pixels that differ visibly. */
function changedShare(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return 1
  return a.filter((value, at) => Math.abs(value - b[at]!) > 60).length / a.length
}

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
  await steady(() => pixelsOf(page))
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
  await page.getByRole('button', { name: 'Drawing' }).click()
  await page.getByRole('combobox', { name: 'Stand together' }).selectOption('file')
  await page.getByRole('combobox', { name: 'Written on calls' }).selectOption('none')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Drawing, 2 changed' })).toBeFocused()
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

test('rings are one node and small shares are left out on demand, kept in the address', async ({ page }) => {
  await openDemo(page, 'view=graph')
  const before = await nodeCount(page)
  await page.getByRole('button', { name: 'Drawing' }).click()
  await page.getByRole('combobox', { name: 'Share of a function' }).selectOption('10')
  await expect.poll(() => nodeCount(page)).toBeLessThan(before)
  await page.getByRole('combobox', { name: 'Share of a call' }).selectOption('5')
  await page.getByRole('combobox', { name: 'Functions in a ring' }).selectOption('collapsed')
  await expect.poll(() => hashEntry(page, 'cycles')).toBe('collapsed')
  expect(await hashEntry(page, 'least')).toBe('10')
  expect(await hashEntry(page, 'leastcall')).toBe('5')
  const left = await nodeCount(page)
  await page.reload()
  await settled(page)
  expect(await nodeCount(page)).toBe(left)
})

test('buttons zoom, and a reload shows the same part of the graph', async ({ page }) => {
  await openDemo(page, 'view=graph')
  expect(await hashEntry(page, 'place')).toBe(null)
  await page.getByRole('button', { name: 'Larger' }).click()
  await page.getByRole('button', { name: 'Larger' }).click()
  await page.getByRole('button', { name: 'Smaller' }).click()
  const box = (await graph(page).boundingBox())!
  await page.mouse.move(box.x + 5, box.y + 5)
  await page.mouse.down()
  await page.mouse.move(box.x + 65, box.y + 35, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => hashEntry(page, 'place')).toMatch(/^\d(\.\d+)?(,-?\d+(\.\d+)?){2}$/)
  await page.mouse.move(2, 2)
  const before = await steady(() => pixelsOf(page))
  const place = await steady(() => hashEntry(page, 'place'))
  await page.reload()
  await settled(page)
  await expect.poll(async () => changedShare(await pixelsOf(page), before)).toBeLessThan(0.02)
  expect(await hashEntry(page, 'place')).toBe(place)
  await page.evaluate(() => location.assign('#view=graph&place=1.5%2C100%2C100'))
  await expect.poll(async () => changedShare(await pixelsOf(page), before)).toBeGreaterThan(0.02)
  expect(await hashEntry(page, 'place')).toMatch(/^1\.5,/)
  await page.getByRole('button', { name: 'Whole graph' }).click()
  await expect.poll(() => hashEntry(page, 'place')).toBe('all')
  // Another number of nodes is another picture, shown from its beginning.
  await page.getByRole('combobox', { name: 'How many functions are drawn' }).selectOption('10')
  await expect.poll(() => hashEntry(page, 'place')).toBe(null)
})

test('a graph that nobody moved is fitted anew to another window', async ({ page }) => {
  await openDemo(page, 'view=graph&nodes=10')
  await page.setViewportSize({ width: 900, height: 900 })
  await steady(() => pixelsOf(page))
  await page.setViewportSize({ width: 1440, height: 900 })
  const after = await steady(() => pixelsOf(page))
  await page.reload()
  await settled(page)
  await expect.poll(async () => changedShare(await pixelsOf(page), after)).toBeLessThan(0.02)
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
