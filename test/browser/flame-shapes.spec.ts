/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { encodeRecording } from '../../src/model/codec/write.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { recordingFromText } from '../support/recording-from-text.ts'
import { runCli } from '../support/run-cli.ts'
import { violations } from './support/axe.ts'
import { demoBefore } from './support/demo-before.ts'
import { demoRecording } from './support/demo-recording.ts'
import { hashEntry, LOOKS, openDemo, selectedName, settled, test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const ROW = 24
const picture = (page: Page) => page.locator('.flame-canvas')
const focused = (page: Page) => page.locator('#flame-focused')
const names = demoRecording().shared.strings
const funcNamed = (name: string) => {
  const { funcs } = demoRecording().shared
  return Array.from(funcs.name).findIndex(index => names[index] === name)
}

/** With plain spaces: figures have narrow ones. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ')

/** Walks by keys from the picture's root and says what is read aloud after each: level and text. */
async function walk(page: Page, keys: readonly string[]): Promise<string[]> {
  await picture(page).focus()
  const heard: string[] = []
  for (const key of ['Home', ...keys]) {
    await page.keyboard.press(key)
    await expect(focused(page)).toHaveAttribute('aria-selected', 'true')
    heard.push(
      plain(`${await focused(page).getAttribute('aria-level')} ${await focused(page).textContent()}`),
    )
  }
  return heard
}

/** Expects of the tip at a place that it comes to say, or no longer says, a name and the share of all that it has. */
function expectTip(page: Page, x: number, y: number) {
  return expect.poll(async () => {
    await picture(page).hover({ position: { x, y } })
    const [name, share] = await page.locator('.tip-name, .tip-figures dd').allTextContents()
    return plain(`${name?.trim()} ${share}`)
  })
}

test('the roots of a flame graph stand at the top, or at the bottom as flames do', async ({ page }) => {
  await openDemo(page, 'view=flame')
  const { height } = (await picture(page).boundingBox())!
  await expectTip(page, 20, 10).toBe('_bootstrap 52.6 %')
  expect(await walk(page, ['ArrowDown', 'ArrowUp'])).toEqual([
    expect.stringMatching(/^1 _bootstrap/),
    expect.stringMatching(/^2 run/),
    expect.stringMatching(/^1 _bootstrap/),
  ])
  await page.getByRole('combobox', { name: 'Where roots stand' }).selectOption('Flames')
  await expect.poll(() => hashEntry(page, 'roots')).toBe('bottom')
  await expectTip(page, 20, height - 12).toBe('_bootstrap 52.6 %')
  await expectTip(page, 20, height - 12 - ROW).toBe('run 52.6 %')
  expect(await walk(page, ['ArrowUp', 'ArrowUp', 'ArrowDown'])).toEqual([
    expect.stringMatching(/^1 _bootstrap/),
    expect.stringMatching(/^2 run/),
    expect.stringMatching(/^3 worker/),
    expect.stringMatching(/^2 run/),
  ])
  // Zoomed into, it stands where it stood, below what it called; the way there leads from the root.
  await picture(page).dblclick({ position: { x: 20, y: height - 12 - 2 * ROW } })
  await expect(page.locator('.crumbs .link')).toHaveText(['_bootstrap', 'run', 'worker'])
  await expectTip(page, 600, height - 12 - 2 * ROW).toBe('worker 47.4 %')
  await page.keyboard.press('Escape')
  await page.reload()
  await settled(page)
  await expectTip(page, 20, height - 12).toBe('_bootstrap 52.6 %')
  await page.keyboard.press('u')
  await expect.poll(() => hashEntry(page, 'roots')).toBeNull()
  await expectTip(page, 20, 10).toBe('_bootstrap 52.6 %')
})

test('of a picture higher than the window, roots and centres are in sight first, and the keyboard is followed', async ({
  page,
}) => {
  const path = join(OUT, 'deep.html')
  const deep = recordingFromText(['9', ...Array.from({ length: 80 }, (_, i) => `f${i}`)].join('\n'))
  writeFileSync(path, [...(await renderHtmlReport([deep]))].join(''))
  await page.goto(`${pathToFileURL(path).href}#view=flame&roots=bottom`)
  await settled(page)
  const { height } = (await picture(page).boundingBox())!
  const expectAtBottom = () => expectTip(page, 20, height - 12)
  await expectAtBottom().toBe('f0 100.0 %')
  const up = Array.from({ length: 40 }, () => 'ArrowUp')
  expect((await walk(page, up)).at(-1)).toContain('41 f40')
  await expectAtBottom().not.toBe('f0 100.0 %')
  await page.keyboard.press('Home')
  await expectAtBottom().toBe('f0 100.0 %')
  // A screen at once, and to the end of the widest way.
  const screen = Math.floor(height / ROW) - 1
  expect(
    (await walk(page, ['PageUp', 'ArrowUp', 'PageDown', 'End'])).map(heard => heard.split(',')[0]),
  ).toEqual(['1 f0', `${screen + 1} f${screen}`, `${screen + 2} f${screen + 1}`, '2 f1', '80 f79'])
  await page.keyboard.press('Home')
  // A lower window keeps what stands at its lower edge.
  await page.setViewportSize({ width: 1440, height: 700 })
  const lower = (await picture(page).boundingBox())!.height
  expect(lower).toBeLessThan(height)
  await expectTip(page, 20, lower - 12).toBe('f0 100.0 %')
  await page.evaluate(() => location.assign('#view=flame&order=centred&f=50'))
  await expect(page.getByRole('tree', { name: 'Flame graph centred on f50' })).toBeVisible()
  await expectTip(page, 20, lower / 2).toBe('f50 100.0 %')
})

/** Boxes of a picture that the command drew, from what it wrote: where they are as shares of the width, and their row. */
async function boxesOfCommand(page: Page, name: string) {
  const recording = join(OUT, 'centred.pyro')
  const svg = join(OUT, 'centred.svg')
  writeFileSync(recording, encodeRecording(demoRecording()))
  await runCli(['flame', recording, '--center', name, '--minwidth', '0', '-o', svg])
  await page.goto('about:blank')
  await page.setContent(readFileSync(svg, 'utf8'))
  return page.evaluate(() =>
    [...document.querySelectorAll('#boxes > g')].map(g => {
      const rect = g.querySelector('rect')!
      const [title, ...rest] = (g.querySelector('title')?.textContent ?? '').split('\n')
      const share = /total (\S+\s%)/.exec(rest.join(' '))?.[1] ?? ''
      const [x, y, width] = ['x', 'y', 'width'].map(key => Number(rect.getAttribute(key)))
      return { text: `${title} ${share}`, middle: (x! + width! / 2 - 16) / 1168, width: width! / 1168, y: y! }
    }),
  )
}

test('in order of time the thread that was seen most comes first, where nobody knows the main one', async ({
  page,
}) => {
  const recording = recordingFromText(
    '1         1         1\nthread:a  thread:b  thread:b\nmain      main      work',
  )
  const { threads, strings } = recording.shared
  const shared = {
    ...recording.shared,
    strings: strings.map(text => (text === 'a' || text === 'b' ? 'worker' : text)),
    threads: { ...threads, tid: Float64Array.of(7, 8), isMain: new Uint8Array(2) },
  }
  const path = join(OUT, 'threads.html')
  writeFileSync(path, [...(await renderHtmlReport([{ ...recording, shared }]))].join(''))
  await page.goto(`${pathToFileURL(path).href}#view=flame&order=time`)
  await settled(page)
  const thread = page.getByRole('combobox', { name: 'Thread' })
  // Threads of one name are told apart by their numbers.
  await expect(thread.locator('option:checked')).toHaveText('worker 8')
  expect(await walk(page, ['ArrowRight'])).toEqual([
    expect.stringMatching(/^1 main/),
    expect.stringMatching(/^1 work/),
  ])
})

test('a picture centred on a function has the boxes of the command’s, callers above and callees below', async ({
  page,
}) => {
  let compared = 0
  for (const name of ['element_sum', 'green_function', 'hankel1', 'worker', 'write_rows']) {
    const boxes = await boxesOfCommand(page, name)
    const first = Math.min(...boxes.map(({ y }) => y))
    await openDemo(page, `view=flame&order=centred&f=${funcNamed(name)}`)
    await expect(page.getByRole('tree', { name: `Flame graph centred on ${name}` })).toBeVisible()
    const { width } = (await picture(page).boundingBox())!
    for (const { text, middle, width: share, y } of boxes) {
      if (share * width < 4) continue
      await expectTip(page, middle * width, y - first + ROW / 2).toBe(plain(text))
      compared++
    }
    const rows = (Math.max(...boxes.map(({ y }) => y)) - first) / ROW + 1
    await picture(page).hover({ position: { x: 20, y: rows * ROW + 8 } })
    await expect(page.locator('.tip')).toHaveCount(0)
  }
  expect(compared).toBeGreaterThan(30)
})

test('a centred picture is walked from callers through the centre to callees, each side zoomed alone', async ({
  page,
}) => {
  await openDemo(page, `view=flame&order=centred&f=${funcNamed('element_sum')}`)
  const heard = await walk(page, ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'])
  expect(heard).toEqual([
    expect.stringMatching(/^1 Centre: element_sum, total 100\.0 %, self \d/),
    expect.stringMatching(/^2 Caller: compute_field, total [\d.]+ %$/),
    expect.stringMatching(/^3 Caller: main, total [\d.]+ %$/),
    expect.stringMatching(/^2 Caller: compute_field/),
    expect.stringMatching(/^1 Centre: element_sum/),
    expect.stringMatching(/^2 Callee: green_function, total [\d.]+ %, self \d/),
    expect.stringMatching(/^1 Centre: element_sum/),
  ])
  const twin = page.locator('[data-testid=flame-twin] [role=treeitem]')
  await expect(twin.filter({ hasText: 'Caller: ' })).toHaveCount(1)
  await expect(twin.filter({ hasText: 'Callee: ' })).not.toHaveCount(0)
  // Callees zoomed, callers are all in sight as before.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => hashEntry(page, 'zoom')).toMatch(/^0-0\.\d+$/)
  await expect(page.locator('.crumbs .link')).toHaveText(['element_sum', 'green_function'])
  await page.keyboard.press('Escape')
  await expect.poll(() => hashEntry(page, 'zoom')).toBeNull()
  // Selecting in the picture does not move it; a link does.
  await page.keyboard.press(' ')
  await expect.poll(() => selectedName(page)).toBe('green_function')
  await expect(page.getByRole('tree', { name: 'Flame graph centred on element_sum' })).toBeVisible()
  await page.getByRole('button', { name: 'centre on green_function' }).click()
  await expect(page.getByRole('tree', { name: 'Flame graph centred on green_function' })).toBeVisible()
  await expect.poll(() => hashEntry(page, 'centre')).toBe(String(funcNamed('green_function')))
  await page.reload()
  await settled(page)
  await expect(page.getByRole('tree', { name: 'Flame graph centred on green_function' })).toBeVisible()
})

test('what is drawn is kept in a page that is saved', async ({ page }) => {
  const hash = `view=flame&roots=bottom&order=centred&f=${funcNamed('element_sum')}`
  await openDemo(page, hash)
  await walk(page, ['ArrowDown', 'Enter'])
  await expect.poll(() => hashEntry(page, 'zoom')).not.toBeNull()
  await page.keyboard.press('s')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('dialog', { name: 'Save as one file' })
      .getByRole('button', { name: 'Save', exact: true })
      .click(),
  ])
  const path = join(OUT, 'saved-centred.html')
  await download.saveAs(path)
  await page.goto(pathToFileURL(path).href)
  await settled(page)
  await expect(page.getByRole('tree', { name: 'Flame graph centred on element_sum' })).toBeVisible()
  await expect(page.locator('.crumbs .link')).toHaveText(['element_sum', 'green_function'])
  await page.getByRole('combobox', { name: 'What is drawn' }).selectOption('Merged')
  await expect(page.getByRole('combobox', { name: 'Where roots stand' })).toHaveValue('bottom')
})

