/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { quantile } from '../src/base/statistics.ts'
import type { Recording } from '../src/model/recording.ts'
import { renderHtmlReport } from '../src/workbench/saving/html-report.ts'
import { CHROMIUM_ARGUMENTS, findChromium } from '../test/browser/support/chromium.ts'
import type { BenchRow } from './result.ts'

/** What panning and zooming a picture costs. Times in milliseconds. */
export interface PictureFrames {
  /** From the recording being there to the first picture of it; and what the page's process worked in that time, on all its
   *  threads. */
  readonly firstPaint: number
  readonly firstWork: number
  readonly frames: number
  /** Work of the page's main thread per frame: processor time, which other programs do not change. */
  readonly workMedian: number
  readonly work95: number
  readonly workMax: number
  /** Frame intervals over 25 ms, as a share of all. */
  readonly lateShare: number
  readonly intervalMedian: number
}

/** The mark that the page leaves when a recording is open. */
const READY = 'recording-ready'

/** Which picture of the page, and how long. */
export interface PictureOptions {
  /** The page's address after `#`. */
  readonly hash: string
  /** Selector of the picture. */
  readonly canvas: string
  /** The mark that the page leaves at the first picture. */
  readonly mark: string
  readonly seconds: number
  readonly width: number
  readonly height: number
}

/** Opens a recording in Chromium, pans and zooms a picture of it with real input events, and measures. Needs Chromium and
 *  the built application. */
export async function measurePictureFrames(
  recording: Recording,
  options: PictureOptions,
): Promise<PictureFrames> {
  const { hash, mark, width, height } = options
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('Chromium is not on the PATH')
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-frames-'))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
  try {
    const file = join(folder, 'big.html')
    await writeFile(file, [...(await renderHtmlReport([recording]))].join(''))
    const page = await browser.newPage({ viewport: { width, height } })
    const client = await page.context().newCDPSession(page)
    let firstPaint = Number.NaN
    const opening = await traced(client, async () => {
      await page.goto(`${pathToFileURL(file).href}${hash === '' ? '' : `#${hash}`}`)
      firstPaint = await firstPaintTime(page, mark)
    })
    // The other views are answered after the picture; only then is the page at rest.
    await page.waitForSelector('.strip-fact:not(:empty)', { timeout: 60_000 })
    await page.waitForTimeout(500)
    // A frame is asked for at every refresh: one without any work still has an interval.
    await page.evaluate(() => {
      const again = () => requestAnimationFrame(again)
      again()
    })
    const events = await traced(client, () => panAndZoom(page, options))
    return { firstPaint, firstWork: workBetween(opening, READY, mark), ...summarise(events) }
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function firstPaintTime(page: Page, mark: string): Promise<number> {
  await page.waitForFunction(name => performance.getEntriesByName(name).length > 0, mark, {
    timeout: 60_000,
  })
  return page.evaluate(
    ({ name, ready }) =>
      performance.getEntriesByName(name)[0]!.startTime - performance.getEntriesByName(ready)[0]!.startTime,
    { name: mark, ready: READY },
  )
}

/** Wheel and drag over the picture, as a hand would: some 60 events a second, in and out of the depth of it. */
async function panAndZoom(page: Page, { seconds, canvas }: PictureOptions): Promise<void> {
  const box = (await page.locator(canvas).boundingBox())!
  const end = Date.now() + 1000 * seconds
  const at = (share: number) => box.x + share * box.width
  const y = box.y + box.height / 2
  for (let round = 0; Date.now() < end; round++) {
    await page.mouse.move(at(0.2 + 0.6 * ((round * 0.37) % 1)), y)
    for (let i = 0; i < 40 && Date.now() < end; i++) {
      await page.mouse.wheel(0, -60)
      await page.waitForTimeout(12)
    }
    await page.mouse.down()
    for (let i = 0; i < 60 && Date.now() < end; i++) {
      const shift = Math.sin(i / 9)
      await page.mouse.move(at(0.5 + 0.4 * shift), y + 60 * Math.sin(i / 5))
      await page.waitForTimeout(12)
    }
    await page.mouse.up()
    for (let i = 0; i < 40 && Date.now() < end; i++) {
      await page.mouse.wheel(0, 60)
      await page.waitForTimeout(12)
    }
  }
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  /** Processor time of it. */
  readonly tdur?: number
  readonly pid: number
  readonly tid: number
  readonly args?: { readonly name?: string }
}

async function traced(client: CDPSession, run: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  const keep = ({ value }: { readonly value: readonly object[] }) => {
    events.push(...(value as unknown as TraceEvent[]))
  }
  client.on('Tracing.dataCollected', keep)
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'blink.user_timing', 'toplevel', '__metadata'],
      excludedCategories: ['*'],
    },
  })
  await run()
  const complete = new Promise(resolve => client.once('Tracing.tracingComplete', resolve))
  await client.send('Tracing.end')
  await complete
  client.off('Tracing.dataCollected', keep)
  return events
}

