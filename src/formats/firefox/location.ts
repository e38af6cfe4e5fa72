/** A function as Gecko writes it. */
export interface Location {
  readonly name: string
  readonly file: string | undefined
  /** Line of the definition, -1 unknown. */
  readonly line: number
}

/**
 * Takes apart `frobnicate (chrome://a/b.js:34:7)`, `(anonymous) …` or a bare `http://a/b.js:34`; anything else is a label. Of a
 * module that another one loaded (`loader.js -> module.js`) the file is the last. Never fails.
 */
export function parseLocation(text: string): Location {
  // The last bracket is the place: names of functions may hold brackets themselves.
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1
  const place = open === -1 ? text : text.slice(open + 2, -1)
  const found = /^(.+?):(\d{1,10})(?::(\d{1,10}))?$/s.exec(place)
  const isPlace = found !== null && (open !== -1 || /^[a-z][a-z0-9+.-]*:\/\//i.test(place))
  if (!isPlace) return { name: text, file: undefined, line: -1 }
  const file = found[1]!.split(' -> ').at(-1)!
  const line = Number(found[2])
  const name = open === -1 ? '' : text.slice(0, open)
  return { name: name === '' ? '(anonymous)' : name, file, line: line > 0 && line <= 0x7fffffff ? line : -1 }
}
