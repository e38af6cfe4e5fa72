/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { violations } from './support/axe.ts'
import { demoBefore } from './support/demo-before.ts'
import { demoRecording } from './support/demo-recording.ts'
import { settled, test, VIEWS } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'axe-compared.html')

test.beforeAll(async () => {
  writeFileSync(PAGE, [...(await renderHtmlReport([demoRecording(), demoBefore()]))].join(''))
})

async function open(page: Page, hash: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${pathToFileURL(PAGE).href}#${hash}`)
  await settled(page)
}

/** Boxes and choices beside the pictures, with a base. */
const OPENED: readonly (readonly [name: string, hash: string, open: (page: Page) => Promise<unknown>])[] = [
  ['groups', 'view=functions&base=1&group=module', page => page.locator('.tr-group').first().click()],
  ['another value beside', 'view=functions&base=1&beside=cpu', page => settled(page)],
  ['parts', 'view=functions&base=1', page => page.getByRole('button', { name: 'Parts' }).click()],
  ['formula', 'view=functions&base=1', page => page.getByRole('button', { name: 'New formula' }).click()],
  [
    'formula with a mistake',
    'view=functions',
    async page => {
      await page.getByRole('button', { name: 'New formula' }).click()
      await page.keyboard.type('Twice = 2 nothing')
    },
  ],
  ['all callers', 'view=callers&base=1&relatives=all-callers', page => settled(page)],
  ['drawer', 'view=flame&base=1', page => page.keyboard.press('p')],
  [
    'tip of the flame graph',
    'view=flame&base=1',
    page => page.locator('.flame-canvas').hover({ position: { x: 60, y: 60 } }),
  ],
]

// Each theme in one of the two widths: what depends on both at once is tested without a base.
for (const [width, theme] of [
  [1440, 'dark'],
  [900, 'light'],
] as const) {
  test.describe(`axe-core with a base, ${width} px, ${theme}`, () => {
    test.use({ viewport: { width, height: 900 }, colorScheme: theme })

    test('views', async ({ page }) => {
      for (const view of VIEWS) {
        await open(page, `view=${view}&base=1`)
        expect.soft(await violations(page), view).toEqual([])
      }
    })

    test('boxes', async ({ page }) => {
      for (const [name, hash, act] of OPENED) {
        await open(page, hash)
        await act(page)
        expect.soft(await violations(page), name).toEqual([])
      }
    })
  })
}
