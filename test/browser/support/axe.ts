/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core complains of: rule, element, why. All its rules, the advice of "best practice" too. */
export async function violations(page: Page): Promise<string[]> {
  // As the browser's tools do: the page's own policy does not let scripts in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  // Every rule is tried; naming each element that passes takes twice as long as that.
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: Pick<typeof axe, 'run'> }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 4).map(({ target, failureSummary }) => {
      const why = (failureSummary ?? '').split('\n').slice(1).join(' ').trim()
      return `${id}: ${help}: ${target.join(' ')}: ${why}`
    }),
  )
}
