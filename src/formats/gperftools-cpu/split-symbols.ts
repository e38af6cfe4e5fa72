import { addRawSymbol, SymbolTable } from '../decoding/gperftools/symbols.ts'

/** A profile without the symbols that stood before it. */
export interface SymbolizedProfile {
  readonly symbols: SymbolTable
  readonly hasSymbols: boolean
  /** The program, null where the file does not say. */
  readonly binary: string | null
  readonly body: Uint8Array
  /** What the body is called: 'profile', 'heap', 'contentionz' …; '' where nothing says. */
  readonly kind: string
}

/** Takes off what `google-pprof --raw` writes before a profile: `--- symbol`, the symbols, `---`, `--- profile`. */
export function splitSymbols(bytes: Uint8Array): SymbolizedProfile {
  const symbols = new SymbolTable()
  const decoder = new TextDecoder('utf-8')
  let hasSymbols = false
  let binary: string | null = null
  let kind = ''
  let at = 0
  while (bytes[at] === DASH || hasSymbols) {
    const end = bytes.indexOf(LF, at)
    const line = decoder.decode(bytes.subarray(at, end === -1 ? bytes.length : end)).trimEnd()
    at = end === -1 ? bytes.length : end + 1
    if (/^--- *symbol$/.test(line)) hasSymbols = true
    else if (/^--- *[a-z]+\b/.test(line) || end === -1) {
      kind = /^--- *([a-z]+)/.exec(line)?.[1] ?? ''
      break
    } else if (hasSymbols && !addRawSymbol(line, symbols)) binary ??= /^binary=(.+)$/.exec(line)?.[1] ?? null
  }
  return { symbols, hasSymbols, binary, body: bytes.subarray(at), kind }
}

const DASH = 45
const LF = 10
