import { FormatError } from '../../base/errors.ts'

/** What stands before the session in the pages of pyinstrument 3, and of 4 and 5. */
const MARKS = ['window.profileSession = {', 'const sessionData = {']

/** The bytes of the session that a page of `pyinstrument -r html` holds, as JSON. @throws FormatError without one. */
export function sessionInPage(page: string): Uint8Array {
  for (const mark of MARKS) {
    const start = page.lastIndexOf(mark)
    if (start === -1) continue
    const end = page.lastIndexOf('}')
    return new TextEncoder().encode(endOfObject(page, start + mark.length - 1, end))
  }
  throw new FormatError('pyinstrument', 'expected "sessionData = {" in the page, found none')
}

/** The object that begins at `start`: up to the brace that closes it, or to `end` where none does. */
function endOfObject(page: string, start: number, end: number): string {
  let depth = 0
  for (let at = start; at <= end; at++) {
    const char = page[at]
    if (char === '"') {
      at++
      while (at <= end && page[at] !== '"') at += page[at] === '\\' ? 2 : 1
    } else if (char === '{') depth++
    else if (char === '}' && --depth === 0) return page.slice(start, at + 1)
  }
  return page.slice(start, end + 1)
}