test('a recording without times is drawn merged, whatever order was chosen before', async ({ page }) => {
  const path = join(OUT, 'untimed.html')
  const timed = recordingFromText('10    30\nmain  main\na     b', { name: 'timed' })
  const untimed = { ...timed, stacks: { ...timed.stacks!, isTimed: false } }
  writeFileSync(path, [...(await renderHtmlReport([untimed]))].join(''))
  await page.goto(`${pathToFileURL(path).href}#view=flame&order=time`)
  await settled(page)
  await picture(page).focus()
  await page.keyboard.press('Home')
  await expect(focused(page)).toHaveText(/^main, total 100\.0\s%/)
})

test('centred on nothing chosen, the costliest function is drawn', async ({ page }) => {
  await openDemo(page, 'view=flame&order=centred')
  await expect(page.getByRole('tree', { name: 'Flame graph centred on worker' })).toBeVisible()
})

test('callers are zoomed into without their callees', async ({ page }) => {
  await openDemo(page, `view=flame&order=centred&f=${funcNamed('write_rows')}`)
  const heard = await walk(page, ['ArrowUp', 'ArrowRight'])
  expect(new Set(heard.slice(1)).size).toBe(2)
  await page.keyboard.press('Enter')
  await expect.poll(() => hashEntry(page, 'zoom')).toMatch(/^[\d.]+-[\d.]+u$/)
  await expect(page.locator('.crumbs .link').first()).toHaveText('write_rows')
  await page.keyboard.press('Escape')
  await expect.poll(() => hashEntry(page, 'zoom')).toBeNull()
})

