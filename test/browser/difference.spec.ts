/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { DIFFERENCE } from '../../src/render/svg/heat.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { demoBefore } from './support/demo-before.ts'
import { demoRecording } from './support/demo-recording.ts'
import { SIZES, settled, THEMES, test, VIEWS } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'difference.html')

test.beforeAll(async () => {
  writeFileSync(PAGE, [...(await renderHtmlReport([demoRecording(), demoBefore()]))].join(''))
})

async function open(page: Page, hash = ''): Promise<void> {
  await page.goto(`${pathToFileURL(PAGE).href}${hash === '' ? '' : `#${hash}`}`)
  await settled(page)
}

const row = (page: Page, name: string) =>
  page.locator('.tr-body').filter({ has: page.locator('.td-name').getByText(name, { exact: true }) })
const cell = async (page: Page, name: string, key: string) =>
  (await row(page, name).first().locator(`.td-${key}`).textContent()) ?? ''
const entry = (page: Page, key: string) =>
  page.evaluate(name => new URLSearchParams(location.hash.slice(1)).get(name), key)

test('a base is chosen in the header, shown in the table, kept in the address and taken back', async ({
  page,
}) => {
  await open(page, 'view=functions')
  await page.getByLabel('Compare with').selectOption('1')
  await expect(page.locator('.base-chip')).toBeVisible()
  await settled(page)
  await expect(page.locator('[aria-sort=descending]')).toContainText('Difference')
  expect(await cell(page, 'contains_point', 'delta')).toMatch(/^▼ −/)
  expect(await cell(page, 'contains_point', 'change')).toMatch(/^−(50|49\.\d|5\d)\s%/)
  expect(await cell(page, 'element_sum', 'change')).toBe('new')
  await expect(row(page, 'contains_point').first().locator('.heat-cell')).toHaveClass(/diff-[01]/)
  await expect(row(page, 'element_sum').first().locator('.heat-cell')).toHaveClass(/diff-[456]/)
  await expect(page.getByRole('img', { name: /Colours are the difference of self/ })).toBeVisible()
  await expect.poll(() => entry(page, 'base')).toBe('1')
  await page.reload()
  await settled(page)
  expect(await cell(page, 'element_sum', 'change')).toBe('new')
  await page.getByRole('button', { name: 'Swap the two recordings' }).click()
  await settled(page)
  expect(await cell(page, 'element_sum', 'change')).toBe('gone')
  await page.locator('.base-chip .chip').click()
  await expect(page.locator('.base-chip')).toHaveCount(0)
  await settled(page)
  await expect(page.locator('.td-was')).toHaveCount(0)
  await expect.poll(() => entry(page, 'base')).toBeNull()
})

test('beside itself nothing differs', async ({ page }) => {
  await open(page, 'view=functions&base=0')
  const cells = await page.locator('.tr-body .td-delta').allTextContents()
  expect(cells.length).toBeGreaterThan(5)
  expect(new Set(cells)).toEqual(new Set(['same']))
})

test('boxes are as wide as costs now, before, or both; the tip tells both', async ({ page }) => {
  await open(page, 'view=flame&base=1')
  await page.getByRole('radio', { name: 'Before' }).click()
  await expect.poll(() => entry(page, 'widths')).toBe('base')
  await page.getByRole('radio', { name: 'Both' }).click()
  await expect.poll(() => entry(page, 'widths')).toBe('union')
  await settled(page)
  const box = (await page.locator('.flame-canvas').boundingBox())!
  await page.mouse.move(box.x + 20, box.y + 10)
  await expect(page.locator('.tip')).toContainText('was')
  await page.locator('.flame-canvas').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('#flame-focused')).toContainText(/total .* was .*self .* was /)
})

