import type { TextFitter } from '../canvas/text-fitter.ts'
import { type Boxes, isCentre } from './boxes.ts'
import type { Palette } from './palette.ts'
import { BOX_HEIGHT, fitsText, type Label } from './raster.ts'

const PADDING = 6

/**
 * Writes the labels: the name, and after it the share where there is room. Grouped by colour, since changing the
 * context's fill costs more than the text does. Returns the number of texts drawn.
 */
export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  options: {
    boxes: Boxes
    names: readonly string[]
    palette: Palette
    fitter: TextFitter
    share: (box: number) => string
  },
): number {
  const { boxes, names, palette, fitter, share } = options
  const groups: { text: string; x: number; y: number }[][] = []
  const push = (group: number, text: string, x: number, y: number) => {
    groups[group] ??= []
    groups[group].push({ text, x, y })
  }
  for (const label of labels) {
    if (!fitsText(label)) continue
    const func = boxes.func[label.box]!
    const group = 2 * palette.text[func]!
    const room = label.width - 2 * PADDING
    const mark = isCentre(boxes, label.box) ? '◆ ' : ''
    const name = fitter.fit(mark + (names[func] ?? ''), room)
    if (name === '') continue
    const y = label.y + BOX_HEIGHT / 2 + 0.5
    push(group, name, label.x + PADDING, y)
    const used = fitter.width(name) + fitter.width(' ')
    const figure = share(label.box)
    if (used + fitter.width(figure) <= room) push(group + 1, figure, label.x + PADDING + used, y)
  }
  let count = 0
  context.textBaseline = 'middle'
  for (const [group, texts] of groups.entries()) {
    if (texts === undefined) continue
    context.fillStyle = (group % 2 === 0 ? palette.texts : palette.quietTexts)[group >> 1]!
    for (const { text, x, y } of texts) context.fillText(text, x, y)
    count += texts.length
  }
  return count
}
