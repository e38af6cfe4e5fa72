/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { openDemo, SIZES, selectedName, settled, THEMES, test } from './support/pages.ts'

const hashEntry = (page: Page, key: string) =>
  page.evaluate(name => new URLSearchParams(location.hash.slice(1)).get(name), key)

const map = (page: Page) => page.locator('.map-canvas')
const focused = (page: Page) => page.locator('#map-focused')

/** Name of the box under the keyboard. */
const focusedName = async (page: Page) => ((await focused(page).textContent()) ?? '').split(',')[0]!

/** A point of the picture where the tip names `name`: boxes are found as a reader finds them. */
async function pointOf(page: Page, name: string): Promise<{ x: number; y: number }> {
  const box = (await map(page).boundingBox())!
  for (let row = 0.03; row < 1; row += 0.07) {
    for (let column = 0.02; column < 1; column += 0.05) {
      const at = { x: box.x + column * box.width, y: box.y + row * box.height }
      await page.mouse.move(at.x, at.y)
      const tip = page.locator('.tip-name')
      if ((await tip.count()) > 0 && (await tip.textContent()) === name) return at
    }
  }
  throw new Error(`No box of the map is ${name}`)
}

test('hovering previews, a click selects, a double click zooms, Escape steps back', async ({ page }) => {
  await openDemo(page, 'view=map')
  const at = await pointOf(page, 'element_sum')
  await expect(page.locator('.tip')).toContainText('Here, self')
  await page.mouse.click(at.x, at.y)
  expect(await selectedName(page)).toBe('element_sum')
  await page.mouse.dblclick(at.x, at.y)
  await expect(page.locator('.map-line [aria-current]')).toHaveText('element_sum')
  await expect(page.locator('.map-line')).toContainText('compute_field')
  await expect.poll(() => hashEntry(page, 'at')).toMatch(/^\d+(\.\d+){3}$/)
  await page.reload()
  await settled(page)
  await expect(page.locator('.map-line [aria-current]')).toHaveText('element_sum')
  await page.locator('.map-line').getByRole('button', { name: 'compute_field' }).click()
  await expect(page.locator('.map-line [aria-current]')).toHaveText('compute_field')
  await page.keyboard.press('Escape')
  await expect(page.locator('.map-line [aria-current]')).toHaveText('element_sum')
  await page.keyboard.press('Escape')
  await expect(page.locator('.map-line')).toContainText('All calls')
  expect(await map(page).getAttribute('data-zoomed')).toBe('false')
})

