/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { openDemo, selectedName, settled, test, VIEWS } from './support/pages.ts'

/** Everything a mouse can use, as far as it is on screen and not part of a widget that has keys of its own. */
const USABLE =
  'button, input, select, textarea, a[href], [tabindex="0"], [role=slider], [role=separator][tabindex], [role=tree], [role=grid]'

/** What has the focus. */
interface Stop {
  readonly id: number
  readonly what: string
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** Numbers all that can be used, and returns what of it is there: composite widgets count as one. */
function numberUsable(selector: string): { id: number; what: string }[] {
  const found: { id: number; what: string }[] = []
  for (const [i, element] of [...document.querySelectorAll<HTMLElement>(selector)].entries()) {
    element.dataset.stop = String(i)
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert]') !== null)
      continue
    if (element.matches(':disabled, [aria-disabled=true], .overlay-back')) continue
    // One of a group is reached by Tab, the others by arrows; rows by the arrows of their table.
    if (element.closest('[role=radiogroup], [role=menu], [role=listbox]') !== null) continue
    if (element.tabIndex < 0) continue
    found.push({
      id: i,
      what: `${element.tagName} .${element.className} “${element.textContent?.slice(0, 30)}”`,
    })
  }
  return found
}

function focusedStop(): Stop | null {
  const element = document.activeElement as HTMLElement | null
  if (element === null || element === document.body) return null
  const { x, y, width, height } = element.getBoundingClientRect()
  return {
    id: Number(element.dataset.stop ?? -1),
    what: `${element.tagName} .${element.className} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 30)}”`,
    box: { x, y, width, height },
  }
}

/** Tabs from the start of the page to its end. */
async function tabThrough(page: Page, onStop: (stop: Stop) => Promise<void>): Promise<Set<number>> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const seen = new Set<number>()
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(focusedStop)
    if (stop === null || seen.has(stop.id)) return seen
    seen.add(stop.id)
    await onStop(stop)
  }
  throw new Error('Tab never comes to the end of the page')
}

for (const [i, view] of VIEWS.entries()) {
  test(`${view}: Tab reaches everything, and shows where it is`, async ({ page }) => {
    // Without transitions the look is there at once.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await openDemo(page, 'time=5-18&t=hide%3Aos%5C.')
    await page.keyboard.press(String(i + 1))
    await settled(page)
    await expect(page.locator(`.rail-item[data-view=${view}]`)).toHaveAttribute('aria-current', 'page')
    const usable = await page.evaluate(numberUsable, USABLE)
    const unseen: string[] = []
    const size = page.viewportSize()!
    const reached = await tabThrough(page, async ({ box, what }) => {
      const clip = {
        x: Math.max(0, box.x - 4),
        y: Math.max(0, box.y - 4),
        width: Math.min(size.width, box.x + box.width + 4) - Math.max(0, box.x - 4),
        height: Math.min(size.height, box.y + box.height + 4) - Math.max(0, box.y - 4),
      }
      if (clip.width < 5 || clip.height < 5) {
        unseen.push(`outside of the window: ${what}`)
        return
      }
      const focused = await page.screenshot({ clip })
      // The look of it without the focus, which stays where it is.
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      const plain = await page.screenshot({ clip })
      if (focused.equals(plain)) unseen.push(what)
    })
    expect.soft(unseen, 'looks the same with and without the focus').toEqual([])
    const missed = usable.filter(({ id }) => !reached.has(id)).map(({ what }) => what)
    expect.soft(missed, 'cannot be reached by Tab').toEqual([])
  })
}

/** The element that a picture's keyboard stands on, as it is read aloud. */
const spoken = (page: Page) =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant')
    const item = id == null ? null : document.getElementById(id)
    return item === null || item.getAttribute('role') === null ? null : item.textContent
  })

for (const { view, key, steps } of [
  { view: 'flame', key: 'g', steps: ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'Home'] },
  { view: 'map', key: 'q', steps: ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'Home'] },
  { view: 'graph', key: 'w', steps: ['ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'Home'] },
]) {
  test(`${view}: the picture is walked, zoomed and used by keys alone`, async ({ page }) => {
    await openDemo(page, 'view=functions')
    await page.keyboard.press(key)
    await settled(page)
    await expect(page.locator(`.${view}-canvas`)).toBeFocused()
    await expect(page.locator(`.${view}-canvas`)).toHaveAttribute('role', /^(tree|treegrid|application)$/)
    const heard: (string | null)[] = []
    for (const step of steps) {
      await page.keyboard.press(step)
      await page.waitForTimeout(60)
      heard.push(await spoken(page))
    }
    expect(
      heard.every(text => text !== null && /\d\s*%/.test(text)),
      heard.join(' | '),
    ).toBe(true)
    expect(new Set(heard).size, heard.join(' | ')).toBeGreaterThan(2)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const name = (await spoken(page))!.split(/,| \d/)[0]!
    await page.keyboard.press(' ')
    await expect.poll(() => selectedName(page)).toBe(name)
    await page.keyboard.press('ContextMenu')
    await page.keyboard.press('Shift+F10')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(page.locator('.app')).toHaveAttribute('data-phase', 'ready')
  })
}

