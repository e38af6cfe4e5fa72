/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { parseTransform } from '../../src/query/filter/transform-grammar.ts'
import { applyTransforms } from '../../src/query/filter/transforms.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { demoRecording } from './support/demo-recording.ts'
import { openDemo, selectedName, settled, test } from './support/pages.ts'

const chips = (page: Page) => page.locator('.chip-transform')
const transformsOf = (page: Page) =>
  page.evaluate(() => new URLSearchParams(location.hash.slice(1)).getAll('t'))
const row = (page: Page, name: string) =>
  page.locator('.tr-body').filter({ has: page.locator('.td-name').getByText(name, { exact: true }) })
const selfOf = async (page: Page, name: string) =>
  Number.parseFloat((await row(page, name).locator('.td-self').textContent()) ?? '')

/** Waits until what was asked for is done everywhere. */
async function done(page: Page): Promise<void> {
  await expect(page.locator('.chip-transform[aria-busy=true]')).toHaveCount(0)
  await settled(page)
}

test('merging a function gives its cost to its callers, and z takes it back', async ({ page }) => {
  await openDemo(page)
  await row(page, 'contains_point').click()
  const before = await selfOf(page, 'contains_point')
  await page.keyboard.press('m')
  await expect(chips(page)).toHaveText(/Merge contains_point/)
  await done(page)
  await expect(row(page, 'contains_point')).toHaveCount(0)
  expect(Math.abs((await selfOf(page, 'compute_field')) - before)).toBeLessThan(0.2)
  await expect.poll(() => transformsOf(page)).toEqual([expect.stringMatching(/^merge-function:@\d+$/)])
  await page.keyboard.press('z')
  await expect(chips(page)).toHaveCount(0)
  await done(page)
  expect(await selfOf(page, 'contains_point')).toBe(before)
})

test('transforms stack, each chip takes out its own, Escape the last', async ({ page }) => {
  await openDemo(page)
  await row(page, 'compute_field').click()
  await page.keyboard.press('f')
  await done(page)
  await expect(chips(page).first()).toContainText('keeps')
  await row(page, 'contains_point').click()
  await page.keyboard.press('d')
  await done(page)
  await expect(chips(page)).toHaveText([/Focus on compute_field/, /Drop contains_point/])
  await expect(row(page, 'main')).toHaveCount(0)
  await chips(page).first().click()
  await done(page)
  await expect(chips(page)).toHaveText([/Drop contains_point/])
  await expect(row(page, 'main')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(chips(page)).toHaveCount(0)
})

test('the address keeps transforms, and one that makes no sense is said and dropped', async ({ page }) => {
  await openDemo(page, 't=focus-function%3Acompute_field&t=preset%3Aonly-my-code')
  await expect(chips(page)).toHaveText([/Focus on compute_field/, /Only my code/])
  await expect(row(page, 'hankel1')).toHaveCount(0)
  await page.reload()
  await done(page)
  await expect(chips(page)).toHaveCount(2)
  for (const [hash, message] of [
    ['t=shrink%3Ax', 'no transform "shrink"'],
    ['t=focus%3A(', 'Cannot read the pattern'],
    ['t=merge-function%3Anobody', 'no function "nobody"'],
  ] as const) {
    await page.goto('about:blank')
    await openDemo(page, hash)
    await expect(page.getByRole('alert')).toContainText(message)
    await expect(chips(page)).toHaveCount(0)
    await expect(row(page, 'contains_point')).toHaveCount(1)
  }
})

test('the menu of a frame opens by mouse and by keyboard, is walked, and gives the focus back', async ({
  page,
}) => {
  await openDemo(page)
  await row(page, 'element_sum').click({ button: 'right' })
  const menu = page.getByRole('menu')
  await expect(menu).toBeVisible()
  await expect(menu.getByRole('menuitem').first()).toBeFocused()
  // A row of the table has no place in a tree.
  await expect(menu.getByRole('menuitem', { name: /Merge this node only/ })).toHaveCount(0)
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('menuitem').nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(menu.getByRole('menuitem').last()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await page.getByRole('grid', { name: 'Functions' }).focus()
  await page.keyboard.press('Shift+F10')
  await expect(menu).toBeVisible()
  await page.keyboard.press('c')
  await expect(menu).toHaveCount(0)
  await expect(page.getByRole('grid', { name: 'Functions' })).toBeFocused()
  await expect(chips(page)).toHaveText(/Collapse \S+/)
})

test('in the flame graph the menu is about a place in the tree', async ({ page }) => {
  await openDemo(page)
  const canvas = page.getByRole('tree', { name: 'Flame graph' })
  await canvas.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: /Focus on this subtree only/ }).click()
  await done(page)
  await expect(chips(page)).toContainText('Focus on the subtree of run')
  await expect(row(page, '_bootstrap')).toHaveCount(0)
  await expect(row(page, 'run')).toHaveCount(1)
  const box = (await canvas.boundingBox())!
  await page.mouse.click(box.x + 30, box.y + 35, { button: 'right' })
  await expect(page.getByRole('menu')).toContainText('worker')
  expect(await selectedName(page)).toBe('worker')
  await page.keyboard.press('M')
  await done(page)
  await expect(chips(page)).toHaveCount(2)
  await expect(row(page, 'worker')).toHaveCount(0)
})