test('the map is walked by keyboard as RunSnakeRun’s, and read aloud', async ({ page }) => {
  await openDemo(page, 'view=flame')
  await page.keyboard.press('q')
  await expect(map(page)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(focused(page)).toHaveAttribute('role', 'treeitem')
  await expect(focused(page)).toHaveAttribute('aria-level', '1')
  const first = await focusedName(page)
  await page.keyboard.press('ArrowRight')
  await expect(focused(page)).toHaveAttribute('aria-level', '2')
  const child = await focusedName(page)
  await page.keyboard.press('ArrowDown')
  const second = await focusedName(page)
  expect(second).not.toBe(child)
  await page.keyboard.press('ArrowUp')
  expect(await focusedName(page)).toBe(child)
  await page.keyboard.press('ArrowLeft')
  expect(await focusedName(page)).toBe(first)
  await page.keyboard.press('ArrowLeft')
  expect(await focusedName(page)).toBe(first)
  await page.keyboard.press('End')
  const last = await focusedName(page)
  await expect(focused(page)).toContainText('total')
  await page.keyboard.press('Space')
  expect(await selectedName(page)).toBe(last)
  await page.keyboard.press('Enter')
  await expect(page.locator('.map-line [aria-current]')).toHaveText(last)
  await page.keyboard.press('Escape')
  await expect(page.locator('.map-line')).toContainText('All calls')
})

test('the wheel enlarges what is under the pointer and lays it out anew; Escape takes it back', async ({
  page,
}) => {
  await openDemo(page, 'view=map')
  const at = await pointOf(page, 'jv')
  await page.mouse.wheel(0, -600)
  await expect(map(page)).toHaveAttribute('data-zoomed', 'true')
  await page.waitForTimeout(300)
  await page.mouse.move(at.x + 1, at.y)
  await expect(page.locator('.tip-name')).toHaveText('jv')
  await page.mouse.down()
  await page.mouse.move(at.x - 60, at.y - 20, { steps: 5 })
  await page.mouse.up()
  await page.waitForTimeout(400)
  await page.mouse.move(at.x - 59, at.y - 20)
  await expect(page.locator('.tip-name')).toHaveText('jv')
  await page.keyboard.press('Escape')
  await expect(map(page)).toHaveAttribute('data-zoomed', 'false')
})

test('packages, callers and callees are maps of their own, kept in the address', async ({ page }) => {
  await openDemo(page, 'view=map')
  await page.locator('.tr-body', { hasText: 'hankel1' }).click()
  const boxes = page.getByRole('combobox', { name: 'What boxes are' })
  await boxes.selectOption('callers')
  await expect(page.locator('.map-line')).toContainText('Callers of hankel1')
  await map(page).focus()
  await page.keyboard.press('Home')
  expect(await focusedName(page)).toBe('hankel1')
  await page.keyboard.press('ArrowRight')
  expect(await focusedName(page)).toContain('<module>')
  await boxes.selectOption('callees')
  await expect(page.locator('.map-line')).toContainText('Callees of hankel1')
  await page.keyboard.press('Escape')
  await expect.poll(() => hashEntry(page, 'map')).toBe('callees')
  await map(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  expect(await focusedName(page)).toBe('jv')
  // Selecting another function does not move the map under the reader.
  await page.keyboard.press('Space')
  expect(await selectedName(page)).toBe('jv')
  await expect(page.locator('.map-line')).toContainText('Callees of hankel1')
  await page.getByRole('button', { name: 'show jv' }).click()
  await expect(page.locator('.map-line')).toContainText('Callees of jv')
  await boxes.selectOption('packages')
  await map(page).focus()
  await page.keyboard.press('Home')
  await expect(page.locator('#map-focused')).toContainText('scatter')
  await page.getByRole('combobox', { name: 'How boxes are laid out' }).selectOption('split')
  await expect.poll(() => hashEntry(page, 'nesting')).toBe('split')
  await page.getByRole('radio', { name: 'Total' }).click()
  await expect(page.locator('.legend')).toContainText('heat = total')
  await expect.poll(() => hashEntry(page, 'heat')).toBe('total')
  await page.reload()
  await settled(page)
  await expect(boxes).toHaveValue('packages')
  await expect(page.locator('.legend')).toContainText('heat = total')
})

test('frames are transformed from the map, by menu and by key', async ({ page }) => {
  await openDemo(page, 'view=map')
  const at = await pointOf(page, 'element_sum')
  await page.mouse.click(at.x, at.y, { button: 'right' })
  await page.getByRole('menuitem', { name: 'Focus on this subtree only' }).click()
  await expect(page.locator('.map-line')).toContainText('All calls')
  await map(page).focus()
  await page.keyboard.press('Home')
  await expect(focused(page)).toContainText('element_sum')
  await page.keyboard.press('ArrowRight')
  expect(await focusedName(page)).toBe('green_function')
  await page.keyboard.press('m')
  await expect(page.locator('.tr-body', { hasText: 'green_function' })).toHaveCount(0)
  await page.keyboard.press('z')
  await expect(page.locator('.tr-body', { hasText: 'green_function' })).toHaveCount(1)
})

test('the filters of the other views keep the reader where he is', async ({ page }) => {
  await openDemo(page, 'view=map')
  const at = await pointOf(page, 'element_sum')
  await page.mouse.dblclick(at.x, at.y)
  await expect(page.locator('.map-line [aria-current]')).toHaveText('element_sum')
  const before = await page.locator('.map-figure').textContent()
  await page.getByRole('radio', { name: 'Running' }).click()
  await expect(page.locator('.map-figure')).not.toHaveText(before ?? '')
  await expect(page.locator('.map-line [aria-current]')).toHaveText('element_sum')
})

for (const { width, height } of SIZES) {
  for (const theme of THEMES) {
    test.describe(`${width} × ${height}, ${theme}`, () => {
      test.use({ viewport: { width, height }, colorScheme: theme })
      test('the map fills its place', async ({ page }) => {
        await openDemo(page, 'view=map')
        const canvas = (await map(page).locator('canvas').boundingBox())!
        const view = (await page.locator('.view').boundingBox())!
        expect(canvas.width).toBeGreaterThan(view.width - 40)
        expect(canvas.height).toBeGreaterThan(0.7 * view.height)
        const painted = await map(page)
          .locator('canvas')
          .evaluate((element: HTMLCanvasElement) => {
            const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height)
            const colours = new Set<number>()
            for (let i = 0; i < data.length; i += 4) {
              colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
            }
            return colours.size
          })
        expect(painted).toBeGreaterThan(8)
      })
    })
  }
}
