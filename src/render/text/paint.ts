/** How many colours may be used. */
export type Colours = 0 | 16 | 256

/** How a piece of text looks. */
export interface Style {
  /** Step of the heat scale, 0 (cold) to 7. */
  readonly heat?: number
  readonly isBold?: boolean
  readonly isDim?: boolean
}

const ESCAPE = '\u001b['

/** The heat scale in the colours of terminals, cold to hot: dark enough for white grounds, light enough for black ones. */
const HEAT_256 = [245, 95, 131, 167, 166, 202, 208, 214] as const
const HEAT_16 = [90, 31, 31, 31, 91, 91, 33, 93] as const

/** Text in a style, as far as the colours go; unchanged where there are none. */
export function paint(text: string, style: Style, colours: Colours): string {
  if (colours === 0 || text === '') return text
  const codes: string[] = []
  if (style.isBold === true) codes.push('1')
  if (style.isDim === true) codes.push('2')
  if (style.heat !== undefined) {
    codes.push(colours === 256 ? `38;5;${HEAT_256[style.heat] ?? 245}` : String(HEAT_16[style.heat] ?? 90))
  }
  return codes.length === 0 ? text : `${ESCAPE}${codes.join(';')}m${text}${ESCAPE}0m`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of block characters: `share` (0 to 1) of `width` columns, to an eighth of a column; never nothing for something. */
export function formatBar(share: number, width: number): string {
  if (!(share > 0)) return ''
  const eighths = Math.max(1, Math.round(Math.min(1, share) * width * 8))
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!
}
