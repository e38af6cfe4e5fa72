import type { Format, FormatInput } from '../../src/formats/format.ts'
import type { Recording } from '../../src/model/recording.ts'

/** Bytes as a reader gets them. */
export function inputOf(bytes: Uint8Array, name: string | null = null): FormatInput {
  return {
    name,
    size: bytes.length,
    async *chunks() {
      yield bytes
    },
    bytes: async () => bytes,
  }
}

/** The recordings that a format reads from bytes. */
export async function readWith(
  format: Format,
  bytes: Uint8Array,
  name: string | null = null,
): Promise<readonly Recording[]> {
  if (format.read === undefined) throw new TypeError(`${format.id} has no reader`)
  return await format.read(inputOf(bytes, name), {})
}

/** The bytes that a format writes of recordings. */
export async function writeWith(format: Format, recordings: readonly Recording[]): Promise<Uint8Array> {
  if (format.write === undefined) throw new TypeError(`${format.id} has no writer`)
  const pieces = [...(await format.write(recordings))]
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}
