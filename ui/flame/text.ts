import { type Boxes, isCentre } from './boxes.ts'
import type { Palette } from './palette.ts'
import { BOX_HEIGHT, fitsText, type Label } from './raster.ts'

const PADDING = 6
const ELLIPSIS = '…'

/** Measures and shortens text in one font, remembering what it measured: measuring is what costs. */
export interface TextFitter {
  /** The text, or as much of it as fits `width` with an ellipsis; '' when not even two characters do. */
  fit(text: string, width: number): string
  width(text: string): number
}

/** A fitter for a font of one width, which plain ASCII never has to measure. */
export function makeTextFitter(measure: (text: string) => number): TextFitter {
  const advance = measure('0')
  const widths = new Map<string, number>()
  const width = (text: string): number => {
    if (isAscii(text)) return text.length * advance
    let known = widths.get(text)
    if (known === undefined) {
      known = measure(text)
      if (widths.size > 20_000) widths.clear()
      widths.set(text, known)
    }
    return known
  }
  return {
    width,
    fit(text, room) {
      if (width(text) <= room) return text
      const count = Math.floor(room / advance) - 1
      if (count < 2) return ''
      if (isAscii(text)) return text.slice(0, count) + ELLIPSIS
      const characters = [...text].slice(0, count)
      while (characters.length > 0 && width(characters.join('') + ELLIPSIS) > room) characters.pop()
      return characters.length < 2 ? '' : characters.join('') + ELLIPSIS
    },
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 126) return false
  return true
}

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
