/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { demoRecording } from './support/demo-recording.ts'
import { withMeasuredLines } from './support/measured-lines.ts'
import { test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'lines-alone.html')

test.beforeAll(async () => {
  const recording = { ...withMeasuredLines(demoRecording()), stacks: null }
  writeFileSync(PAGE, [...(await renderHtmlReport([recording]))].join(''))
})

async function open(page: Page, hash = ''): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${pathToFileURL(PAGE).href}${hash}`)
  await expect(page.getByRole('region', { name: 'Overview' })).toBeVisible()
}

const table = (page: Page) => page.getByRole('table', { name: 'Lines by function' })

test('a recording of lines alone takes the filters that lines know', async ({ page }) => {
  await open(page)
  await expect(table(page)).toContainText('contains_point')
  await page.keyboard.press('n')
  const kinds = page.getByRole('radiogroup', { name: 'What the pattern does' })
  await expect(kinds.getByRole('radio')).toHaveText(['Focus', 'Ignore', 'Hide', 'Show'])
  await page.keyboard.type('scatter\\.py:22')
  await page.keyboard.press('Enter')
  await expect(page.locator('.chip-transform')).toContainText('Focus on')
  await expect(table(page)).toContainText('contains_point')
  await page.keyboard.press('Escape')
  await expect(page.locator('.chip-transform')).toHaveCount(0)
  await open(page, '#t=ignore%3Acontains_point')
  await expect(page.locator('.chip-transform')).toContainText('keeps 0')
  await expect(table(page)).toHaveCount(0)
})

test('and says what it cannot do', async ({ page }) => {
  await open(page, '#t=show-from%3Acontains_point')
  await expect(page.getByText('holds figures of lines, not who called whom')).toBeVisible()
  await expect(table(page)).toContainText('contains_point')
})
