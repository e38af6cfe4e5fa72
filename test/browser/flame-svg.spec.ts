import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { putUnder } from '../../src/analysis/difference/put-under.ts'
import { queryCallTree } from '../../src/query/tree/call-tree.ts'
import { queryCentredTree } from '../../src/query/tree/centred-tree.ts'
import { renderFlameSvg } from '../../src/render/svg/flame.ts'
import { recordingFromText } from '../support/recording-from-text.ts'

const DEEP = Array.from({ length: 30 }, (_, d) => `${' '.repeat(14)}deep_${d + 1}`)
const GRID = [
  '600    399    1',
  'main   main   main',
  'solve  read   import',
  'inner         deep_0',
  ...DEEP,
].join('\n')

/** Writes the flame graph of the grid and opens it as a document of its own. */
async function open(page: Page, options = {}): Promise<void> {
  const recording = recordingFromText(GRID)
  const tree = queryCallTree(recording)
  const svg = renderFlameSvg(tree, recording.shared, { title: 'grid', minWidth: 0.1, ...options })
  const path = join(mkdtempSync(join(tmpdir(), 'pyrometer-svg-')), 'flame.svg')
  writeFileSync(path, svg)
  await page.goto(pathToFileURL(path).href)
}

const box = (page: Page, name: string) =>
  page.locator('#boxes > g').filter({ has: page.locator(`title:text-matches("^${name}\\\\b")`) })
const state = (page: Page) =>
  page.evaluate(() => {
    const visible = [...document.querySelectorAll('#boxes > g')].filter(
      g => g.getAttribute('display') !== 'none',
    )
    return {
      names: visible.map(g => g.querySelector('title')?.textContent?.split('\n')[0]),
      widths: visible.map(g => Math.round(Number(g.querySelector('rect')?.getAttribute('width')))),
      height: Number(document.documentElement.getAttribute('height')),
      details: document.getElementById('details')?.textContent,
      tools: document.getElementById('tools')?.textContent,
    }
  })

test('a flame graph zooms by click, goes deeper than it showed, and comes back by Escape', async ({
  page,
}) => {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await open(page)
  const before = await state(page)
  expect(before.names).toEqual(['main', 'solve', 'read', 'import', 'inner', 'deep_0'])
  expect(before.details).toContain('30 deeper levels')
  await box(page, 'solve').locator('rect').click()
  const zoomed = await state(page)
  expect(zoomed.names).toEqual(['main', 'solve', 'inner'])
  expect(new Set(zoomed.widths)).toEqual(new Set([1167]))
  await page.keyboard.press('Escape')
  expect(await state(page)).toEqual(before)
  expect(errors).toEqual([])
})

test('a narrow box opens on the levels above it', async ({ page }) => {
  await open(page)
  await box(page, 'import').locator('rect').dispatchEvent('click')
  const { names, height } = await state(page)
  expect(names).toHaveLength(2 + 31)
  expect(height).toBe(60 + 33 * 24 + 44)
})

test('search marks what matches and says its share', async ({ page }) => {
  await open(page)
  page.once('dialog', dialog => dialog.accept('INNER'))
  await page.keyboard.press('/')
  expect((await state(page)).tools).toContain('Search: INNER 60.0 %')
  expect(await page.locator('#boxes > g.found').count()).toBe(1)
})

test('arrow keys walk the boxes, Enter zooms, and screen readers are told', async ({ page }) => {
  await open(page)
  await page.keyboard.press('Tab')
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement
      const name = element?.querySelector('title')?.textContent?.split('\n')[0] ?? element?.textContent
      return `${element?.getAttribute('role')} ${name}`
    })
  expect(await focused()).toBe('button Search (/)')
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('button main')
  await page.keyboard.press('ArrowUp')
  expect(await focused()).toBe('button solve')
  await page.keyboard.press('ArrowRight')
  expect(await focused()).toBe('button read')
  expect((await state(page)).details).toContain('read   total 39.9')
  await page.keyboard.press('Enter')
  expect((await state(page)).names).toEqual(['main', 'read'])
  expect(await focused()).toBe('button read')
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe('button main')
  await page.keyboard.press('Escape')
  expect((await state(page)).names).toContain('solve')
  const root = page.locator('svg[role=group]')
  expect(await root.getAttribute('aria-labelledby')).toBe('title desc')
})

test('a picture centred on a function zooms into callers and callees apart', async ({ page }) => {
  const recording = recordingFromText('3     2\nmain  other\nwork  work\nread  parse')
  const func = recording.shared.funcs.name.findIndex(name => recording.shared.strings[name] === 'work')
  const { callers, callees } = queryCentredTree(recording, func)
  const svg = renderFlameSvg(callees, recording.shared, { title: 'work', callers })
  const path = join(mkdtempSync(join(tmpdir(), 'pyrometer-svg-')), 'centred.svg')
  writeFileSync(path, svg)
  await page.goto(pathToFileURL(path).href)
  const tops = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('#boxes > g')]
        .filter(g => g.getAttribute('display') !== 'none')
        .map(g => [
          g.querySelector('title')?.textContent?.split('\n')[0],
          Math.sign(Number(g.querySelector('rect')?.getAttribute('y'))),
        ]),
    )
  expect(await tops()).toEqual([
    ['main', -1],
    ['other', -1],
    ['work', 0],
    ['read', 1],
    ['parse', 1],
  ])
  await box(page, 'other').locator('rect').click()
  expect((await tops()).map(([name]) => name)).toEqual(['other', 'work', 'read', 'parse'])
  await page.keyboard.press('Escape')
  await box(page, 'read').locator('rect').click()
  expect((await tops()).map(([name]) => name)).toEqual(['main', 'other', 'work', 'read'])
})

