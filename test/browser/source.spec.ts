/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { violations } from './support/axe.ts'
import { demoRecording } from './support/demo-recording.ts'
import { withMeasuredLines } from './support/measured-lines.ts'
import { LOOKS, settled, test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'lines.html')

const { shared } = demoRecording()
const CONTAINS_POINT = shared.funcs.name.findIndex(name => shared.strings[name] === 'contains_point')

test.beforeAll(async () => {
  const recording = withMeasuredLines(demoRecording())
  writeFileSync(PAGE, [...(await renderHtmlReport([recording, demoRecording()]))].join(''))
})

async function open(page: Page, hash = ''): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${pathToFileURL(PAGE).href}#view=source&f=${CONTAINS_POINT}${hash}`)
  await settled(page)
  await expect(page.locator('.source-head')).toBeVisible()
}

const heads = (page: Page) => page.locator('.source-head [role=columnheader]').allTextContents()
/** The cells of a line, by its number. */
const cells = (page: Page, line: number) =>
  page
    .locator('.source-whole .source-row')
    .filter({ has: page.locator('.source-number', { hasText: new RegExp(`^${line}$`) }) })
    .locator('.line-cell')
const columnsInAddress = (page: Page) =>
  page.evaluate(() => new URLSearchParams(location.hash.slice(1)).getAll('column'))

test('hits, time, memory and increment stand side by side, each as sure as it is', async ({ page }) => {
  await open(page)
  expect(await heads(page)).toEqual(['Line', 'Hits', 'Self %', 'Total %', 'Increment', 'Memory', 'Source'])
  const line = cells(page, 22)
  await expect(line.nth(0)).toHaveText(/^4\s480\s000$/)
  await expect(line.nth(1)).toHaveText(/^\d\d\.\d±\d\.\d$/)
  await expect(line.nth(3)).toHaveText(/^96\.0\sMB$/)
  await expect(line.nth(4)).toHaveText(/^~156\sMB$/)
  // Each column has a scale of its own.
  for (const [line, column] of [
    [21, 0],
    [22, 1],
    [22, 3],
    [22, 4],
  ] as const) {
    await expect(cells(page, line).nth(column).locator('.line-figure')).toHaveClass(/heat-7/)
  }
  await expect(cells(page, 20).nth(4).locator('.line-figure')).toHaveClass(/heat-0/)
  await expect(page.locator('.source-legend')).toHaveText('% of everything · ± 99 % · ~ estimated')
})

test('lines are sorted by a column and go back to where they stand in the file', async ({ page }) => {
  await open(page)
  const numbers = () => page.locator('.source-whole .source-row .source-number').allTextContents()
  const first = await numbers()
  const increment = page.getByRole('columnheader', { name: 'Increment' })
  await increment.getByRole('button').click()
  await expect(increment).toHaveAttribute('aria-sort', 'descending')
  expect(await numbers()).toEqual(['22', '21', '25', '20', '23'])
  await expect.poll(() => page.url()).toContain('lines=self+increment')
  await page.reload()
  await settled(page)
  await expect(increment).toHaveAttribute('aria-sort', 'descending')
  await increment.getByRole('button').click()
  expect(await numbers()).toEqual(['23', '20', '25', '21', '22'])
  await increment.getByRole('button').click()
  await expect(page.locator('.source-whole .source-number').first()).toHaveText(first[0]!)
})

test('columns are chosen in a box, by keyboard too, and kept in the address', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: 'Columns' }).click()
  const box = page.getByRole('dialog', { name: 'Columns' })
  const choice = (name: string) => box.getByRole('checkbox', { name, exact: true })
  await choice('How often the line ran, counted').uncheck()
  await choice('CPU of the line itself').focus()
  await page.keyboard.press('Space')
  await expect
    .poll(() => heads(page))
    .toEqual(['Line', 'Self %', 'Total %', 'CPU', 'Increment', 'Memory', 'Source'])
  await expect
    .poll(() => columnsInAddress(page))
    .toEqual(['self-share wall', 'total-share wall', 'self cpu', 'self increment', 'self memory'])
  await page.keyboard.press('Escape')
  await expect(box).toHaveCount(0)
  await page.reload()
  await settled(page)
  expect(await heads(page)).toContain('CPU')
  await page.getByRole('button', { name: 'Columns' }).click()
  await box.getByRole('button', { name: 'As at first' }).click()
  await expect.poll(() => columnsInAddress(page)).toEqual([])
})

test('with a base every column says what it differs by', async ({ page }) => {
  await open(page, '&base=1')
  await expect(page.locator('.source-legend')).toHaveText('differs by')
  // What the base did not measure stays as it is.
  expect(await heads(page)).toEqual(['Line', 'Hits', 'Self', 'Total', 'Increment', 'Memory', 'Source'])
  await expect(cells(page, 22).nth(0)).toHaveText(/^4\s480\s000$/)
  await expect(cells(page, 22).nth(1).locator('.line-figure')).toHaveClass(/diff-3/)
  await expect(cells(page, 22).nth(1)).toHaveText('=')
})

for (const { theme, width, height } of LOOKS) {
  test(`axe-core: columns of lines, ${width} × ${height}, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme })
    await open(page)
    expect.soft(await violations(page), 'columns').toEqual([])
    await page.getByRole('button', { name: 'Columns' }).click()
    expect.soft(await violations(page), 'box of columns').toEqual([])
    const [table, view] = await page.evaluate(() =>
      ['.source-whole', '.source-main'].map(
        name => document.querySelector(name)!.getBoundingClientRect().right,
      ),
    )
    expect(table).toBeLessThanOrEqual(view! + 1)
  })
}
