import type { TextFitter } from '../canvas/text-fitter.ts'
import { type PutText, TEXT_PADDING, writeTexts } from '../canvas/write-texts.ts'
import { type Boxes, isCentre, nameOfBox } from './boxes.ts'
import { BOX_HEIGHT, fitsText, type Label } from './raster.ts'
import type { Colours } from './use-scene.ts'

/** What labels are written from. */
interface LabelSource extends Colours {
  readonly boxes: Boxes
  readonly names: readonly string[]
  readonly fitter: TextFitter
}

/** Writes the labels: the name, and after it the figure where there is room. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly Label[],
  source: LabelSource,
): void {
  writeTexts(context, labels.filter(fitsText), {
    colours: source.palette,
    toneOf: ({ box }) => source.tones[box]!,
    lay: (label, put) => layLabel(label, put, source),
  })
}

function layLabel(
  { box, x, y, width }: Label,
  put: PutText,
  { boxes, names, fitter, share }: LabelSource,
): void {
  const room = width - 2 * TEXT_PADDING
  const mark = isCentre(boxes, box) ? '◆ ' : ''
  const name = fitter.fit(mark + nameOfBox(boxes, box, names), room)
  if (name === '') return
  const middle = y + BOX_HEIGHT / 2 + 0.5
  put(name, x + TEXT_PADDING, middle, false)
  const used = fitter.width(name) + fitter.width(' ')
  const figure = share(box)
  if (used + fitter.width(figure) <= room) put(figure, x + TEXT_PADDING + used, middle, true)
}
