/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { decodeRecording } from '../../src/model/codec/read.ts'
import { encodeRecording } from '../../src/model/codec/write.ts'
import type { Recording } from '../../src/model/recording.ts'
import { startViewServer } from '../../src/server/start-view-server.ts'
import { findApplication, renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { recordingsToServe } from '../../src/workbench/served-recordings.ts'
import { demoBefore } from './support/demo-before.ts'
import { demoRecording } from './support/demo-recording.ts'
import { openDemo, settled, test } from './support/pages.ts'
import { OUT } from './support/places.ts'

/** Saves the page on screen and returns the file. */
async function save(page: Page, name: string, { isRedacted = false } = {}): Promise<string> {
  await page.keyboard.press('s')
  const dialog = page.getByRole('dialog', { name: 'Save as one file' })
  if (isRedacted) await dialog.getByRole('switch', { name: 'Redact' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save', exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toBe('scatter.html')
  const path = join(OUT, name)
  await download.saveAs(path)
  await expect(dialog).toBeHidden()
  return path
}

function recordingsIn(path: string): Recording[] {
  return [...readFileSync(path, 'utf8').matchAll(/x-pyrometer"[^>]*>([^<]*)<\/script>/g)].map(match =>
    decodeRecording(Uint8Array.from(Buffer.from(match[1]!, 'base64'))),
  )
}

/** The bytes of the demo's file once it was read: what must come out again. */
const demoBytes = () => encodeRecording(decodeRecording(encodeRecording(demoRecording())))

const template = (path: string) =>
  readFileSync(path, 'utf8').replaceAll(/<script type="application\/x-pyrometer"[\s\S]*?<\/script>\n/g, '')

test('a page saved from a page shows the same, and so does one saved from that', async ({ page }) => {
  await openDemo(page, 'view=callers&time=5-18&t=hide%3Aos%5C.&q=sum')
  const first = await save(page, 'first.html')
  expect(encodeRecording(recordingsIn(first)[0]!)).toEqual(demoBytes())
  await page.goto(pathToFileURL(first).href)
  await settled(page)
  await expect(page.locator('.callers')).toBeVisible()
  await expect(page.locator('.chip-transform')).toHaveCount(1)
  await expect(page.getByRole('combobox', { name: /Search/ })).toHaveValue('sum')
  const second = await save(page, 'second.html')
  expect(template(second)).toBe(template(first))
  expect(encodeRecording(recordingsIn(second)[0]!)).toEqual(demoBytes())
})

test('a page saved from a server opens from disk', async ({ page, context }) => {
  const server = await startViewServer({
    folder: await findApplication(),
    recordings: recordingsToServe([demoRecording()]),
    port: 0,
  })
  try {
    await page.goto(server.address)
    await settled(page)
    const path = await save(page, 'from-server.html')
    await server.close()
    await context.setOffline(true)
    await page.goto(pathToFileURL(path).href)
    await settled(page)
    await expect(page.locator('.measured-name')).toHaveText('scatter.py')
  } finally {
    await server.close()
  }
})

test('a redacted page says that it is, and holds nothing of what was taken out', async ({ page }) => {
  await openDemo(page, 'view=source&t=focus%3Ascatter.*&q=sum')
  const path = await save(page, 'redacted.html', { isRedacted: true })
  const [recording] = recordingsIn(path)
  const text = JSON.stringify([recording!.shared.strings, recording!.meta])
  for (const secret of ['/usr/lib', '/opt/venv', '--grid', 'def element_sum', 'examples/scatter']) {
    expect(text).not.toContain(secret)
  }
  expect(text).toContain('site-packages/bessel/jv.py')
  // Patterns may hold any word.
  expect(readFileSync(path, 'utf8').match(/data-hash="[^"]*"/)?.[0]).not.toMatch(/sum|scatter/)
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  await expect(page.locator('.measured')).toContainText('redacted')
  await expect(page.locator('.tr-body').first()).toContainText('worker')
})

test('a redacted page of a comparison holds what the transforms left of both sides', async ({ page }) => {
  const both = join(OUT, 'save-both.html')
  writeFileSync(both, [...(await renderHtmlReport([demoRecording(), demoBefore()]))].join(''))
  await page.goto(`${pathToFileURL(both).href}#view=functions&base=1&t=focus%3Acontains_point`)
  await settled(page)
  const delta = page.locator('.tr-body').filter({ hasText: 'contains_point' }).first().locator('.td-delta')
  const before = await delta.textContent()
  expect(before).toMatch(/^▼ −/)
  const path = await save(page, 'redacted-both.html', { isRedacted: true })
  expect(readFileSync(path, 'utf8').match(/data-hash="[^"]*"/)?.[0]).not.toContain('contains_point')
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  await expect(page.locator('.base-chip')).toBeVisible()
  await expect(delta).toHaveText(before!)
  await expect(page.locator('.tr-body').filter({ hasText: 'parse_row' })).toHaveCount(0)
})

test('a redacted page keeps its comparison after a transform of a single node too', async ({ page }) => {
  const both = join(OUT, 'save-node.html')
  writeFileSync(both, [...(await renderHtmlReport([demoRecording(), demoBefore()]))].join(''))
  await page.goto(
    `${pathToFileURL(both).href}#view=functions&base=1&t=${encodeURIComponent('merge-node:@0')}`,
  )
  await settled(page)
  await expect(page.locator('.chip-transform')).toHaveCount(1)
  const rows = page.locator('.tr-body .td-delta')
  const before = await rows.allTextContents()
  expect(before.join()).toMatch(/▼ −/)
  const path = await save(page, 'redacted-node.html', { isRedacted: true })
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  await expect(page.locator('.base-chip')).toBeVisible()
  await expect(page.locator('.chip-transform')).toHaveCount(0)
  await expect.poll(() => rows.allTextContents()).toEqual(before)
})

test('the dialog keeps the keyboard, and gives it back', async ({ page }) => {
  await openDemo(page)
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Save as one file' })
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeFocused()
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab')
    // Past its last part the browser's own controls come, never the page behind.
    const inside = await page.evaluate(
      () =>
        document.activeElement === document.body || document.activeElement?.closest('[role=dialog]') !== null,
    )
    expect(inside).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeFocused()
})
