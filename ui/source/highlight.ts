import { highlightCode, tagHighlighter, tags } from '@lezer/highlight'
import { parser } from '@lezer/python'

/** A run of text of one kind; `kind` is a class name, '' for plain text. */
export interface Token {
  readonly text: string
  readonly kind: string
}

// Few kinds and no hues: colour means heat. Words of the language and what is no code step back.
const highlighter = tagHighlighter([
  {
    tag: [
      tags.keyword,
      tags.controlKeyword,
      tags.definitionKeyword,
      tags.moduleKeyword,
      tags.operatorKeyword,
    ],
    class: 'tok-keyword',
  },
  { tag: [tags.comment, tags.docString], class: 'tok-comment' },
  { tag: [tags.string, tags.special(tags.string)], class: 'tok-string' },
  {
    tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName))],
    class: 'tok-definition',
  },
])

/** Longer texts are shown plain: parsing them would hold up the page. */
const LONGEST = 400_000

/** Each line as tokens. Only Python is parsed (`path` ends in .py or the text is small and unknown). */
export function highlightLines(lines: readonly string[], path: string): Token[][] {
  const text = lines.join('\n')
  if (text.length > LONGEST || !/\.pyw?$|^<|^$/.test(path)) {
    return lines.map(line => [{ text: line, kind: '' }])
  }
  const out: Token[][] = [[]]
  highlightCode(
    text,
    parser.parse(text),
    highlighter,
    (piece, classes) => {
      out.at(-1)!.push({ text: piece, kind: classes })
    },
    () => {
      out.push([])
    },
  )
  return out
}