test('the filter box takes patterns, says what is wrong with one, and holds the presets', async ({
  page,
}) => {
  await openDemo(page)
  await page.keyboard.press('n')
  const box = page.getByRole('dialog', { name: 'Filter' })
  await page.keyboard.type('(((')
  await expect(box).toContainText('Cannot read the pattern')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveCount(0)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('bessel')
  await box.getByRole('radio', { name: 'Ignore', exact: true }).click()
  await page.keyboard.press('Enter')
  await done(page)
  await expect(box).toHaveCount(0)
  await expect(chips(page)).toHaveText(/Ignore \/bessel\//)
  await expect(row(page, 'hankel1')).toHaveCount(0)
  await page.getByRole('button', { name: /^Filter/ }).click()
  await box.getByRole('switch', { name: 'Only my code' }).click()
  await expect(box.getByRole('switch', { name: 'Only my code' })).toHaveAttribute('aria-checked', 'true')
  await page.keyboard.press('Escape')
  await expect(box).toHaveCount(0)
  await done(page)
  await expect(chips(page)).toHaveCount(2)
  await expect(row(page, 'os.fsync')).toHaveCount(0)
})

test('every filter of the command line is in the box, and leaves the figures that it leaves there', async ({
  page,
}) => {
  await openDemo(page)
  const demo = demoRecording()
  const box = page.getByRole('dialog', { name: 'Filter' })
  const rules = [
    ['Focus', 'focus', 'element_sum'],
    ['Ignore', 'ignore', 'bessel'],
    ['Hide', 'hide', '^green_function$'],
    ['Show', 'show', 'scatter'],
    ['Show from', 'show-from', '^compute_field$'],
    ['Prune from', 'prune-from', '^element_sum$'],
    ['Tag focus', 'tagfocus', 'thread=Main'],
    ['Tag ignore', 'tagignore', 'thread=Main'],
    ['Tag root', 'tagroot', 'thread'],
    ['Tag leaf', 'tagleaf', 'thread state'],
  ] as const
  for (const [label, kind, text] of rules) {
    await page.keyboard.press('n')
    await box.getByRole('radio', { name: label, exact: true }).click()
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await done(page)
    const { recording } = applyTransforms(demo, [parseTransform(`${kind}:${text}`)])
    const { rows, total } = queryFunctions(recording)
    const shares = new Map<string, number>()
    for (let i = 0; i < rows.length; i++) {
      const name = recording.shared.strings[recording.shared.funcs.name[rows.func[i]!]!]!
      shares.set(name, (100 * rows.self[i]!) / total)
    }
    const [hottest, share] = [...shares].toSorted(([, a], [, b]) => b - a)[0]!
    expect([kind, Math.abs((await selfOf(page, hottest)) - share) < 0.06]).toEqual([kind, true])
    await page.keyboard.press('z')
    await done(page)
    await expect(chips(page)).toHaveCount(0)
  }
})

test('back and forward take back and do again what was filtered', async ({ page }) => {
  await openDemo(page)
  for (const text of ['element_sum', 'hankel1']) {
    await page.keyboard.press('n')
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await done(page)
    await expect.poll(() => transformsOf(page)).toContain(`focus:${text}`)
  }
  await page.goBack()
  await expect(chips(page)).toHaveText([/element_sum/])
  await page.goBack()
  await expect(chips(page)).toHaveCount(0)
  await page.goForward()
  await page.goForward()
  await done(page)
  await expect(chips(page)).toHaveText([/element_sum/, /hankel1/])
})

test('keys of tags are offered, and one that there is not is said', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('n')
  const box = page.getByRole('dialog', { name: 'Filter' })
  await expect(box.getByRole('group', { name: 'Keys of tags' })).toHaveCount(0)
  // The row of tags is reached and walked by keyboard.
  await box.getByRole('radio', { name: 'Tag focus' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(box.getByRole('radio', { name: 'Tag ignore' })).toBeFocused()
  await expect(box.getByRole('radio', { name: 'Tag ignore' })).toBeChecked()
  await expect(box.getByRole('radio', { name: 'Focus', exact: true })).not.toBeChecked()
  await box.getByRole('radio', { name: 'Tag root' }).click()
  await box.getByRole('button', { name: 'thread name' }).click()
  await box.getByRole('button', { name: 'thread state' }).click()
  await expect(box.getByRole('textbox')).toHaveValue('thread name,thread state')
  await page.keyboard.type(',thraed')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There are no tags "thraed"')
  await expect(chips(page)).toHaveCount(0)
})

test('a collapsed library has a name of its own in every view', async ({ page }) => {
  await openDemo(page)
  await row(page, 'hankel1').click()
  await page.keyboard.press('C')
  await done(page)
  await expect(row(page, 'bessel')).toHaveCount(1)
  await row(page, 'bessel').click()
  await page.keyboard.press('3')
  await expect(page.locator('.callers-func-name')).toHaveText('bessel')
  await page.keyboard.press('z')
  await done(page)
  await expect(row(page, 'hankel1')).toHaveCount(1)
})

test('the palette and the sheet of keys know the transforms', async ({ page }) => {
  await openDemo(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('only my code')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveText(/Only my code/)
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet).toContainText('Merge function into its callers')
  await expect(sheet).toContainText('Take the last transform back')
})

test('the lanes of the timeline keep their places when threads fall out', async ({ page }) => {
  await openDemo(page)
  const labels = page.locator('.strip-label')
  const before = await labels.allTextContents()
  await row(page, 'contains_point').click()
  await page.keyboard.press('f')
  await done(page)
  expect(await labels.allTextContents()).toEqual(before)
})

test('the square map has the menu too, about a place in the tree', async ({ page }) => {
  await openDemo(page, 'view=map')
  const map = page.locator('.map-canvas')
  await map.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+F10')
  const name = (await page.locator('.menu-head').textContent())!
  await page.getByRole('menuitem', { name: /Focus on this subtree only/ }).click()
  await done(page)
  await expect(chips(page)).toContainText(`Focus on the subtree of ${name}`)
  await expect(row(page, name)).toHaveCount(1)
})