for (const view of ['flame', 'map'] as const) {
  for (const measure of ['self', 'total'] as const) {
    test(`a box of the ${view} has the colour, the arrow and the text of its own difference: ${measure}`, async ({
      page,
    }) => {
      await open(page, `view=${view}&base=1&widths=union&heat=${measure}`)
      const canvas = page.locator(`.${view}-canvas`)
      const { x, y, width, height } = (await canvas.boundingBox())!
      const dark = await page.evaluate(() => document.documentElement.dataset.theme !== 'light')
      const seen = new Set<string>()
      for (let row = 0.5; row < Math.min(12, height / 24); row++) {
        for (const share of [0.1, 0.3, 0.45, 0.62, 0.8, 0.95]) {
          const at = [Math.floor(share * width), Math.floor(24 * row)] as const
          await page.mouse.move(x + at[0], y + at[1])
          const dot = page.locator('.tip .heat-dot')
          if ((await dot.count()) === 0) continue
          const step = Number(/diff-(\d)/.exec((await dot.getAttribute('class'))!)![1])
          const figure = await page.evaluate(name => {
            const terms = [...document.querySelectorAll('.tip dt')]
            const term = terms.find(one => one.textContent === `Here, ${name}`)!
            // "1.20 s was 1.00 s", then "▲ +200 ms +20 %".
            return term.nextElementSibling!.nextElementSibling!.nextElementSibling!.textContent!
          }, measure)
          expect(Math.sign(step - 3) * (figure.startsWith('▼') ? -1 : 1), figure).toBeGreaterThanOrEqual(0)
          if (figure.startsWith('same')) expect(step).toBe(3)
          const colour = await canvas.locator('canvas').evaluate((element, [px, py]) => {
            const ratio = devicePixelRatio
            const { data } = (element as HTMLCanvasElement)
              .getContext('2d')!
              .getImageData(px * ratio - 3, py * ratio, 7, 1)
            const colours = Array.from({ length: 7 }, (_, i) =>
              [...data.slice(4 * i, 4 * i + 3)].map(value => value.toString(16).padStart(2, '0')).join(''),
            )
            // The place may lie on a letter, or beside another box.
            return new Set(colours).size === 1 ? `#${colours[0]}` : ''
          }, at)
          if (DIFFERENCE[dark ? 'dark' : 'light'].includes(colour)) {
            expect(colour).toBe(DIFFERENCE[dark ? 'dark' : 'light'][step])
            seen.add(colour)
          }
        }
      }
      expect(seen.size).toBeGreaterThan(1)
    })
  }
}

test('Escape stops comparing after the transforms that stand on it', async ({ page }) => {
  await open(page, 'view=functions&base=1')
  await row(page, 'contains_point').first().click()
  await page.keyboard.press('m')
  await expect(page.locator('.chip-transform')).toHaveText(/Merge contains_point/)
  await settled(page)
  await expect(row(page, 'contains_point')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.locator('.chip-transform')).toHaveCount(0)
  await expect(page.locator('.base-chip')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('.base-chip')).toHaveCount(0)
})

for (const theme of THEMES) {
  for (const size of SIZES) {
    test(`every view shows the difference: ${theme}, ${size.width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize(size)
      for (const view of VIEWS) {
        await open(page, `view=${view}&base=1&f=3`)
        await expect(page.locator('.base-chip')).toBeVisible()
        // Nothing reaches out of the window, and no text is smaller than 12 px.
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(wide, view).toBeLessThanOrEqual(0)
        const small = await page.evaluate(
          () =>
            [...document.querySelectorAll('body *')]
              .filter(element =>
                [...element.childNodes].some(node => node.nodeType === 3 && node.textContent!.trim() !== ''),
              )
              .map(element => Number.parseFloat(getComputedStyle(element).fontSize))
              .filter(px => px < 12).length,
        )
        expect(small, view).toBe(0)
      }
    })
  }
}

test('recordings that are shown together are in the address', async ({ page }) => {
  const path = join(OUT, 'together.html')
  const ranks = [
    recordingFromText('10    30\nmain  main\na     b', { name: 'rank 0' }),
    recordingFromText('20\nmain\nb', { name: 'rank 1' }),
  ]
  writeFileSync(path, [...(await renderHtmlReport(ranks))].join(''))
  await page.goto(`${pathToFileURL(path).href}#view=functions`)
  await settled(page)
  await page.getByRole('button', { name: 'Parts' }).click()
  const box = page.getByRole('dialog', { name: 'Parts' })
  for (const rank of ['rank 0', 'rank 1']) await box.getByRole('checkbox', { name: rank }).check()
  await box.getByRole('button', { name: 'Show 2 together' }).click()
  await expect(page.locator('.tr-body').filter({ hasText: /^b/ })).toContainText('83.3')
  await expect.poll(() => entry(page, 'parts')).toBe('0.1')
  await page.reload()
  await settled(page)
  await expect(page.locator('.tr-body').filter({ hasText: /^b/ })).toContainText('83.3')
  expect(await entry(page, 'parts')).toBe('0.1')
})

test('groups, values beside and the most expensive stack show both sides', async ({ page }) => {
  await open(page, 'view=functions&base=1&group=module&beside=cpu')
  const group = page.locator('.tr-group').filter({ hasText: 'scatter' }).first()
  await expect(group.locator('.td-was')).toHaveText(/\d\ss$/)
  await expect(group.locator('.td-delta .heat-cell')).toHaveClass(/diff-/)
  await expect(group.locator('.td-besideSelf')).toHaveText(/[▲▼]/)
  await open(page, 'view=functions&base=1&beside=cpu')
  await expect(page.getByRole('columnheader', { name: 'CPU self by' })).toBeVisible()
  expect(await cell(page, 'contains_point', 'besideSelf')).toMatch(/^▼ −/)
  await row(page, 'contains_point').first().click()
  await expect(page.locator('.hot-stack [aria-current=true] .bars-value')).toHaveText(/^▼ −/)
})
