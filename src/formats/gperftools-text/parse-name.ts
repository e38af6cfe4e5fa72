/** A function of the table, with file and line where they were asked for. */
export interface PrintedFunction {
  readonly name: string
  readonly file?: string
  readonly line?: number
}

const INLINE = ' (inline)'

/** `f`, `f /src/a.cc:7` (`--lines`), `0000559a91c8c214 f /src/a.cc:7` (`--addresses`), `/src/a.cc` (`--files`). */
export function parseName(text: string): PrintedFunction {
  const whole = text.trim()
  // Go's table has the mark behind the line, gperftools' behind the name.
  const isInline = /:\d+ \(inline\)$/.test(whole)
  const trimmed = isInline ? whole.slice(0, -INLINE.length) : whole
  const plain = /^(?:0x)?[0-9a-f]{12,16} \S/.test(trimmed) ? trimmed.slice(trimmed.indexOf(' ') + 1) : trimmed
  const colon = plain.lastIndexOf(':')
  const line = colon > 0 && plain[colon - 1] !== ':' ? plain.slice(colon + 1) : ''
  if (!/^\d{1,9}$/.test(line)) return { name: whole }
  const start = startOfPath(plain, colon)
  const address = trimmed.slice(0, trimmed.length - plain.length)
  const name = `${address}${plain.slice(0, start).trim()}${isInline ? INLINE : ''}`
  const file = plain.slice(start, colon).trim()
  if (start === 0 || file === '') return { name: whole }
  return Number(line) === 0 ? { name, file } : { name, file, line: Number(line) }
}

/** Where the path before the colon begins: at a space and a root, or at the last space. */
function startOfPath(text: string, colon: number): number {
  const root = / (?=(?:\.{0,2}\/|[A-Za-z]:[\\/]))/.exec(text.slice(0, colon))
  return root === null ? text.lastIndexOf(' ', colon) + 1 : root.index + 1
}