/** Adds up the tasks of the page's main thread between one animation frame and the next. */
function summarise(events: readonly TraceEvent[]): Omit<PictureFrames, 'firstPaint' | 'firstWork'> {
  const animation = events.filter(event => event.name === 'FireAnimationFrame' && event.ph === 'X')
  const main = busiest(animation)
  const frames = animation
    .filter(event => event.pid === main.pid && event.tid === main.tid)
    .map(event => event.ts)
    .sort((a, b) => a - b)
    // Several callbacks run in one frame.
    .filter((time, i, all) => i === 0 || time - all[i - 1]! > 4000)
  const work = new Float64Array(Math.max(0, frames.length - 1))
  let frame = 0
  for (const { start, cpu } of tasksOf(events, main)) {
    while (frame < work.length && frames[frame + 1]! <= start) frame++
    if (frame < work.length && start >= frames[0]!) work[frame]! += cpu
  }
  const intervals = Float64Array.from(work, (_, i) => (frames[i + 1]! - frames[i]!) / 1000)
  return {
    frames: work.length,
    workMedian: quantile(work, 0.5),
    work95: quantile(work, 0.95),
    workMax: quantile(work, 1),
    lateShare: intervals.filter(interval => interval > 25).length / Math.max(1, intervals.length),
    intervalMedian: quantile(intervals, 0.5),
  }
}

/** When the tasks of a thread began (as in the trace) and the milliseconds of processor time that each took. */
function* tasksOf(
  events: readonly TraceEvent[],
  thread: { readonly pid: number; readonly tid: number },
): Generator<{ readonly start: number; readonly cpu: number }> {
  const tasks = events
    .filter(event => event.pid === thread.pid && event.tid === thread.tid && event.ph === 'X')
    .filter(event => event.name === 'RunTask' || event.name === 'ThreadControllerImpl::RunTask')
    .sort((a, b) => a.ts - b.ts)
  let covered = 0
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    // The same task is traced under two names: count time once.
    const start = Math.max(ts, covered)
    const end = ts + dur
    if (end <= start) continue
    covered = end
    yield { start, cpu: ((end - start) / dur) * (tdur / 1000) }
  }
}

/** Milliseconds of processor time of all threads of the page's process between two of its marks. */
function workBetween(events: readonly TraceEvent[], first: string, last: string): number {
  const marks = [first, last].map(name => events.find(event => event.name === name))
  const [from, to] = marks
  if (from === undefined || to === undefined) return Number.NaN
  const threads = new Set(events.filter(({ pid }) => pid === from.pid).map(({ tid }) => tid))
  let sum = 0
  for (const tid of threads) {
    for (const { start, cpu } of tasksOf(events, { pid: from.pid, tid })) {
      if (start >= from.ts && start < to.ts) sum += cpu
    }
  }
  return sum
}

function busiest(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const counts = new Map<string, { pid: number; tid: number; count: number }>()
  for (const { pid, tid } of events) {
    const key = `${pid} ${tid}`
    const known = counts.get(key) ?? { pid, tid, count: 0 }
    known.count++
    counts.set(key, known)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0] ?? { pid: 0, tid: 0 }
}

/** The three lines of the table about a picture's frames. Bounds: ms to the first picture, share of late intervals; null none. */
export function frameRows(
  measured: PictureFrames,
  bounds: { readonly firstPaint: number | null; readonly lateShare: number | null },
): BenchRow[] {
  const { firstPaint, lateShare } = bounds
  const within =
    firstPaint === null ? null : firstPaint >= 1000 ? `${firstPaint / 1000} s` : `${firstPaint} ms`
  const row = (
    measure: string,
    ours: string,
    target: string | null,
    isReached: boolean | null,
  ): BenchRow => ({
    measure,
    ours,
    peer: null,
    ratio: null,
    target,
    isReached,
  })
  return [
    row(
      'from the recording being open to the first picture',
      `${measured.firstPaint.toFixed(0)} ms`,
      within === null ? null : `within ${within}`,
      firstPaint === null ? null : measured.firstPaint <= firstPaint,
    ),
    row(
      'panning and zooming for 10 s: main-thread work per frame, 95th percentile (median)',
      `${measured.work95.toFixed(1)} ms (${measured.workMedian.toFixed(1)} ms)`,
      'at most 12 ms',
      measured.work95 <= 12,
    ),
    row(
      'the same: frame intervals over 25 ms',
      `${(100 * measured.lateShare).toFixed(1)} % of ${measured.frames}`,
      lateShare === null ? null : `at most ${100 * lateShare} %`,
      lateShare === null ? null : measured.lateShare <= lateShare,
    ),
  ]
}
