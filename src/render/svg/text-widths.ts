/** The fonts that pictures are measured with. What a reader's machine has instead is about as wide. */
export type PictureFont = 'sans' | 'sans-bold' | 'code'

/** Advance widths of U+0020 to U+007E in thousandths of the font's size. Source: Adobe's font metrics of Helvetica and
 *  Helvetica-Bold, 1997; Arial, Liberation Sans and Arimo have the same. */
const SANS = Uint16Array.of(
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
)
const SANS_BOLD = Uint16Array.of(
  ...[278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611],
  ...[975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556],
  ...[333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611],
  ...[611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584],
)
/** Of Courier and of most fixed-width fonts. */
const CODE = 600

/** Others that our labels use: thin space, middle dot, times sign, angle quote, ellipsis, arrows, minus. */
const OTHERS: ReadonlyMap<number, number> = new Map([
  ...([
    [0x2009, 200],
    [0xb7, 333],
    [0xd7, 584],
    [0x203a, 333],
    [0x2026, 1000],
    [0x2192, 1000],
    [0x2212, 584],
  ] as const),
])
const LETTER = 600
const WIDE = 1000

/** Width of a text in pixels at a size in pixels; of what is neither ASCII nor in our labels, about. */
export function textWidth(text: string, size: number, font: PictureFont): number {
  const table = font === 'sans-bold' ? SANS_BOLD : SANS
  let sum = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (code >= 0x2e80) sum += WIDE
    else if (font === 'code') sum += CODE
    else sum += table[code - 0x20] ?? OTHERS.get(code) ?? LETTER
  }
  return (sum * size) / 1000
}
