/// <reference lib="dom" />
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { speedscope } from '../../src/formats/speedscope/format.ts'
import type { Recording } from '../../src/model/recording.ts'
import { figuresByName } from '../support/function-figures.ts'
import { generateRecording } from '../support/generate-recording.ts'
import { writeWith } from '../support/read-format.ts'
import { findChromium } from './support/chromium.ts'
import { OUT } from './support/places.ts'

const VERSION = '1.25.0'
const FOLDER = join('.pyrometer-cache', 'peers', `speedscope-${VERSION}`)

/** The page of speedscope itself, from its package; null where that cannot be had. */
function speedscopePage(): string | null {
  const page = join(FOLDER, 'package', 'dist', 'release', 'index.html')
  if (existsSync(page)) return page
  try {
    mkdirSync(FOLDER, { recursive: true })
    const run = (program: string, args: readonly string[]) =>
      execFileSync(program, args, { cwd: FOLDER, stdio: 'pipe' })
    run('npm', ['pack', '--silent', `speedscope@${VERSION}`])
    run('tar', ['xzf', readdirSync(FOLDER).find(name => name.endsWith('.tgz'))!])
  } catch {
    return null
  }
  return existsSync(page) ? page : null
}

/** "1.23s (12%)", "45.6ms (3.1%)", "70 (67%)" as a number of the smallest unit, and the share. */
function parseCell(text: string): { value: number; share: number } {
  const [, value, unit, share] = /^<?([\d.,]+)(ns|µs|ms|s|)\s*\(<?([\d.]+)%\)$/.exec(text) ?? []
  const scale = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, '': 1 }[unit ?? '']!
  return { value: Number(value?.replaceAll(',', '')) * scale, share: Number(share) / 100 }
}

base('speedscope opens what we write, and its table says what ours says', async ({ page }) => {
  base.skip(findChromium() === null, 'needs chromium, which is not on the PATH')
  const tool = speedscopePage()
  base.skip(tool === null, 'needs the npm package speedscope, which cannot be had here')
  const recording: Recording = generateRecording({ stacks: 800, samples: 3000, threads: 1, funcs: 150 })
  const base64 = Buffer.from(await writeWith(speedscope, [recording])).toString('base64')
  mkdirSync(OUT, { recursive: true })
  const script = join(OUT, 'speedscope-profile.js')
  writeFileSync(script, `speedscope.loadFileFromBase64("ours.json", ${JSON.stringify(base64)})`)
  await page.goto(`${pathToFileURL(tool!).href}#localProfilePath=${script}`)
  await page.waitForSelector('canvas')
  await page.keyboard.press('3')
  await page.waitForSelector('table tr td')
  const rows = await page.$$eval('table tr', all =>
    all.map(row => [...row.children].map(cell => cell.textContent ?? '')),
  )
  const ours = figuresByName(recording)
  let compared = 0
  for (const [total, self, name] of rows) {
    const figures = ours.get(name ?? '')
    if (figures === undefined) continue
    compared++
    // It prints three digits.
    const within = (value: number) => 0.006 * value + 1e4
    expect(Math.abs(parseCell(total!).value - figures.total), `total of ${name}`).toBeLessThanOrEqual(
      within(figures.total),
    )
    expect(Math.abs(parseCell(self!).value - figures.self), `self of ${name}`).toBeLessThanOrEqual(
      within(figures.self),
    )
  }
  // The table draws the rows that fit its window.
  expect(compared).toBeGreaterThan(10)
})
