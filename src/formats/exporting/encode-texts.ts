const PIECE = 1 << 18

/** Texts as UTF-8 bytes, joined to pieces of 256 KiB or so. */
export function* encodeTexts(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length > PIECE) {
      yield encoder.encode(piece)
      piece = ''
    }
  }
  yield encoder.encode(piece)
}
