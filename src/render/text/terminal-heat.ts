/** How many colours a terminal shows. */
export type Colours = 0 | 16 | 256

/** Ground and text of the steps of render/svg/heat.ts' dark scale in the 256 colours of xterm; both are set, so that they
 *  read on any terminal's ground. Step 0 is left as the terminal has it. */
export const HEAT_256: readonly (readonly [ground: number, text: number])[] = [
  [-1, -1],
  [52, 255],
  [88, 255],
  [124, 255],
  [130, 231],
  [172, 16],
  [214, 16],
  [222, 16],
]

/** The same as attributes of terminals with sixteen colours. */
const HEAT_16: readonly string[] = ['', '31', '31', '41;97', '41;97', '43;30', '43;30', '103;30;1']

/** A text on the ground of a step of heat (0 to 7); the text itself where there are no colours. */
export function paintHeat(text: string, step: number, colours: Colours): string {
  if (colours === 0 || step <= 0) return text
  if (colours === 16) return `\u001b[${HEAT_16[step] ?? ''}m${text}\u001b[0m`
  const [ground, ink] = HEAT_256[step] ?? HEAT_256[7]!
  return `\u001b[48;5;${ground};38;5;${ink}m${text}\u001b[0m`
}

/** Ground and text of the steps of render/svg/heat.ts' scale of differences, as {@link HEAT_256}; step 3 is no difference. */
const DIFFERENCE_256: readonly (readonly [ground: number, text: number])[] = [
  [117, 16],
  [32, 231],
  [24, 255],
  [-1, -1],
  [94, 255],
  [166, 16],
  [215, 16],
]

const DIFFERENCE_16: readonly string[] = ['106;30', '44;97', '36', '', '33', '43;30', '103;30']

/** A text on the ground of a step of difference (0 to 6); the text itself where there are no colours, and for step 3. */
export function paintDifference(text: string, step: number, colours: Colours): string {
  const [ground, ink] = DIFFERENCE_256[step] ?? [-1, -1]
  if (colours === 0 || ground === -1) return text
  if (colours === 16) return `\u001b[${DIFFERENCE_16[step]}m${text}\u001b[0m`
  return `\u001b[48;5;${ground};38;5;${ink}m${text}\u001b[0m`
}

/** The same attributes for all terminals: what is of less weight. */
export function paintDim(text: string, colours: Colours): string {
  return colours === 0 || text === '' ? text : `\u001b[2m${text}\u001b[0m`
}

/** Headings and names. */
export function paintBold(text: string, colours: Colours): string {
  return colours === 0 || text === '' ? text : `\u001b[1m${text}\u001b[0m`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar for a share in [-1, 1], in eighths of a column, padded to `columns`; what is below zero is drawn in whole columns of
 *  another pattern. */
export function heatBar(share: number, columns: number): string {
  if (share < 0) return '░'.repeat(Math.max(1, Math.round(Math.min(1, -share) * columns))).padEnd(columns)
  const eighths = Number.isFinite(share) ? Math.round(Math.min(1, Math.max(0, share)) * columns * 8) : 0
  // Something is never drawn as nothing.
  const drawn = eighths === 0 && share > 0 ? 1 : eighths
  return `${'█'.repeat(Math.floor(drawn / 8))}${EIGHTHS[drawn % 8]}`.padEnd(columns)
}

/** Text of a hostile file made safe for a terminal: control characters (escape sequences with them) and marks that turn the
 *  direction of text round become U+FFFD, tabs reach to the next of every eight columns. */
export function terminalText(text: string): string {
  let columns = ''
  for (const char of text) columns += char === '\t' ? ' '.repeat(8 - (columns.length % 8)) : char
  return columns.replace(
    /\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Noncharacter_Code_Point}|\p{Bidi_Control}/gu,
    '\ufffd',
  )
}
