/** Attributes of a node, an edge or the graph; undefined ones are left out. */
export type DotAttributes = Readonly<Record<string, string | number | null | undefined>>

/** Longer ids make dot fail. */
const LONGEST_ID = 1024
const PLAIN = /^(?:[A-Za-z_][A-Za-z0-9_]*|\d{1,15})$/
const KEYWORDS = /^(?:node|edge|graph|digraph|subgraph|strict)$/i

/** An identifier of the DOT language: quoted unless it is a plain word or number. A null character cannot be said. */
export function dotId(text: string): string {
  if (PLAIN.test(text) && !KEYWORDS.test(text)) return text
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('"', '\\"')
    .replaceAll('\0', '\ufffd')
  return `"${escaped}"`
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

/** ` [a=1, b="c"]`, in the order of the names. */
export function dotAttributes(attributes: DotAttributes): string {
  const parts = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'number' ? String(value) : dotId(value!)}`)
  return parts.length === 0 ? '' : ` [${parts.join(', ')}]`
}
