import { keepPlace } from '../../src/base/text-direction.ts'
import type { TextFitter } from '../canvas/text-fitter.ts'
import { type PutText, TEXT_PADDING, type TextColours, writeTexts } from '../canvas/write-texts.ts'
import type { MapLabel } from './raster.ts'

/** Middle of the first line below the top of a box, and between lines, in CSS pixels. */
const FIRST_LINE = 9.5
const LINE = 16
const SEPARATOR = ' › '

/** What stands in a box: the wrappers that share it, its own name, its figure. */
export interface MapTexts {
  readonly wrappers: (box: number) => readonly string[]
  readonly name: (box: number) => string
  /** '' where nothing is to be said. */
  readonly share: (box: number) => string
  readonly tone: (box: number) => number
  readonly colours: TextColours
}

/** Writes the labels into the boxes: wrappers and name, then the figure on the same line or on one of its own. */
export function drawMapLabels(
  context: CanvasRenderingContext2D,
  labels: readonly MapLabel[],
  { texts, fitter }: { texts: MapTexts; fitter: TextFitter },
): void {
  writeTexts(context, labels, {
    colours: texts.colours,
    toneOf: ({ box }) => texts.tone(box),
    lay: (label, put) => layLabel(label, put, { texts, fitter }),
  })
}

function layLabel(
  label: MapLabel,
  put: PutText,
  { texts, fitter }: { texts: MapTexts; fitter: TextFitter },
): void {
  const { box } = label
  // A box that begins left of the window or above it is named where it is seen.
  const left = Math.max(0, label.x)
  const top = Math.max(0, label.y)
  const right = label.x + label.width
  const room = right - left - 2 * TEXT_PADDING
  const bottom = label.y + Math.min(label.strip, label.height)
  if (bottom - top < LINE - 1 || room < LINE) return
  const y = top + FIRST_LINE
  const name = texts.name(box)
  const lead = leadOf(texts.wrappers(box), fitter, room - fitter.width(name))
  const shown = fitter.fit(name, room - fitter.width(lead))
  if (shown === '') return
  let x = left + TEXT_PADDING
  if (lead !== '') put(lead, x, y, true)
  x += fitter.width(lead)
  put(shown, x, y, false)
  if (shown !== name) return
  x += fitter.width(`${shown} `)
  const share = texts.share(box)
  if (x + fitter.width(share) <= right - TEXT_PADDING) put(share, x, y, true)
  else if (bottom - top >= 2 * LINE && fitter.width(share) <= room) {
    put(share, left + TEXT_PADDING, y + LINE, true)
  }
}

/** "main › run › " as far as there is room: wrappers are left out from the middle. */
function leadOf(wrappers: readonly string[], fitter: TextFitter, room: number): string {
  if (wrappers.length === 0) return ''
  const whole = wrappers.map(keepPlace).join(SEPARATOR) + SEPARATOR
  if (fitter.width(whole) <= room) return whole
  const ends = `${keepPlace(wrappers[0]!)}${SEPARATOR}…${SEPARATOR}`
  if (wrappers.length > 1 && fitter.width(ends) <= room) return ends
  const least = `…${SEPARATOR}`
  return fitter.width(least) <= room ? least : ''
}
