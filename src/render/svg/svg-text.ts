import { RIGHT_LETTERS } from '../../base/text-direction.ts'

/** Characters that XML 1.0 forbids or that do not show, lone halves of surrogate pairs, and marks that turn the direction
 *  of text round (with them a name could pass for another). */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|\p{Bidi_Control}/gu

/** Nothing to escape, as most names and figures are: told in a fraction of the time. */
const PLAIN = /^[\t\n\r !#-%(-;=?-~\u2009]*$/

/** Plain letters without a space, as most names are. */
const SOLID = /^[!-~]+$/

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text that can stand anywhere in an SVG or HTML document: between tags and in quoted attributes. What XML cannot hold
 *  becomes U+FFFD. */
export function escapeXml(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, char => ESCAPES[char]!)
}

/** The end of a name that is written from the right, before a figure or an arrow. */
export const RIGHT_BEFORE_FIGURE = new RegExp(
  `([${RIGHT_LETTERS}][^\\p{L}\\s<]*(?:</tspan>)?)(?= [^\\p{L}])`,
  'gu',
)

/** The escaped text of a label, in which a figure stands after the name also where the name is written from the right: it would be
 *  seen before it. */
export function keepOrder(escaped: string): string {
  return PLAIN.test(escaped) ? escaped : escaped.replace(RIGHT_BEFORE_FIGURE, '$1\u200e')
}

/** A name on one line: line breaks and tabs become spaces. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A function's name as pictures and lists show it: on one line, U+FFFD for what does not show or would move what stands beside it;
 *  "(no name)" where nothing is left. */
export function shownName(name: string): string {
  return SOLID.test(name) ? name : oneLine(name).replace(FORBIDDEN, '\ufffd') || '(no name)'
}

/** The part of a text that is at most `columns` columns of a fixed-width font wide; an ellipsis stands for the rest.
 *  Characters of East Asian scripts take two columns. Empty when not even a letter and the ellipsis fit. */
export function fitText(text: string, columns: number): string {
  if (text.length <= columns && !/[^\0-\u10ff]/.test(text)) return text
  let width = 0
  let end = 0
  let endBeforeEllipsis = 0
  for (const char of text) {
    width += isWide(char.codePointAt(0)!) ? 2 : 1
    if (width > columns) return endBeforeEllipsis === 0 ? '' : `${text.slice(0, endBeforeEllipsis)}…`
    end += char.length
    if (width < columns) endBeforeEllipsis = end
  }
  return text
}

/** Whether a character takes two columns. Source: the wide ranges of Unicode's EastAsianWidth.txt, rounded to blocks. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}
