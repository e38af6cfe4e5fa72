/// <reference lib="dom" />
import { expect, type Locator, type Page } from '@playwright/test'
import { openDemo, SIZES, THEMES, test } from './pages.ts'

/** A point of a picture where the tip names `name`, with the pointer there: what is drawn is found as a reader finds it.
 *  `steps` are shares of the picture's sides. */
export async function pointOf(
  picture: Locator,
  name: string,
  steps: { readonly across: number; readonly down: number },
): Promise<{ x: number; y: number }> {
  // Within the page: a pointer that is moved from outside waits for a frame at every point.
  const at = await picture.evaluate(
    async (element, { name, across, down }) => {
      const box = element.getBoundingClientRect()
      for (let row = 0.02; row < 1; row += down) {
        for (let column = 0.02; column < 1; column += across) {
          const at = { x: box.x + column * box.width, y: box.y + row * box.height }
          element.dispatchEvent(
            new PointerEvent('pointermove', { clientX: at.x, clientY: at.y, bubbles: true }),
          )
          await new Promise(done => setTimeout(done))
          if (document.querySelector('.tip-name')?.textContent === name) return at
        }
      }
      return null
    },
    { name, ...steps },
  )
  if (at === null) throw new Error(`Nothing in the picture is ${name}`)
  const page = picture.page()
  await page.mouse.move(at.x, at.y)
  await expect(page.locator('.tip-name')).toHaveText(name)
  return at
}

/** Enlarges what is called `name` at a point by the wheel, drags it aside, and takes both back by Escape: it stays under the
 *  pointer all the while. */
export async function enlargeAndDrag(
  picture: Locator,
  { name, at }: { readonly name: string; readonly at: { readonly x: number; readonly y: number } },
): Promise<void> {
  const page = picture.page()
  const staysUnder = (x: number, y: number) =>
    expect(async () => {
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      expect(await page.locator('.tip-name').textContent()).toBe(name)
    }).toPass()
  await page.mouse.move(at.x, at.y)
  await page.mouse.wheel(0, -600)
  await expect(picture).toHaveAttribute('data-zoomed', 'true')
  await staysUnder(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x - 60, at.y - 20, { steps: 5 })
  await page.mouse.up()
  await staysUnder(at.x - 60, at.y - 20)
  await page.keyboard.press('Escape')
  await expect(picture).toHaveAttribute('data-zoomed', 'false')
}

/** Name of what is under the keyboard, as `focused` reads it aloud. */
export async function readName(focused: Locator): Promise<string> {
  return ((await focused.textContent()) ?? '').split(',')[0]!
}

/** Tests that the picture of a view takes nearly all of its room, in every size and theme, and that it is no empty one. */
export function testItFillsItsPlace(
  view: string,
  { picture, leastHeight }: { picture: (page: Page) => Locator; leastHeight: number },
): void {
  for (const { width, height } of SIZES) {
    for (const theme of THEMES) {
      test.describe(`${width} × ${height}, ${theme}`, () => {
        test.use({ viewport: { width, height }, colorScheme: theme })
        test(`the ${view} fills its place`, async ({ page }) => {
          await openDemo(page, `view=${view}`)
          const canvas = picture(page).locator('canvas')
          const box = (await canvas.boundingBox())!
          const room = (await page.locator('.view').boundingBox())!
          expect(box.width).toBeGreaterThan(room.width - 40)
          expect(box.height).toBeGreaterThan(leastHeight * room.height)
          expect(await coloursOf(canvas)).toBeGreaterThan(8)
        })
      })
    }
  }
}

/** Number of colours in a canvas. */
function coloursOf(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height)
    const colours = new Set<number>()
    for (let i = 0; i < data.length; i += 4) {
      colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
    }
    return colours.size
  })
}
