type Token = { readonly kind: 'text'; readonly char: string } | { readonly kind: 'one' | 'any' } | CharSet

interface CharSet {
  readonly kind: 'set'
  readonly isNegated: boolean
  /** First and last character of each range. */
  readonly ranges: readonly (readonly [number, number])[]
}

/**
 * A shell pattern as Python's fnmatch reads it: `*` any text (also none, also "/"), `?` one character, `[abc]`, `[a-z]`,
 * `[!a]` one of a set or none of it; a bracket that nothing closes stands for itself. The whole text must match, upper and
 * lower case are different. Time is at most the product of the two lengths.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const tokens = parseGlob([...pattern])
  return text => matches(tokens, [...text])
}

function parseGlob(chars: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!
    if (char === '*') tokens.push({ kind: 'any' })
    else if (char === '?') tokens.push({ kind: 'one' })
    else if (char === '[') {
      const end = closingBracket(chars, at + 1)
      if (end === -1) tokens.push({ kind: 'text', char })
      else {
        tokens.push(parseSet(chars.slice(at + 1, end)))
        at = end
      }
    } else tokens.push({ kind: 'text', char })
  }
  return tokens
}

/** A `]` that stands first, or first after `!`, is of the set. */
function closingBracket(chars: readonly string[], start: number): number {
  let at = start
  if (chars[at] === '!') at++
  if (chars[at] === ']') at++
  return chars.indexOf(']', at)
}

function parseSet(chars: readonly string[]): CharSet {
  const isNegated = chars[0] === '!'
  const ranges: [number, number][] = []
  for (let at = isNegated ? 1 : 0; at < chars.length; at++) {
    const first = chars[at]!.codePointAt(0)!
    const isRange = chars[at + 1] === '-' && at + 2 < chars.length
    const last = isRange ? chars[at + 2]!.codePointAt(0)! : first
    if (first <= last) ranges.push([first, last])
    if (isRange) at += 2
  }
  return { kind: 'set', isNegated, ranges }
}

/** Goes back to the last star only: what an earlier one could take the last one can too. */
function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  let [token, at] = [0, 0]
  let [star, taken] = [-1, 0]
  while (at < text.length) {
    const wanted = tokens[token]
    if (wanted?.kind === 'any') {
      star = token++
      taken = at
    } else if (wanted !== undefined && fits(wanted, text[at]!)) {
      token++
      at++
    } else if (star !== -1) {
      token = star + 1
      at = ++taken
    } else return false
  }
  while (tokens[token]?.kind === 'any') token++
  return token === tokens.length
}

function fits(token: Token, char: string): boolean {
  if (token.kind === 'text') return token.char === char
  if (token.kind !== 'set') return true
  const code = char.codePointAt(0)!
  return token.ranges.some(([first, last]) => code >= first && code <= last) !== token.isNegated
}
