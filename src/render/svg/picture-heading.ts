import { escapeXml, oneLine } from './svg-text.ts'
import { type PictureFont, textWidth } from './text-widths.ts'

/** How much wider than the font that is measured the widest of those is that systems have for their own words (DejaVu Sans). */
const SLACK = 1.22

const TITLE = { size: 16, font: 'sans-bold' } as const
const SUBTITLE = { size: 12, font: 'sans' } as const

const NARROWEST = 460
const WIDEST_HEADING = 720

/** What a picture is of, and how that was measured. */
interface Heading {
  readonly title: string
  readonly subtitle: string
}

/** Pixels that a picture is wide at least, of whatever size its contents are: its heading and its legend have room, a very long
 *  heading at the cost of its end. */
export function leastWidth({ title, subtitle }: Heading): number {
  const width = (text: string, { size, font }: typeof TITLE | typeof SUBTITLE) =>
    Math.ceil(textWidth(oneLine(text), size, font) * SLACK)
  return Math.min(Math.max(NARROWEST, width(title, TITLE), width(subtitle, SUBTITLE)), WIDEST_HEADING)
}

/** The two lines at the top of a picture. Each ends in an ellipsis where it is too long for its room, in pixels. */
export function pictureHeading(
  { title, subtitle }: Heading,
  { x, room, titleRoom = room }: { readonly x: number; readonly room: number; readonly titleRoom?: number },
): readonly string[] {
  return [
    `<text class="head" x="${x}" y="28">${escapeXml(fitRoom(oneLine(title), titleRoom, TITLE))}</text>`,
    `<text class="sub" x="${x}" y="47">${escapeXml(fitRoom(oneLine(subtitle), room, SUBTITLE))}</text>`,
  ]
}

/** The part of a text that fits into some pixels; an ellipsis stands for the rest. Empty when not even that fits. */
export function fitRoom(
  text: string,
  room: number,
  { size, font }: { readonly size: number; readonly font: PictureFont },
): string {
  const ellipsis = textWidth('…', size, font) * SLACK
  let width = 0
  let end = 0
  let endBeforeEllipsis = 0
  for (const char of text) {
    width += textWidth(char, size, font) * SLACK
    if (width > room) return endBeforeEllipsis === 0 ? '' : `${text.slice(0, endBeforeEllipsis).trimEnd()}…`
    end += char.length
    if (width + ellipsis <= room) endBeforeEllipsis = end
  }
  return text
}
