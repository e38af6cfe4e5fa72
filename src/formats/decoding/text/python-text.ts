const FATAL = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes as Python writes them: surrogates may stand in it ("surrogatepass"), and a byte that is no
 *  UTF-8 becomes the lone surrogate U+DC80 + (byte - 128), as Python's "surrogateescape" does. Never fails. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return FATAL.decode(bytes)
  } catch {
    return decodeLoosely(bytes)
  }
}

/** One character a byte (marshal's ASCII strings, which CPython reads as Latin-1). */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4096) {
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(i, i + 4096))
  }
  return text
}

/** UTF-8 with surrogates passed through. The inverse of `decodeText` for all text that came from valid UTF-8. */
export function encodeText(text: string): Uint8Array {
  return hasLoneSurrogate(text) ? encodeLoosely(text) : new TextEncoder().encode(text)
}

function decodeLoosely(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    if (length === 0) parts.push(String.fromCharCode(0xdc00 + bytes[i++]!))
    else {
      parts.push(String.fromCodePoint(codePoint(bytes, i, length)))
      i += length
    }
  }
  return parts.join('')
}

/** Length of the well-formed sequence at `at` (surrogates allowed), 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0
  if (length < 3) return length
  const point = codePoint(bytes, at, length)
  return point < (length === 3 ? 0x800 : 0x10000) || point > 0x10ffff ? 0 : length
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!
  let point = bytes[at]! & (0x7f >> length)
  for (let i = 1; i < length; i++) point = (point << 6) | (bytes[at + i]! & 0x3f)
  return point
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text)
}

function encodeLoosely(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point >= 0xd800 && point < 0xe000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
    } else {
      for (const byte of new TextEncoder().encode(character)) bytes.push(byte)
    }
  }
  return Uint8Array.from(bytes)
}
