const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of input per piece: a multiple of three, so that only the last piece is padded. */
const PIECE = 3 * 16_384

/** Bytes as base64 with padding (RFC 4648, section 4), in pieces that joined are the text: a long text is never in memory
 *  twice. */
export function* base64Pieces(bytes: Uint8Array): Generator<string> {
  const codes = Uint8Array.from(DIGITS, digit => digit.charCodeAt(0))
  const decoder = new TextDecoder()
  for (let start = 0; start < bytes.length; start += PIECE) {
    const end = Math.min(bytes.length, start + PIECE)
    const out = new Uint8Array(4 * Math.ceil((end - start) / 3))
    let at = 0
    for (let i = start; i < end; i += 3) {
      const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
      out[at++] = codes[group >>> 18]!
      out[at++] = codes[(group >>> 12) & 63]!
      out[at++] = i + 1 < end ? codes[(group >>> 6) & 63]! : 0x3d
      out[at++] = i + 2 < end ? codes[group & 63]! : 0x3d
    }
    yield decoder.decode(out)
  }
}
