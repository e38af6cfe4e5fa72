const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y

/** What may come next: a value (or the end of an empty list), a key, a colon, a comma or the end of the list or object. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'nothing'

/**
 * Where text stops being JSON, as an index of its characters; -1 when it is JSON. V8 names the place only in some of its
 * errors. O(length), iterative.
 */
export function findJsonError(text: string): number {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    const start = skipBlanks(text, at)
    if (start === text.length) return expected === 'nothing' ? -1 : start
    const { token, end } = readToken(text, start)
    const next: Expected | null = end === -1 ? null : step(token, { expected, open })
    if (next === null) return start
    expected = next
    at = end
  }
}

/** The token at `start` and where it ends, -1 when there is none. */
function readToken(text: string, start: number): { token: string; end: number } {
  const first = text[start]!
  if ('{}[],:'.includes(first)) return { token: first, end: start + 1 }
  if (first === '"') return { token: 'text', end: endOfText(text, start + 1) }
  SCALAR.lastIndex = start
  return { token: 'scalar', end: SCALAR.test(text) ? SCALAR.lastIndex : -1 }
}

function endOfText(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code < 0x20) return -1
    if (code !== 0x5c) continue
    ESCAPE.lastIndex = at + 1
    if (!ESCAPE.test(text)) return -1
    at = ESCAPE.lastIndex - 1
  }
  return -1
}

function step(token: string, state: { expected: Expected; open: string[] }): Expected | null {
  const { expected, open } = state
  const isValueDue = expected === 'value' || expected === 'valueOrEnd'
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'commaOrEnd')
  if (token === 'text' && (expected === 'key' || expected === 'keyOrEnd')) return 'colon'
  if (token === 'text' || token === 'scalar') return isValueDue ? afterValue() : null
  if (token === ':') return expected === 'colon' ? 'value' : null
  if (token === ',') return expected !== 'commaOrEnd' ? null : open.at(-1) === '{' ? 'key' : 'value'
  if (token === '{' || token === '[') {
    if (!isValueDue) return null
    open.push(token)
    return token === '{' ? 'keyOrEnd' : 'valueOrEnd'
  }
  const opener = token === '}' ? '{' : '['
  const mayEnd = expected === 'commaOrEnd' || expected === (opener === '{' ? 'keyOrEnd' : 'valueOrEnd')
  if (!mayEnd || open.at(-1) !== opener) return null
  open.pop()
  return afterValue()
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && '\t\n\r '.includes(text[at]!)) at++
  return at
}