test('a search that is given stands when the picture opens, and can be taken back', async ({ page }) => {
  await open(page, { search: 'inner' })
  expect((await state(page)).tools).toContain('Search: inner 60.0 %')
  await page.getByText('Reset search').click()
  expect(await page.locator('#boxes > g.found').count()).toBe(0)
})

test('what is zoomed into and searched for stands in the address, as in flamegraph.pl’s pictures', async ({
  page,
}) => {
  await open(page)
  await box(page, 'read').locator('rect').click()
  page.once('dialog', dialog => dialog.accept('rea+d'))
  await page.keyboard.press('F3')
  const drawn = async () => ({ ...(await state(page)), details: null })
  const before = await drawn()
  expect(before.names).toEqual(['main', 'read'])
  expect(new URL(page.url()).searchParams.get('s')).toBe('rea+d')
  await page.reload()
  expect(await drawn()).toEqual(before)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  expect(new URL(page.url()).search).toBe('')
  const address = page.url()
  await page.goto(`${address}?s=inner&x=1&y=1`)
  expect((await state(page)).tools).toContain('Search: inner 60.0 %')
  expect((await state(page)).names).toContain('solve')
})

for (const width of [640, 1200]) {
  test(`no words stand on others or beyond the picture, however long they are, ${width} px`, async ({
    page,
  }) => {
    const name = `${'Ns::Template<'.repeat(400)}x`
    const [own, base] = [recordingFromText(`600\n${name}`), recordingFromText(`500\n${name}`)]
    const recording = putUnder(own, base, 'none')
    const title = 'MATRIX_MULTIPLICATION WITH 名前 and מטריצה '.repeat(9)
    const svg = renderFlameSvg(queryCallTree(recording), recording.shared, { title, subtitle: title, width })
    const path = join(mkdtempSync(join(tmpdir(), 'pyrometer-svg-')), 'long.svg')
    writeFileSync(path, svg)
    await page.setViewportSize({ width: 1280, height: 400 })
    await page.goto(pathToFileURL(path).href)
    const faults = () =>
      page.evaluate(() => {
        const texts = [...document.querySelectorAll('.head, .sub')].filter(
          text => text.textContent?.trim() !== '' && getComputedStyle(text).visibility === 'visible',
        )
        const places = texts.map(text => text.getBoundingClientRect())
        const edge = document.documentElement.getBoundingClientRect().right - 16
        return texts.flatMap((text, i) => [
          ...(places[i]!.left < 15.9 || places[i]!.right > edge + 0.5 ? [`beyond: ${text.textContent}`] : []),
          ...places.flatMap((other, k) => {
            const place = places[i]!
            const isApart =
              place.right <= other.left ||
              other.right <= place.left ||
              place.bottom <= other.top ||
              other.bottom <= place.top
            return k <= i || isApart ? [] : [`${text.textContent} on ${texts[k]!.textContent}`]
          }),
        ])
      })
    expect(await faults()).toEqual([])
    await box(page, 'Ns').first().hover()
    await expect(page.locator('#details')).toContainText(/total 600\sms, was 500\sms: ▲ \+100\sms/)
    expect(await faults()).toEqual([])
    await page.locator('#boxes > g').first().click()
    page.once('dialog', dialog => dialog.accept('Ns::Template<'.repeat(20)))
    await page.keyboard.press('/')
    expect((await state(page)).tools).toMatch(/Reset zoom.*Reset search.*Search: Ns::Template<.*… 100\.0 %/s)
    expect(await faults()).toEqual([])
    await page.mouse.move(5, 5)
    await expect(page.locator('#legend')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await page.locator('.head').textContent()).toContain('…')
    expect(await faults()).toEqual([])
  })
}

test('a box that is a link is followed by a click and zoomed into with Ctrl', async ({ page }) => {
  const attributes = new Map([['solve', { href: '#followed', title: 'about solve' }]])
  await open(page, { attributes })
  const solve = box(page, 'about solve').locator('rect')
  await solve.click({ modifiers: ['Control'] })
  expect((await state(page)).names).toEqual(['main', 'about solve', 'inner'])
  expect(page.url()).not.toContain('#followed')
  await page.keyboard.press('Escape')
  await solve.click()
  await expect.poll(() => page.url()).toContain('#followed')
  expect((await state(page)).names).toContain('import')
  page.once('dialog', dialog => dialog.accept('SOLVE'))
  await page.keyboard.press('/')
  expect(await page.locator('#boxes > g.found').count()).toBe(1)
})

for (const colorScheme of ['dark', 'light'] as const) {
  test(`text is at least 12 px and stays in its box, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, { isStatic: true, isIcicle: true })
    const spills = await page.evaluate(() =>
      [...document.querySelectorAll('#boxes > g')].flatMap(g => {
        const [text, rect] = [g.querySelector('text'), g.querySelector('rect')]
        if (text === null || rect === null) return []
        const size = Number.parseFloat(getComputedStyle(text).fontSize)
        const isInside = text.getBoundingClientRect().right <= rect.getBoundingClientRect().right
        return size >= 12 && isInside ? [] : [text.textContent]
      }),
    )
    expect(spills).toEqual([])
  })
}
