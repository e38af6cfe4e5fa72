/** Classes of POSIX by name, as they stand within square brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/** A regular expression as JavaScript has it: what it ignores of case, and the rest. */
export interface Translated {
  readonly source: string
  readonly flags: string
}

/**
 * Brings what Go's regular expressions (RE2) write otherwise into JavaScript's: flags at the start (`(?i)`, `(?s)`, also around
 * all of it: `(?i:…)`), classes of POSIX (`[[:upper:]]`), ends of the text (`\A`, `\z`), text as it stands (`\Q…\E`) and names
 * of groups (`(?P<name>…)`). The rest stays. O(pattern). Source: Go 1.22, regexp/syntax.
 */
export function fromGoPattern(pattern: string): Translated {
  let [source, flags] = [quoted(pattern), '']
  const start = /^\(\?([ims]+)\)/.exec(source)
  const around = /^\(\?([ims]+):([^()]*)\)$/.exec(source)
  if (start !== null) [source, flags] = [source.slice(start[0].length), start[1]!]
  else if (around !== null) [source, flags] = [around[2]!, around[1]!]
  source = source.replaceAll(/\\[\s\S]|\(\?P<|\[(?:\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*)\]/g, part => {
    if (part === '\\A') return '^'
    if (part === '\\z') return '$'
    if (part === '(?P<') return '(?<'
    return part.startsWith('[')
      ? part.replaceAll(/\\[\s\S]|\[:(\w+):\]/g, (own, name) => CLASSES[name] ?? own)
      : part
  })
  return { source, flags: [...new Set(flags)].join('') }
}

/** `\Q…\E` as text. */
function quoted(pattern: string): string {
  return pattern.replaceAll(/(\\\\)|\\Q([\s\S]*?)(?:\\E|$)/g, (own, slash, text) =>
    slash === undefined ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&') : own,
  )
}
