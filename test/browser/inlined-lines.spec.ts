/// <reference lib="dom" />
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { readAny } from '../../src/formats/opening/read-any.ts'
import { renderHtmlReport } from '../../src/workbench/saving/html-report.ts'
import { test } from './support/pages.ts'
import { OUT } from './support/places.ts'

const PAGE = join(OUT, 'inlined-lines.html')

// Most of what main() costs is code of a header; it calls work() from two lines, of which one is of the header too.
const CALLGRIND = `# callgrind format
events: Ir

fl=main.c
fn=main
10 1
cfn=work
calls=1 30
12 200
fi=header.h
300 700
cfi=main.c
cfn=work
calls=1 30
310 400
fe=main.c

fl=main.c
fn=work
30 600
`

test.beforeAll(async () => {
  const recordings = await readAny(new TextEncoder().encode(CALLGRIND), 'callgrind.out.1')
  writeFileSync(PAGE, [...(await renderHtmlReport(recordings))].join(''))
})

test('a line of the hottest is gone to in the file in which it stands', async ({ page }) => {
  await page.goto(`${pathToFileURL(PAGE).href}#view=source`)
  const place = page.locator('.source-main .view-title')
  const line = (text: string) => page.locator('.hot-line', { hasText: text })
  const marked = page.locator('.hot-line[aria-pressed=true]')
  await line('header.h:300').click()
  await expect(place).toHaveText('header.h')
  await expect(marked).toHaveCount(1)
  await expect(marked).toContainText('header.h:300')
  const called = page.locator('.source-whole .source-row').filter({ hasText: '310' })
  await expect(called.locator('.line-cell').last()).toHaveText(/^30\.7/)
  await line('main.c:30').click()
  await expect(place).toHaveText('main.c')
  await expect(marked).toContainText('main.c:30')
  await line('main.c:10').click()
  await expect(place).toHaveText('main.c')
  const own = page.locator('.source-whole .source-row').filter({ hasText: /^12/ })
  await expect(own.locator('.line-cell').last()).toHaveText(/^15\.4/)
})
