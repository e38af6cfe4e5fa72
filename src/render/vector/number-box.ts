import type { Glyph, OutlineStep } from './shapes.ts'

/** Rows of hexadecimal digits, three dots by five, a bit a dot. */
const DIGITS = [
  ...['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71122'],
  ...['75757', '75717', '25755', '65656', '74447', '65556', '74747', '74744'],
] as const
const DOT = 60
const HIGH = 800
const BELOW = 120
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u

/** Boxes with the numbers of characters in hexadecimal, for want of a font that has them: seen to be there, told apart, and as wide as
 *  labels are measured. */
export function numberBoxes(text: string): Glyph {
  const steps: OutlineStep[] = []
  let advance = 0
  for (const char of text) {
    if (INVISIBLE.test(char)) continue
    const code = char.codePointAt(0)!
    const width = code >= 0x2e80 ? 1000 : 600
    addBox(steps, advance, { code, width })
    advance += width
  }
  return { text, steps, advance }
}

function addBox(steps: OutlineStep[], x: number, { code, width }: { code: number; width: number }): void {
  const [left, top, right, bottom] = [x + 40, BELOW - HIGH, x + width - 40, BELOW]
  const line = 30
  addRect(steps, [left, top, right - left, line])
  addRect(steps, [left, bottom - line, right - left, line])
  addRect(steps, [left, top + line, line, HIGH - 2 * line])
  addRect(steps, [right - line, top + line, line, HIGH - 2 * line])
  const digits = code.toString(16).padStart(4, '0')
  const columns = Math.ceil(digits.length / 2)
  const step = 4 * DOT
  const first = x + (width - columns * step + DOT) / 2
  for (let i = 0; i < digits.length; i++) {
    // The shorter row is the first, as numbers are read.
    const row = i < digits.length - columns ? 0 : 1
    const column = row === 0 ? i + 2 * columns - digits.length : i - (digits.length - columns)
    const digit = Number.parseInt(digits[i]!, 16)
    addDigit(steps, digit, { x: first + column * step, y: top + 80 + row * 6 * DOT })
  }
}

function addDigit(steps: OutlineStep[], digit: number, { x, y }: { x: number; y: number }): void {
  for (let row = 0; row < 5; row++) {
    const bits = Number(DIGITS[digit]![row])
    for (let column = 0; column < 3; column++) {
      if ((bits & (4 >> column)) === 0) continue
      let end = column + 1
      while (end < 3 && (bits & (4 >> end)) !== 0) end++
      addRect(steps, [x + column * DOT, y + row * DOT, (end - column) * DOT, DOT])
      column = end
    }
  }
}

function addRect(
  steps: OutlineStep[],
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  steps.push(['M', x, y], ['L', x + width, y], ['L', x + width, y + height], ['L', x, y + height], ['Z'])
}
