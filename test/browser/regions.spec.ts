/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import type { Recording } from '../../src/model/recording.ts'
import { tableBuilder } from '../../src/model/table-builder.ts'
import { MARKS } from '../../src/model/tables.ts'
import { applyTransform } from '../../src/query/filter/transforms.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { violations } from './support/axe.ts'
import { demoRecording } from './support/demo-recording.ts'
import { settled, test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'regions.html')

/** The demo with spans that its program named, one of them with a semicolon in its name. */
function recordingWithSpans(): Recording {
  const recording = demoRecording()
  const names = ['load', 'solve; fast']
  const marks = tableBuilder(MARKS)
  const first = recording.shared.strings.length
  marks.add({ name: first, time: 0, duration: 8e9, thread: -1 })
  marks.add({ name: first + 1, time: 8e9, duration: 4e9, thread: -1 })
  marks.add({ name: first, time: 20e9, duration: 1e9, thread: -1 })
  return {
    ...recording,
    shared: { ...recording.shared, strings: [...recording.shared.strings, ...names] },
    marks: marks.finish(),
  }
}

test.beforeAll(async () => {
  writeFileSync(PAGE, [...(await renderHtmlReport([recordingWithSpans()]))].join(''))
})

async function open(page: Page, hash: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${pathToFileURL(PAGE).href}#${hash}`)
  await settled(page)
}

/** Share of the whole that a region keeps, as the chip says it. */
function kept(text: string): string {
  const recording = recordingWithSpans()
  const { kind, names } = { kind: 'region', names: text.split('|') } as const
  const done = applyTransform(recording, { kind, names }).recording
  const share = queryFunctions(done).total / queryFunctions(recording).total
  return (100 * share).toFixed(1)
}

test('a region in the timeline filters every view, and another one adds to it', async ({ page }) => {
  await open(page, 'view=functions')
  const bars = page.locator('.region-bar')
  await expect(bars).toHaveCount(3)
  await bars.first().click()
  const chip = page.locator('.chip-transform')
  await expect(chip).toContainText('Within load')
  await expect(chip).toContainText(`keeps ${kept('load')}`)
  await expect(bars.first()).toHaveAttribute('data-chosen', 'true')
  await bars.nth(1).click()
  await expect(chip).toHaveCount(1)
  await expect(chip).toContainText('Within load or solve; fast')
  await expect(chip).toContainText(`keeps ${kept('load|solve; fast')}`)
  await expect.poll(() => new URL(page.url()).hash).toContain('solve')
  await page.reload()
  await expect(chip).toContainText('Within load or solve; fast')
  await bars.first().click()
  await expect(chip).toContainText('Within solve; fast')
  await chip.click()
  await expect(chip).toHaveCount(0)
})

test('regions are chosen by key, in the timeline and the filter box', async ({ page }) => {
  await open(page, 'view=threads')
  const group = page.getByRole('group', { name: 'Regions' })
  const load = group.getByRole('button', { name: /^load/ })
  await load.focus()
  await page.keyboard.press('Enter')
  await expect(load).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('n')
  const box = page.getByRole('dialog', { name: 'Filter' })
  await expect(box.getByRole('switch', { name: 'Only load' })).toHaveAttribute('aria-checked', 'true')
  await box.getByRole('switch', { name: 'Only load' }).press('Enter')
  await expect(page.locator('.chip-transform')).toHaveCount(0)
  expect(await violations(page)).toEqual([])
})

test('the strip with regions has no fault and cuts nothing off at 900 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 700 })
  await open(page, 'view=functions')
  expect(await violations(page)).toEqual([])
  const [row, axis] = [page.locator('.region-row'), page.locator('.strip-axis')]
  const [above, below] = [await row.boundingBox(), await axis.boundingBox()]
  expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y + 1)
})
