/// <reference lib="dom" />
import { expect } from '@playwright/test'
import { LOOKS, openDemo, test, VIEWS } from './support/pages.ts'

/** Elements that lie over others on purpose. */
// The label of a peak lies over its picture.
const LAYERS =
  '.memory-peak, .brush, .brush *, .flame-canvas, .flame-canvas *, .map-canvas, .map-canvas *, .detail, .detail *, .visually-hidden, .visually-hidden *'

/** What is looked at: every view, and those that can be shown in another way. */
const STATES: readonly (readonly [string, string])[] = [
  ...VIEWS.map(view => [view, `view=${view}`] as const),
  ['groups', 'view=functions&group=module&beside=cpu&formula=Busy+%3D+cpu+%2F+wall'],
  ['memory', 'view=threads&over=memory&time=5-12'],
  ['all-callers', 'view=callers&relatives=all-callers&share=whole'],
  [
    'line-columns',
    'view=source&column=self-share+wall&column=total-share+wall&column=self+cpu&column=total+cpu',
  ],
]

for (const { theme, width, height } of LOOKS) {
  test.describe(`${width} × ${height}, ${theme}`, () => {
    test.use({ viewport: { width, height }, colorScheme: theme })

    for (const [view, hash] of STATES) {
      test(`${view}: readable, apart, within the window`, async ({ page }) => {
        await openDemo(page, `${hash}&time=5-18&t=hide%3Aos%5C.&t=preset%3Aonly-my-code`)
        expect.soft(await page.evaluate(smallTexts), 'texts under 12 px').toEqual([])
        expect.soft(await page.evaluate(overlaps, LAYERS), 'overlapping boxes').toEqual([])
        expect.soft(await page.evaluate(cutTexts), 'texts cut off without an ellipsis').toEqual([])
        expect.soft(await page.evaluate(faintTexts), 'texts of too little contrast').toEqual([])
        const scrolls = await page.evaluate(
          () =>
            document.documentElement.scrollWidth > innerWidth ||
            document.documentElement.scrollHeight > innerHeight,
        )
        expect.soft(scrolls, 'the page itself scrolls').toBe(false)
        await page.screenshot({ path: `test-results/views/${view}-${width}-${theme}.png` })
      })
    }

    test('nothing moves while it loads', async ({ page }) => {
      await page.addInitScript(() => {
        const shifts: number[] = []
        Object.assign(window, { shifts })
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value)
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await openDemo(page)
      const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)
      expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01)
    })
  })
}

/** Visible elements with text of their own that is smaller than 12 px. */
function smallTexts(): string[] {
  const small: string[] = []
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const hasText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    if (!hasText || ['SCRIPT', 'STYLE'].includes(element.tagName) || !element.checkVisibility()) continue
    const size = Number.parseFloat(getComputedStyle(element).fontSize)
    if (size < 12) small.push(`${size} px: ${element.className} ${element.textContent}`)
  }
  return small
}

/** Pairs of elements with text of their own, neither within the other, whose boxes overlap by more than a pixel. */
function overlaps(layers: string): string[] {
  const found: string[] = []
  const leaves: { element: HTMLElement; box: DOMRect }[] = []
  for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
    if (element.matches(layers) || !element.checkVisibility({ visibilityProperty: true })) continue
    const hasText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    if (!hasText && !['CANVAS', 'INPUT', 'svg'].includes(element.tagName)) continue
    const box = visibleBox(element)
    if (box.width > 0 && box.height > 0) leaves.push({ element, box })
  }
  for (const [i, a] of leaves.entries()) {
    for (const b of leaves.slice(i + 1)) {
      if (a.element.contains(b.element) || b.element.contains(a.element)) continue
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      if (width > 1 && height > 1) {
        found.push(`${name(a.element)} and ${name(b.element)}: ${width.toFixed(0)} × ${height.toFixed(0)} px`)
      }
    }
  }
  return found.slice(0, 10)

  function name(element: HTMLElement): string {
    return `.${element.getAttribute('class') || element.tagName} “${(element.textContent ?? '').slice(0, 20)}”`
  }
  /** The part of an element that its scrolling ancestors show; the text's own extent for one that is wider than it. */
  function visibleBox(element: HTMLElement): DOMRect {
    const range = document.createRange()
    range.selectNodeContents(element)
    const own = element.getBoundingClientRect()
    let { left, right, top, bottom } =
      element.children.length === 0 && element.textContent !== '' ? range.getBoundingClientRect() : own
    left = Math.max(left, own.left)
    right = Math.min(right, own.right)
    for (let at = element.parentElement; at !== null; at = at.parentElement) {
      if (getComputedStyle(at).overflow === 'visible') continue
      const clip = at.getBoundingClientRect()
      left = Math.max(left, clip.left)
      right = Math.min(right, clip.right)
      top = Math.max(top, clip.top)
      bottom = Math.min(bottom, clip.bottom)
    }
    // What stands under a sticky head is not seen.
    const scroller = element.closest('.table-scroll, .source-whole')
    const head = scroller?.querySelector('.thead, .source-head')
    if (head != null && !head.contains(element)) top = Math.max(top, head.getBoundingClientRect().bottom)
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top))
  }
}

/** Elements whose text is wider than they are and that show no ellipsis. */
function cutTexts(): string[] {
  const cut: string[] = []
  for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
    if (
      !element.checkVisibility({ visibilityProperty: true }) ||
      element.closest('.visually-hidden') !== null
    )
      continue
    const hasText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    const style = getComputedStyle(element)
    if (!hasText || style.overflow === 'visible' || style.display === 'inline') continue
    if (element.scrollWidth > element.clientWidth + 1 && style.textOverflow !== 'ellipsis') {
      cut.push(`.${element.className}: ${element.textContent}`)
    }
  }
  return cut.slice(0, 10)
}

/** Texts below the contrast of WCAG AA (4.5:1) against the first ground behind them. */
function faintTexts(): string[] {
  const faint: string[] = []
  const seen = new Set<string>()
  for (const element of document.querySelectorAll<HTMLElement>('#app *')) {
    const hasText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    )
    if (!hasText || !element.checkVisibility({ visibilityProperty: true })) continue
    // What cannot be chosen is exempt (WCAG 2.2, 1.4.3).
    if (element.closest('[aria-disabled=true], [disabled], .visually-hidden') !== null) continue
    const text = channels(getComputedStyle(element).color)
    const ground = groundOf(element)
    const ratio = contrast(text, ground)
    const key = `${text} ${ground}`
    if (ratio < 4.5 && !seen.has(key)) {
      seen.add(key)
      faint.push(`${ratio.toFixed(2)}: .${element.className} “${(element.textContent ?? '').slice(0, 30)}”`)
    }
  }
  return faint

  function channels(colour: string): number[] {
    return (colour.match(/[\d.]+/g) ?? []).map(Number)
  }
  function groundOf(element: HTMLElement): number[] {
    for (let at: HTMLElement | null = element; at !== null; at = at.parentElement) {
      const ground = channels(getComputedStyle(at).backgroundColor)
      if ((ground[3] ?? 1) === 1) return ground
    }
    return [255, 255, 255]
  }
  function contrast(a: number[], b: number[]): number {
    const luminance = (colour: number[]) => {
      const [r, g, blue] = colour.slice(0, 3).map(value => {
        const share = value / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!
    }
    const [x, y] = [luminance(a), luminance(b)]
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
  }
}
