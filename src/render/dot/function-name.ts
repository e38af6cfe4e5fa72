/** Names longer than this make dot fail; gprof2dot cuts them. */
const LONGEST = 4096
const WIDTH = 32

/** What is done to the names of functions. */
export interface NameOptions {
  /** Leave out parameters, template arguments and const of C++ names. */
  readonly strip?: boolean
  /** Break into lines of 32 characters. */
  readonly wrap?: boolean
}

/** A function's name as it is drawn. */
export function drawnName(name: string, { strip, wrap }: NameOptions): string {
  const plain = strip === true ? stripName(name) : name
  const short = cut(plain)
  return wrap === true ? wrapName(short) : short
}

/** A C++ name without its parameters, const and template arguments: whatever stands between brackets that close. */
export function stripName(name: string): string {
  return withoutPairs(withoutPairs(name, '(', ')').replace(/\s+const$/, ''), '<', '>')
}

function withoutPairs(text: string, open: string, close: string): string {
  if (!text.includes(close)) return text
  const kept: string[] = []
  const opened: number[] = []
  for (const char of text) {
    if (char === close && opened.length > 0) kept.length = opened.pop()!
    else {
      if (char === open) opened.push(kept.length)
      kept.push(char)
    }
  }
  return kept.join('')
}

function cut(name: string): string {
  if (name.length < LONGEST) return name
  const chars = [...name]
  return chars.length < LONGEST ? name : `${chars.slice(0, LONGEST - 1).join('')}…`
}

/** Python's textwrap.fill in lines of 32 characters where the name has more, and then without the spaces of C++. */
export function wrapName(name: string): string {
  const filled = [...name].length > WIDTH ? fill(name) : name
  return filled.replaceAll(', ', ',').replaceAll('> >', '>>').replaceAll('> >', '>>')
}

const SPACE = '[\\t\\n\\x0b\\x0c\\r ]'
const WORD = '[\\p{L}\\p{N}_]'
const LETTER = '\\p{L}'
const INNER = '[\\p{L}\\p{N}_!"\'&.,?]'
/** Where textwrap may break: at spaces, after hyphens between letters, and around dashes. */
const PIECES = new RegExp(
  `${SPACE}+|(?<=${INNER})-{2,}(?=${WORD})|[^\\t\\n\\x0b\\x0c\\r ]+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=${SPACE}|$)|(?<=${INNER})(?=-{2,}${WORD}))`,
  'gu',
)

function fill(text: string): string {
  const plain = text.replace(/[\t\n\v\f\r]/g, ' ')
  const pieces = plain.match(PIECES) ?? []
  const lines: string[] = []
  for (let at = 0; at < pieces.length; ) {
    if (pieces[at]!.trim() === '' && lines.length > 0) at++
    const line: string[] = []
    let length = 0
    while (at < pieces.length && length + sizeOf(pieces[at]!) <= WIDTH) {
      length += sizeOf(pieces[at]!)
      line.push(pieces[at++]!)
    }
    // A word that fits no line has one of its own.
    if (at < pieces.length && line.length === 0) line.push(pieces[at++]!)
    if (line.at(-1)?.trim() === '') line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines.join('\n')
}

function sizeOf(text: string): number {
  return [...text].length
}