test('no two actions have the same key', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('?')
  const own = page
    .locator('.key-columns section')
    .filter({ hasNot: page.locator('h3', { hasText: /^(In|On|Every)/ }) })
  const keys = await own.locator('kbd').allTextContents()
  expect(keys.length).toBeGreaterThan(25)
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})

test('the table is walked, sorted and used by keys alone', async ({ page }) => {
  await openDemo(page, 'view=functions')
  const grid = page.getByRole('grid', { name: 'Functions' })
  await grid.focus()
  const first = await selectedName(page)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => selectedName(page)).not.toBe(first)
  await expect(grid).toHaveAttribute('aria-activedescendant', /.+/)
  await page.keyboard.press('Home')
  await expect.poll(() => selectedName(page)).toBe(first)
  await grid.getByRole('button', { name: 'Total' }).focus()
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('columnheader', { name: 'Total' })).toHaveAttribute('aria-sort', 'descending')
})

test('time is chosen on the timeline by keys alone', async ({ page }) => {
  await openDemo(page)
  await page.locator('.brush').focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('.chip').first()).toContainText('0.00 to 2.40')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.locator('.chip').first()).toContainText('2.40 to 4.80')
  await page.keyboard.press('ArrowUp')
  await expect(page.locator('.brush')).toHaveAttribute('aria-valuetext', /2.10 to 5.10/)
  await page.keyboard.press('Escape')
  await expect(page.locator('.chip')).toHaveCount(0)
})

test('the lanes of the timeline are walked by keys alone, and say what ran when', async ({ page }) => {
  for (const view of ['functions', 'threads'] as const) {
    await page.goto('about:blank')
    await openDemo(page, `view=${view}`)
    await page.getByRole('grid', { name: 'What ran when' }).focus()
    const heard = [await spoken(page)]
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowUp', 'Home']) {
      await page.keyboard.press(key)
      heard.push(await spoken(page))
    }
    expect(heard[0], view).toMatch(/^MainThread, 0\.\d+ to \d.*parse_row, running, heat/)
    expect(heard[4], view).toMatch(/^Memory \(RSS\), .*MB$/)
    expect(new Set(heard).size, heard.join(' | ')).toBeGreaterThan(6)
    await expect(page.locator('.lane-mark')).toBeVisible()
    await expect(page.getByRole('tooltip')).toBeVisible()
  }
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowRight']) await page.keyboard.press(key)
  const [name, , func] = (await spoken(page))!.split(', ')
  expect(name).toBe('MainThread')
  await page.keyboard.press(' ')
  await expect.poll(() => selectedName(page)).toBe(func)
  await page.keyboard.press('Enter')
  await expect(page.locator('.chip').first()).toContainText(' to ')
  await page.keyboard.press('Escape')
  await expect(page.locator('.chip')).toHaveCount(0)
})

test('one of a row of choices is reached by Tab, the others by arrows', async ({ page }) => {
  await openDemo(page, 'view=flame')
  const colours = page.getByRole('radiogroup', { name: 'Colours' })
  await expect(colours.locator('[tabindex="0"]')).toHaveCount(1)
  await colours.getByRole('radio', { name: 'Self' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(colours.getByRole('radio', { name: 'Package' })).toBeFocused()
  await expect(colours.getByRole('radio', { name: 'Package' })).toBeChecked()
  await page.keyboard.press('ArrowRight')
  await expect(colours.getByRole('radio', { name: 'Self' })).toBeChecked()
})

test('keys of one letter can be turned off, and on again', async ({ page }) => {
  await openDemo(page, 'view=functions')
  await page.keyboard.press('?')
  await page.getByRole('checkbox', { name: /Keys of one letter/ }).press(' ')
  await page.keyboard.press('Escape')
  await page.keyboard.press('2')
  await page.waitForTimeout(100)
  await expect(page.locator('.rail-item[data-view=functions]')).toHaveAttribute('aria-current', 'page')
  await page.getByRole('button', { name: 'Keys and commands' }).press('Enter')
  await page.getByRole('checkbox', { name: /Keys of one letter/ }).press(' ')
  await page.keyboard.press('Escape')
  await page.keyboard.press('2')
  await expect(page.locator('.rail-item[data-view=flame]')).toHaveAttribute('aria-current', 'page')
})

test('a box too thin for a label shows the keyboard', async ({ page }) => {
  await openDemo(page, 'view=flame')
  const picture = page.locator('.flame-canvas')
  await picture.focus()
  // The last box of its row, under a hundredth of the whole.
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowDown')
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(200)
  const size = await picture.boundingBox()
  const clip = { x: size!.x + 4, y: size!.y + 4, width: size!.width - 8, height: size!.height - 8 }
  const here = await page.screenshot({ clip })
  await page.keyboard.press('ArrowLeft')
  await page.waitForTimeout(200)
  expect((await page.screenshot({ clip })).equals(here)).toBe(false)
})
