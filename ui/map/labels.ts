import { keepPlace } from '../../src/base/text-direction.ts'
import type { TextFitter } from '../canvas/text-fitter.ts'
import type { MapLabel } from './raster.ts'

const PADDING = 6
/** Middle of the first line below the top of a box, and between lines, in CSS pixels. */
const FIRST_LINE = 9.5
const LINE = 16
const SEPARATOR = ' › '

/** What stands in a box: the wrappers that share it, its own name, its share. */
export interface MapTexts {
  readonly wrappers: (box: number) => readonly string[]
  readonly name: (box: number) => string
  readonly share: (box: number) => string
  /** Index into the two lists of colours. */
  readonly colour: (box: number) => number
  readonly strong: readonly string[]
  readonly quiet: readonly string[]
}

/** A piece of text at its place. */
interface Piece {
  readonly text: string
  readonly x: number
  readonly y: number
}

/**
 * Writes the labels into the boxes: wrappers and name, then the share on the same line or on one of its own. Grouped by
 * colour, since changing the context's fill costs more than the text does. Returns the number of texts drawn.
 */
export function drawMapLabels(
  context: CanvasRenderingContext2D,
  labels: readonly MapLabel[],
  options: { texts: MapTexts; fitter: TextFitter },
): number {
  const { texts, fitter } = options
  const groups: Piece[][] = []
  for (const label of labels) {
    const group = 2 * texts.colour(label.box)
    const push = (offset: number, piece: Piece) => {
      groups[group + offset] ??= []
      groups[group + offset]!.push(piece)
    }
    layLabel(label, { texts, fitter, strong: piece => push(0, piece), quiet: piece => push(1, piece) })
  }
  let count = 0
  context.textBaseline = 'middle'
  for (const [group, pieces] of groups.entries()) {
    if (pieces === undefined) continue
    context.fillStyle = (group % 2 === 0 ? texts.strong : texts.quiet)[group >> 1]!
    for (const { text, x, y } of pieces) context.fillText(text, x, y)
    count += pieces.length
  }
  return count
}

function layLabel(
  label: MapLabel,
  out: { texts: MapTexts; fitter: TextFitter; strong(piece: Piece): void; quiet(piece: Piece): void },
): void {
  const { texts, fitter } = out
  const { box } = label
  // A box that begins left of the window or above it is named where it is seen.
  const left = Math.max(0, label.x)
  const top = Math.max(0, label.y)
  const right = label.x + label.width
  const room = right - left - 2 * PADDING
  const bottom = label.y + Math.min(label.strip, label.height)
  if (bottom - top < LINE - 1 || room < LINE) return
  const y = top + FIRST_LINE
  const name = texts.name(box)
  const lead = leadOf(texts.wrappers(box), fitter, room - fitter.width(name))
  const shown = fitter.fit(name, room - fitter.width(lead))
  if (shown === '') return
  let x = left + PADDING
  if (lead !== '') out.quiet({ text: lead, x, y })
  x += fitter.width(lead)
  out.strong({ text: shown, x, y })
  if (shown !== name) return
  x += fitter.width(`${shown} `)
  const share = texts.share(box)
  if (x + fitter.width(share) <= right - PADDING) out.quiet({ text: share, x, y })
  else if (bottom - top >= 2 * LINE && fitter.width(share) <= room) {
    out.quiet({ text: share, x: left + PADDING, y: y + LINE })
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
