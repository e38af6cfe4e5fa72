/**
 * The class, namespace or type that a function's name says it belongs to; '' where it names none. Understands the spellings
 * of C++ and Rust (`ns::List<int>::push(int)`), Python and Java (`Mesh.refine`, `Mesh.refine.<locals>.key`), PHP (`A->b`),
 * Ruby (`A#b`), Go (`net/http.(*conn).serve`) and Objective-C (`-[Window draw:]`). What stands in brackets is no part of it.
 */
export function classOfName(name: string): string {
  const objective = /^[-+]\[([^\s\]]+) /.exec(name)
  if (objective !== null) return objective[1]!
  const bare = name.replace(/'\d+$/, '')
  // A folder of a Go package may have dots in its name; only what stands behind the last slash is the function's.
  const start = /^[\w.\-~/]+\/[^/\s(]+\.\S/.test(bare) ? bare.lastIndexOf('/', openingOf(bare)) + 1 : 0
  const end = lastSeparator(bare, start)
  return end === -1 ? '' : bare.slice(0, end).replace(/(?:\.<locals>)+$/, '')
}

/** Where the first round bracket opens that is no receiver of Go; the end where there is none. */
function openingOf(name: string): number {
  const at = name.search(/\((?!\*)/)
  return at === -1 ? name.length : at
}

/** Where the last separator outside of brackets stands, from `start` on; -1 none. */
function lastSeparator(name: string, start: number): number {
  let depth = 0
  let found = -1
  for (let i = start; i < name.length; i++) {
    const char = name[i]!
    if (char === '<' || char === '[' || char === '{') {
      // operator<, operator<<, operator[]: no brackets but the function's own name.
      if (depth === 0 && name.slice(start, i).endsWith('operator')) return found
      depth++
    } else if (char === '(') {
      // Arguments end the name; a receiver of Go and C++'s (anonymous namespace) do not.
      const isInner = /^\((?:\*|anonymous )/.test(name.slice(i, i + 11))
      if (depth === 0 && i > start && !isInner) return found
      depth++
    } else if (char === '>' && name[i - 1] === '-') {
      if (depth === 0) found = i - 1
    } else if (char === '>' || char === ']' || char === '}' || char === ')') {
      depth = Math.max(0, depth - 1)
    } else if (depth === 0 && i > start && isSeparator(name, i)) found = i
  }
  return found
}

function isSeparator(name: string, at: number): boolean {
  const char = name[at]
  if (char === ':') return name[at + 1] === ':' && name[at - 1] !== ':'
  if (char === '#') return true
  // ".text", "a..b" and versions ("clone.constprop.0") are no classes.
  return (
    char === '.' &&
    /^\.(?:[\p{L}_$<(~])/u.test(name.slice(at, at + 2)) &&
    !/^\.(?:constprop|isra|part|cold|lto_priv)\b/.test(name.slice(at, at + 10))
  )
}