test('a function is centred on from its menu and by a key, filters and searches stand', async ({ page }) => {
  await openDemo(page, 'view=functions')
  await page.locator('.tr-body').filter({ hasText: 'hankel1' }).first().click()
  await page.keyboard.press('e')
  await expect(page.getByRole('tree', { name: 'Flame graph centred on hankel1' })).toBeVisible()
  await page.keyboard.press('1')
  const row = page.locator('.tr-body').filter({ hasText: 'green_function' }).first()
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Centre the flame graph on it' }).click()
  await expect(page.getByRole('tree', { name: 'Flame graph centred on green_function' })).toBeVisible()
  await expect.poll(() => hashEntry(page, 'centre')).toBe(String(funcNamed('green_function')))
  await page.evaluate(() => location.assign(`${location.hash}&q=hankel&t=hide%3Amain`))
  await settled(page)
  const heard = await walk(page, ['ArrowUp', 'ArrowUp', 'ArrowUp'])
  expect(heard.join()).not.toMatch(/: main,/)
  await page.evaluate(() => location.assign(`${location.hash}&t=drop-function%3Agreen_function`))
  await expect(page.getByText('green_function was not seen in what the filters keep.')).toBeVisible()
})

test('a centred picture of two recordings says both figures', async ({ page }) => {
  const path = join(OUT, 'centred-difference.html')
  writeFileSync(path, [...(await renderHtmlReport([demoRecording(), demoBefore()]))].join(''))
  const url = pathToFileURL(path).href
  await page.goto(`${url}#view=flame&order=centred&base=1&f=${funcNamed('contains_point')}`)
  await settled(page)
  const heard = await walk(page, ['ArrowUp'])
  expect(heard).toEqual([
    expect.stringMatching(/^1 Centre: contains_point, total .+ was .+self .+ was /s),
    expect.stringMatching(/^2 Caller: compute_field, total .+ was /s),
  ])
  expect(heard[1]).not.toContain('self')
  expect(await violations(page)).toEqual([])
})

for (const { theme, width, height } of LOOKS) {
  test.describe(`shapes of the flame graph, ${width} px, ${theme}`, () => {
    test.use({ viewport: { width, height }, colorScheme: theme })
    test('pass axe-core under keyboard and pointer', async ({ page }) => {
      for (const hash of ['roots=bottom', `order=centred&f=${funcNamed('element_sum')}`]) {
        await page.goto('about:blank')
        await openDemo(page, `view=flame&${hash}`)
        await walk(page, ['ArrowUp', 'ArrowDown', 'ArrowRight'])
        await picture(page).hover({ position: { x: 60, y: 60 } })
        expect.soft(await violations(page), hash).toEqual([])
      }
    })
  })
}
