import { escapeXml, oneLine } from './svg-text.ts'
import { type PictureFont, textWidth } from './text-widths.ts'

/** How much wider than the font that is measured the widest of those is that systems have for their own words (DejaVu Sans). */
const SLACK = 1.22

/** The two lines at the top of a picture: what it is of, and how that was measured. Each ends in an ellipsis where it is too long
 *  for its room, in pixels. */
export function pictureHeading(
  { title, subtitle }: { readonly title: string; readonly subtitle: string },
  { x, room, titleRoom = room }: { readonly x: number; readonly room: number; readonly titleRoom?: number },
): readonly string[] {
  return [
    `<text class="head" x="${x}" y="28">${escapeXml(fitRoom(oneLine(title), titleRoom, { size: 16, font: 'sans-bold' }))}</text>`,
    `<text class="sub" x="${x}" y="47">${escapeXml(fitRoom(oneLine(subtitle), room, { size: 12, font: 'sans' }))}</text>`,
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
