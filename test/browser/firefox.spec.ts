/// <reference lib="dom" />
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@playwright/test'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { redactRecording } from '../../src/analysis/redact/redact-recording.ts'
import { flameSvg } from '../../src/workbench/flame.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { demoRecording } from './support/demo-recording.ts'
import { THEMES, VIEWS } from './support/pages.ts'
import { DEMO_PAGE, OUT } from './support/places.ts'

/** Firefox's program: `PYROMETER_FIREFOX`, else the first on the PATH; null when there is none. */
function findFirefox(): string | null {
  const named = process.env.PYROMETER_FIREFOX
  if (named !== undefined && existsSync(named)) return named
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const places = folders.flatMap(folder => ['firefox-esr', 'firefox'].map(name => join(folder, name)))
  return places.find(place => existsSync(place)) ?? null
}

/** The canvases on screen that hold nothing but one colour. */
function blankCanvases(): string[] {
  const blank: string[] = []
  for (const canvas of document.querySelectorAll('canvas')) {
    const { width, height } = canvas
    if (width === 0 || height === 0 || !canvas.checkVisibility()) continue
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const pixels = new Uint32Array(data.buffer)
    if (pixels.every(pixel => pixel === pixels[0])) blank.push(canvas.parentElement?.className ?? '')
  }
  return blank
}

test.describe('in Firefox, from disk, without a network', () => {
  const program = findFirefox()
  test.skip(program === null, 'needs firefox, which is not on the PATH')
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  test.beforeAll(async () => {
    mkdirSync('test-results/firefox', { recursive: true })
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: program!,
      headless: true,
      extraPrefsFirefox: {
        // Whatever the page asks of a network goes to a port where nobody answers.
        'network.proxy.type': 1,
        'network.proxy.http': '127.0.0.1',
        'network.proxy.http_port': 9,
        'network.proxy.ssl': '127.0.0.1',
        'network.proxy.ssl_port': 9,
      },
    })
    page = await browser.newPage()
    page.on('console', message => {
      if (['error', 'warn'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(String(error)))
  })
  test.afterAll(async () => browser?.close())
  test.afterEach(() => expect(complaints.splice(0), 'what the page complained about').toEqual([]))

  async function open(path: string, hash: string): Promise<void> {
    await page.goto('about:blank')
    await page.goto(`${pathToFileURL(path).href}#${hash}`)
    await page.waitForSelector('[data-phase=ready] [role=grid] [aria-rowindex="2"]')
    await page.waitForFunction('document.querySelector("[aria-busy=true]") === null')
    await new Promise(resolve => setTimeout(resolve, 300))
  }

  for (const theme of THEMES) {
    for (const width of [1440, 900]) {
      test(`every view, ${theme}, ${width} px`, async () => {
        await page.setViewport({ width, height: 900 })
        await open(DEMO_PAGE, '')
        if ((await page.$eval('html', root => root.dataset.theme)) !== theme) await page.keyboard.press('t')
        for (const [i, view] of VIEWS.entries()) {
          await page.keyboard.press(`Digit${i + 1}` as 'Digit1')
          await page.waitForFunction('document.querySelector("[aria-busy=true]") === null')
          await new Promise(resolve => setTimeout(resolve, 350))
          expect(await page.$eval('.rail-item[aria-current]', item => item.getAttribute('data-view'))).toBe(
            view,
          )
          expect(await page.evaluate(blankCanvases), `${view}: canvases without a picture`).toEqual([])
          const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
          expect(scrolls, `${view}: the page itself scrolls`).toBe(false)
          await page.screenshot({ path: `test-results/firefox/${view}-${width}-${theme}.png` as const })
        }
      })
    }
  }

  test('saves the page, and opens what it saved', async () => {
    await open(DEMO_PAGE, 'view=map')
    await page.evaluate(() => {
      const kept: Promise<string>[] = []
      Object.assign(window, { kept })
      const create = URL.createObjectURL.bind(URL)
      URL.createObjectURL = object => {
        if (object instanceof Blob && object.type === 'text/html') kept.push(object.text())
        return create(object)
      }
      HTMLAnchorElement.prototype.click = () => undefined
    })
    await page.keyboard.press('s')
    await page.waitForSelector('.save-dialog .button-primary')
    await page.keyboard.press('Enter')
    await page.waitForFunction('window.kept.length === 1')
    const text = await page.evaluate(() => (window as unknown as { kept: Promise<string>[] }).kept[0])
    const path = join(OUT, 'saved-by-firefox.html')
    writeFileSync(path, text!)
    expect(text!.length).toBeGreaterThan(0.9 * readFileSync(DEMO_PAGE).length)
    await open(path, '')
    expect(await page.$eval('.rail-item[aria-current]', item => item.getAttribute('data-view'))).toBe('map')
  })

  test('shows a redacted page', async () => {
    const path = join(OUT, 'redacted-firefox.html')
    writeFileSync(path, [...(await renderHtmlReport([redactRecording(demoRecording())]))].join(''))
    await open(path, '')
    expect(await page.$eval('.measured', element => element.textContent)).toContain('redacted')
  })

  for (const compat of [undefined, 'flamegraph', 'flamegraph-1.0'] as const) {
    test(`zooms and searches a flame graph ${compat === undefined ? '' : `in the manner of ${compat}`}`, async () => {
      const recording = recordingFromText(
        '600    300    60    40\nmain   main   main  main\nsolve  read   parse import',
      )
      const path = join(OUT, `flame-firefox-${compat}.svg`)
      writeFileSync(path, flameSvg(recording, { compat }))
      await page.setViewport({ width: 1300, height: 700 })
      await page.goto(pathToFileURL(path).href)
      const state = () =>
        page.evaluate(() => ({
          shown: [...document.querySelectorAll('#boxes > g')].filter(
            group => group.getAttribute('display') !== 'none',
          ).length,
          found: document.querySelectorAll('#boxes > g.found').length,
          tools: document.getElementById('tools')!.textContent,
        }))
      const whole = await state()
      await page.evaluate(() => {
        window.prompt = () => '^RE|parse$'
      })
      await page.keyboard.press('/')
      expect(await state()).toEqual({
        ...{ shown: whole.shown, found: 2 },
        tools: 'Reset search   Search: ^RE|parse$ 36.0 %',
      })
      const [x, y] = await page.evaluate(() => {
        const box = [...document.querySelectorAll('#boxes > g')].find(group =>
          group.querySelector('title')!.textContent!.startsWith('solve'),
        )!
        const { left, top, width, height } = box.querySelector('rect')!.getBoundingClientRect()
        return [left + width / 2, top + height / 2] as const
      })
      await page.mouse.move(x, y)
      expect(await page.$eval('#details', element => element.textContent)).toContain('solve')
      await page.mouse.click(x, y)
      expect((await state()).shown).toBe(whole.shown - 3)
      const zoomed = await state()
      await page.goto(page.url())
      expect(await state()).toEqual(zoomed)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      expect(await state()).toEqual(whole)
    })
  }
})
