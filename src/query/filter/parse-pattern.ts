/** A regular expression as a tree. A letter is one UTF-16 unit and is asked by an expression of its own. */
export type PatternNode =
  | { readonly kind: 'letter'; readonly source: string }
  /** `^`, `$`, `\b` or `\B`. */
  | { readonly kind: 'border'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly least: number; readonly most: number }

/** What one letter is: an escape, a class, any other character. */
const LETTER =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|c[a-zA-Z]|0[0-7]{0,2}|[^\dkc])|\[(?:\\[\s\S]|[^\]\\])*\]|[^\\]/y
const BORDER = /\^|\$|\\[bB]/y
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y
const GROUP = /\((?:\?:|\?<(?![=!])[^>]*>|(?!\?))/y

interface OpenGroup {
  readonly options: PatternNode[][]
}

/**
 * Reads the source of an expression that `RegExp` has taken (without its flags `u` and `v`). Null where it refers back, looks
 * ahead or behind, or changes flags on its way. O(source). Source: ECMAScript 2023, 22.2.1 and B.1.2.
 */
export function parsePattern(source: string): PatternNode | null {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at += found[0].length
    return found
  }
  const outer: OpenGroup[] = []
  let group: OpenGroup = { options: [[]] }
  while (at < source.length) {
    const parts = group.options.at(-1)!
    let node: PatternNode
    const border = take(BORDER)
    if (border !== null) {
      parts.push({ kind: 'border', source: border[0] })
      continue
    }
    if (source[at] === '|') {
      at++
      group.options.push([])
      continue
    }
    if (source[at] === '(') {
      if (take(GROUP) === null) return null
      outer.push(group)
      group = { options: [[]] }
      continue
    }
    if (source[at] === ')') {
      at++
      node = choiceOf(group)
      group = outer.pop()!
    } else {
      const letter = take(LETTER)
      if (letter === null) return null
      node = { kind: 'letter', source: letter[0] }
    }
    group.options.at(-1)!.push(repeated(node, take(QUANTIFIER)))
  }
  return choiceOf(group)
}

function choiceOf({ options }: OpenGroup): PatternNode {
  const sequences = options.map((parts): PatternNode => ({ kind: 'sequence', parts }))
  return sequences.length === 1 ? sequences[0]! : { kind: 'choice', options: sequences }
}

function repeated(node: PatternNode, quantifier: RegExpExecArray | null): PatternNode {
  if (quantifier === null) return node
  const [, sign, least, range, most] = quantifier
  if (sign !== undefined) {
    const [from, to] = [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY]
    return { kind: 'repeat', node, least: from, most: to }
  }
  const highest = range === undefined ? least : most === '' ? Number.POSITIVE_INFINITY : most
  return { kind: 'repeat', node, least: Number(least), most: Number(highest) }
}
