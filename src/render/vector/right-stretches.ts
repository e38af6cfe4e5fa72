/** Characters of scripts that are written from the right. Source: the ranges that Unicode sets aside for them, DerivedBidiClass.txt. */
const RIGHT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const LEFT = /[\p{L}\u200e]/u
const DIGIT = /\p{Nd}/u
/** What belongs to a number beside it. */
const BESIDE_NUMBER = /[#$%°]/
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])
const OPENING = new Set(CLOSING.values())

/** Whether a text has characters of scripts that are written from the right. */
export function hasRight(text: string): boolean {
  return RIGHT.test(text)
}

/** Places of the stretches of a text that are written from the right, in a line that is read from the left: each from a first such
 *  character to a last one, with the numbers and signs between and the numbers after them. Source: Unicode's bidirectional algorithm,
 *  UAX 9, rules W2 to W7, N0 to N2. */
export function rightStretches(text: string): { readonly start: number; readonly end: number }[] {
  const chars = Array.from(text)
  const sides = sidesOf(chars)
  const found: { start: number; end: number }[] = []
  let [at, start, end] = [0, -1, -1]
  const finish = () => {
    if (start !== -1) found.push({ start, end })
    start = -1
  }
  for (const [i, char] of chars.entries()) {
    if (sides[i] === 'left') finish()
    else if (sides[i] === 'right') {
      if (start === -1) start = at
      end = at + char.length
    } else if (start !== -1 && end === at && BESIDE_NUMBER.test(char) && followsNumber(chars, i)) end = at + 1
    at += char.length
  }
  finish()
  return found
}

function followsNumber(chars: readonly string[], i: number): boolean {
  let k = i
  while (k > 0 && BESIDE_NUMBER.test(chars[k]!)) k--
  return DIGIT.test(chars[k]!)
}

type Side = 'left' | 'right' | 'either'

/** To which side each character belongs by itself; numbers to that of the letters before them, brackets to that of what they hold. */
function sidesOf(chars: readonly string[]): Side[] {
  let last: Side = 'left'
  const sides = chars.map((char): Side => {
    if (DIGIT.test(char)) return last
    if (RIGHT.test(char)) last = 'right'
    else if (LEFT.test(char)) last = 'left'
    else return 'either'
    return last
  })
  resolveBrackets(chars, sides)
  return sides
}

function resolveBrackets(chars: readonly string[], sides: Side[]): void {
  const partners = bracketPartners(chars)
  // How many characters of each side stand before a place.
  const counts = { left: [0], right: [0] }
  for (const side of sides) {
    counts.left.push(counts.left.at(-1)! + (side === 'left' ? 1 : 0))
    counts.right.push(counts.right.at(-1)! + (side === 'right' ? 1 : 0))
  }
  let last: Side = 'left'
  for (let i = 0; i < chars.length; i++) {
    const partner = partners.get(i)
    if (partner !== undefined) {
      const holds = (side: 'left' | 'right') => counts[side][partner]! > counts[side][i]!
      if (holds('left')) sides[i] = sides[partner] = 'left'
      else if (holds('right')) sides[i] = sides[partner] = last
    }
    if (sides[i] !== 'either') last = sides[i]!
  }
}

/** Closing brackets by the opening ones' places. */
function bracketPartners(chars: readonly string[]): Map<number, number> {
  const partners = new Map<number, number>()
  const open: number[] = []
  for (const [i, char] of chars.entries()) {
    if (OPENING.has(char)) open.push(i)
    const opening = CLOSING.get(char)
    if (opening === undefined) continue
    const depth = open.findLastIndex(place => chars[place] === opening)
    if (depth === -1) continue
    partners.set(open[depth]!, i)
    open.length = depth
  }
  return partners
}
