/** Attributes of a node, an edge or the graph by name, in the order of their names; undefined ones are left out. */
export type DotAttributes = Readonly<Record<string, string | number | null | undefined>>

/** Longer ids make dot fail. */
const LONGEST_ID = 1024
const PLAIN = /^(?:[A-Za-z][A-Za-z0-9]*|\d{1,15})$/
const KEYWORDS = /^(?:node|edge|graph|digraph|subgraph|strict)$/i

/** What must be escaped within quotes; a null character cannot be said. */
const ODD = /[\\\n\t"\0]/g
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '"': '\\"',
  '\0': '\ufffd',
}

/** An identifier of the DOT language: quoted unless it is a plain word or number. */
function dotId(text: string): string {
  return PLAIN.test(text) && !KEYWORDS.test(text) ? text : dotQuoted(text)
}

/** A quoted text of the DOT language. */
function dotQuoted(text: string): string {
  return `"${text.replace(ODD, char => ESCAPES[char]!)}"`
}

/** Ids of nodes as they are written: unique, none too long. */
export function dotNodeIds(ids: readonly string[]): string[] {
  const taken = new Set(ids)
  return ids.map((id, index) => {
    if (id.length <= LONGEST_ID) return dotId(id)
    let short = `_${index}`
    while (taken.has(short)) short += '_'
    taken.add(short)
    return dotId(short)
  })
}

/** ` [a=1, b="c"]`, in the order in which they are given: by name, as gprof2dot has them. */
export function dotAttributes(attributes: DotAttributes): string {
  let text = ''
  for (const name in attributes) {
    const value = attributes[name]
    if (value === null || value === undefined) continue
    text += `${text === '' ? '' : ', '}${name}=${typeof value === 'number' ? value : dotId(value)}`
  }
  return text === '' ? '' : ` [${text}]`
}
