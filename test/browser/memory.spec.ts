/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import type { Recording } from '../../src/model/recording.ts'
import { tableBuilder } from '../../src/model/table-builder.ts'
import { MARKS } from '../../src/model/tables.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { violations } from './support/axe.ts'
import { demoRecording } from './support/demo-recording.ts'
import { LOOKS, selectedName, settled, test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'memory.html')

/** The demo with PSS of its process, and half of its memory where it stands for what was before. */
function withMemory(factor: number): Recording {
  const recording = demoRecording()
  const [rss] = recording.timelines
  const scaled = (by: number) => ({ ...rss!.points, value: rss!.points.value.map(value => by * value) })
  return {
    ...recording,
    timelines: [
      { ...rss!, points: scaled(factor) },
      { ...rss!, name: 'pss', points: scaled(0.8 * factor) },
    ],
  }
}

/** The same with spans that the program named. */
function withSpans(recording: Recording): Recording {
  const marks = tableBuilder(MARKS)
  const strings = [...recording.shared.strings, 'load', 'solve']
  marks.add({ name: strings.length - 2, time: 0, duration: 8e9, thread: 0 })
  marks.add({ name: strings.length - 1, time: 8e9, duration: 15e9, thread: 0 })
  return { ...recording, shared: { ...recording.shared, strings }, marks: marks.finish() }
}

/** Memory without stacks, as mprof writes it. */
function alone(recording: Recording): Recording {
  return { ...recording, stacks: null }
}

test.beforeAll(async () => {
  const recordings = [
    withMemory(1),
    withMemory(0.5),
    withSpans(withMemory(1)),
    alone(withSpans(withMemory(1))),
  ]
  writeFileSync(PAGE, [...(await renderHtmlReport(recordings))].join(''))
})

async function open(page: Page, hash = ''): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${pathToFileURL(PAGE).href}#view=threads&over=memory${hash}`)
  await expect(page.locator('.memory-chart')).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

const moment = (page: Page) => page.getByRole('complementary', { name: 'Moment' })
const brush = (page: Page) => page.locator('.memory-brush .brush')
const entry = (page: Page, key: string) =>
  page.evaluate(name => new URLSearchParams(location.hash.slice(1)).get(name), key)

test('the peak is marked, with its stack and its source', async ({ page }) => {
  await open(page)
  await settled(page)
  await expect(page.locator('.memory-peak')).toHaveText(/^peak 34\d\sMB$/)
  await expect(moment(page)).toContainText('At the peak')
  await expect(moment(page).locator('.moment-stack button').last()).toHaveText('<module>')
  const leaf = (await moment(page).locator('.moment-stack .quiet').first().textContent())!.slice(1)
  await expect(moment(page).locator('[data-marked=true] .source-number')).toHaveText(leaf)
  await moment(page).locator('.moment-stack button').nth(1).click()
  expect(await selectedName(page)).toBe(
    await moment(page).locator('.moment-stack button').nth(1).textContent(),
  )
  await expect(page.getByRole('list', { name: 'Lines' })).toContainText('Memory (PSS)')
})

test('pointing shows another moment, pressing keeps it, arrow keys move it', async ({ page }) => {
  await open(page)
  const peak = await moment(page).locator('.moment-memory').textContent()
  await brush(page).hover({ position: { x: 30, y: 60 } })
  await expect(moment(page).locator('.moment-memory')).not.toHaveText(peak!)
  await page.mouse.move(5, 5)
  await expect(moment(page).locator('.moment-memory')).toHaveText(peak!)
  await brush(page).click({ position: { x: 30, y: 60 } })
  await page.mouse.move(5, 5)
  await expect.poll(() => entry(page, 'moment')).not.toBeNull()
  const kept = await moment(page).locator('.moment-time').textContent()
  await moment(page).getByRole('slider', { name: 'Moment' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(moment(page).locator('.moment-time')).not.toHaveText(kept!)
  await page.reload()
  await expect(moment(page).locator('.moment-head')).not.toContainText('At the peak')
  await moment(page).getByRole('button', { name: 'Peak' }).click()
  await expect(moment(page)).toContainText('At the peak')
})

test('dragging chooses time for every view, and the chart zooms to it', async ({ page }) => {
  await open(page)
  const box = (await brush(page).boundingBox())!
  await page.mouse.move(box.x + box.width * 0.25, box.y + 50)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 50, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => entry(page, 'time')).toMatch(/^[56]\.?\d*-1[12]/)
  await page.getByRole('button', { name: 'Zoom to the selection' }).click()
  await expect(page.locator('.memory-axis .axis-end')).toHaveText(/^1[12]\.\d\ss$/)
  await page.getByRole('button', { name: 'Show all of the time' }).click()
  await expect(page.locator('.memory-axis .axis-end')).toHaveText(/^24/)
})

test('spans that the program named are bars with names', async ({ page }) => {
  await open(page, '&r=2')
  const bars = page.getByRole('list', { name: 'What ran' }).getByRole('listitem')
  await expect(bars).toHaveText(['load', 'solve'])
  await expect(bars.first()).toHaveAttribute('aria-label', /^load, 0\.0 to 8\.0\ss, memory \+1\d\d\sMB$/)
})

test('memory without functions is shown too', async ({ page }) => {
  await page.goto(`${pathToFileURL(PAGE).href}#r=3`)
  await expect(page.locator('.memory-chart')).toBeVisible()
  await expect(moment(page)).toContainText('only memory')
  await expect(moment(page)).toContainText('in solve')
})

test('a base is drawn beneath, with what the peaks differ by', async ({ page }) => {
  await open(page, '&base=1')
  const legend = page.getByRole('list', { name: 'Lines' })
  await expect(legend).toContainText('before')
  await expect(legend.getByRole('listitem').first()).toHaveText(/▲\s?\+17\d\sMB/)
  await expect(moment(page).locator('.moment-delta')).toHaveText(/^was 17\d\sMB: ▲\s?\+17\d\sMB$/)
})

for (const { theme, width, height } of LOOKS) {
  test(`axe-core: memory over time, ${width} × ${height}, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme })
    for (const hash of ['&time=5-12', '&base=1&r=2']) {
      await open(page, hash)
      expect.soft(await violations(page), hash).toEqual([])
    }
  })
}
