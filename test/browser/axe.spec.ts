/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test'
import { violations } from './support/axe.ts'
import { openDemo, openEmpty, SIZES, settled, THEMES, test, VIEWS } from './support/pages.ts'

/** Dialogs, menus and boxes, and how each is opened. */
const OPENED: readonly (readonly [name: string, hash: string, open: (page: Page) => Promise<unknown>])[] = [
  ['palette', '', page => page.keyboard.press('Control+k')],
  [
    'palette that searches',
    '',
    async page => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('contains')
    },
  ],
  ['key sheet', '', page => page.keyboard.press('?')],
  ['save', '', page => page.keyboard.press('s')],
  ['filter box', 'view=functions', page => page.keyboard.press('n')],
  [
    'filter box with a mistake',
    '',
    async page => {
      await page.keyboard.press('n')
      await page.keyboard.type('(')
    },
  ],
  ['menu of a frame', '', page => page.locator('.tr-body').first().click({ button: 'right' })],
  [
    'search',
    '',
    async page => {
      await page.keyboard.press('/')
      await page.keyboard.type('sum')
      await page.waitForTimeout(300)
    },
  ],
  ['drawer', '', page => page.keyboard.press('p')],
  [
    'flame graph under the keyboard',
    'view=flame',
    async page => {
      await page.locator('.flame-canvas').focus()
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
      await page.waitForTimeout(300)
    },
  ],
  ['flame chart', 'view=flame&order=time', page => settled(page)],
  [
    'map under the keyboard',
    'view=map',
    async page => {
      await page.locator('.map-canvas').focus()
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
      await page.waitForTimeout(300)
    },
  ],
  [
    'graph under the keyboard',
    'view=graph&cluster=file',
    async page => {
      await page.locator('.graph-canvas').focus()
      for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
      await page.waitForTimeout(300)
    },
  ],
  ['how the graph is drawn', 'view=graph', page => page.getByRole('button', { name: 'Drawing' }).click()],
  [
    'tip of the flame graph',
    'view=flame',
    page => page.locator('.flame-canvas').hover({ position: { x: 60, y: 60 } }),
  ],
  [
    'everything filtered away',
    '',
    async page => {
      await page.evaluate(() => location.assign('#t=focus%3Anothing-is-called-so&view=map'))
      await page.getByText('Nothing was measured in what the filters keep').first().waitFor()
    },
  ],
  ['menu of recordings and values', 'view=functions&group=file', page => page.waitForTimeout(200)],
]

for (const [i, { width, height }] of SIZES.entries()) {
  for (const [j, theme] of THEMES.entries()) {
    test.describe(`axe-core, ${width} × ${height}, ${theme}`, () => {
      test.use({ viewport: { width, height }, colorScheme: theme })

      for (const view of VIEWS) {
        test(`${view}`, async ({ page }) => {
          await openDemo(page, `view=${view}&time=5-18&t=hide%3Aos%5C.&t=preset%3Aonly-my-code&q=sum`)
          expect(await violations(page)).toEqual([])
        })
      }

      test('the page without data, and with an error', async ({ page }) => {
        await openEmpty(page)
        expect.soft(await violations(page), 'empty').toEqual([])
        await page.evaluate(() => {
          const data = new DataTransfer()
          data.items.add(new File(['no profile at all'], 'notes.txt'))
          document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }))
        })
        await page.waitForSelector('[role=alert]')
        expect.soft(await violations(page), 'error').toEqual([])
      })

      // Colours do not depend on the size: each theme once, each size once.
      if ((i + j) % 2 === 1) return
      test('dialogs, menus and boxes', async ({ page }) => {
        for (const [name, hash, open] of OPENED) {
          await page.goto('about:blank')
          await openDemo(page, hash)
          await open(page)
          expect.soft(await violations(page), name).toEqual([])
        }
      })
    })
  }
}
