/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { startViewServer } from '../../src/server/start-view-server.ts'
import { findApplication, saveHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { recordingsToServe } from '../../src/workbench/served-recordings.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { demoRecording } from './support/demo-recording.ts'
import { openEmpty, settled, test } from './support/pages.ts'
import { DEMO_PAGE, OUT } from './support/places.ts'

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, bytes }) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(bytes)], name))
      return data
    },
    { name, bytes: [...bytes] },
  )
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
}

test('the one-file page opens from disk and asks no network', async ({ page, complaints }) => {
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await page.goto(pathToFileURL(DEMO_PAGE).href)
  await settled(page)
  const foreign = asked.filter(
    url => !url.startsWith('file:') && !url.startsWith('blob:') && !url.startsWith('data:'),
  )
  expect(foreign).toEqual([])
  const answer = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'went out',
      () => 'refused',
    ),
  )
  expect(answer).toBe('refused')
  expect(complaints.splice(0).every(text => text.includes('Content Security Policy'))).toBe(true)
})

test('the empty page says what to do and opens a dropped .pyrometer file', async ({ page }) => {
  await openEmpty(page)
  await expect(page.getByRole('heading')).toHaveText('Drop a profile here')
  await page.screenshot({ path: 'test-results/views/empty.png' })
  await drop(page, 'scatter.pyrometer', encodeRecording(demoRecording()))
  await settled(page)
  await expect(page.locator('.measured-name')).toHaveText('scatter.py')
})

test('another format is read in the page too', async ({ page }) => {
  await openEmpty(page)
  await drop(page, 'stacks.txt', new TextEncoder().encode('main;read 30\nmain;parse;token 70\n'))
  await page.waitForSelector('.tr-body')
  await expect(page.locator('.tr-body').first()).toContainText('token')
  await expect(page.locator('.tr-body').first()).toContainText('70.0')
})

test('a second file is added beside the first', async ({ page }) => {
  await page.goto(pathToFileURL(DEMO_PAGE).href)
  await settled(page)
  await drop(page, 'stacks.txt', new TextEncoder().encode('main;read 30\n'))
  await expect(page.getByRole('combobox', { name: 'Recording' })).toBeVisible()
  await expect(page.locator('.tr-body').first()).toContainText('read')
})

test('between two recordings every view follows, back and forth', async ({ page }) => {
  await page.goto(pathToFileURL(DEMO_PAGE).href)
  await settled(page)
  await drop(page, 'stacks.txt', new TextEncoder().encode('main;read 30\nmain;parse 10\n'))
  await expect(page.locator('.tr-body').first()).toContainText('read')
  await page.keyboard.press('3')
  await expect(page.locator('.callers-func-name')).toHaveText('read')
  await page.getByRole('combobox', { name: 'Recording' }).selectOption({ label: 'scatter.py' })
  await expect(page.locator('.tr-body')).not.toHaveCount(3)
  await expect(page.locator('.callers-func-name')).toHaveText('worker')
  await page.keyboard.press('2')
  await page.locator('.flame-canvas').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('#flame-focused')).toContainText(/_bootstrap|<module>/)
})

test('what cannot be read is said with what to do, and there is a way back', async ({ page }) => {
  await page.goto(pathToFileURL(DEMO_PAGE).href)
  await settled(page)
  const whole = encodeRecording(demoRecording())
  await drop(page, 'cut.pyrometer', whole.subarray(0, 5000))
  await expect(page.getByRole('alert')).toContainText(/pyrometer/)
  await page.screenshot({ path: 'test-results/views/error.png' })
  await page.getByRole('button', { name: /Back to/ }).click()
  await settled(page)
})

test('hostile names stay text', async ({ page }) => {
  const name = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=2</script>'
  const recording = recordingFromText(`${name}[file:${name}.py]\nleaf`, { name })
  const path = join(OUT, 'hostile.html')
  await saveHtmlReport([recording], path)
  await page.goto(pathToFileURL(path).href)
  await page.waitForSelector('.tr-body')
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBe(undefined)
  await expect(page.locator('.measured-name')).toHaveText(name)
  await expect(page.locator('#app img, #app script')).toHaveCount(0)
})

test('stacks of 5,000 frames, a recording of nothing, and exact figures are shown', async ({ page }) => {
  const deep = Array.from({ length: 5000 }, (_, i) => `f${i % 50}`).join(';')
  await openEmpty(page)
  await drop(page, 'deep.txt', new TextEncoder().encode(`${deep} 10\n`))
  await page.waitForSelector('.tr-body')
  await expect(page.locator('.flame-scroll')).toBeVisible()
  await drop(page, 'nothing.pyrometer', encodeRecording({ ...demoRecording(), stacks: null }))
  await expect(page.locator('.app')).toHaveAttribute('data-phase', 'ready')
})

test('a served recording opens under a strict policy, and its server knows nobody else', async ({ page }) => {
  const server = await startViewServer({
    folder: await findApplication(),
    recordings: recordingsToServe([demoRecording()]),
    port: 0,
  })
  try {
    await page.goto(server.address)
    await settled(page)
    await expect(page.locator('.measured-name')).toHaveText('scatter.py')
    const token = new URL(server.address).pathname
    expect((await fetch(server.address.replace(token, '/'))).status).toBe(404)
  } finally {
    await server.close()
  }
})

test('a recording whose page was cut off is an error, not a blank page', async ({ page }) => {
  const path = join(OUT, 'broken.html')
  const whole = readFileSync(DEMO_PAGE, 'utf8')
  writeFileSync(path, whole.replace(/(data-name="[^"]*">.{4000})[^<]*/, '$1'))
  await page.goto(pathToFileURL(path).href)
  await expect(page.getByRole('alert')).toBeVisible()
})

test('a file without functions shows what it has instead', async ({ page }) => {
  await openEmpty(page)
  const lines = Array.from({ length: 50 }, (_, i) => `MEM ${10 + i}.500000 ${1700000000 + i / 10}`)
  await drop(page, 'run.dat', new TextEncoder().encode(`CMDLINE python run.py\n${lines.join('\n')}\n`))
  await expect(page.getByRole('region', { name: 'Overview' })).toContainText('Memory (RSS)')
  await expect(page.locator('.memory-peak')).toHaveText(/^peak 62\.4/)
  await page.screenshot({ path: 'test-results/views/overview.png' })
})
