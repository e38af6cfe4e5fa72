import { closeSync, openSync, readSync } from 'node:fs'
import type { FontLibraries } from './font-libraries.ts'

/** Bytes that a table of characters may have; the largest known has half of it. */
const MOST = 8 << 20
const COLLECTION = 0x74746366
const CMAP = 0x636d6170

/** Which of the codes a font file has letters for, by its table of characters; none where it is no font. Of a collection the first
 *  font is asked. */
export function coveredBy(path: string, codes: Iterable<number>, { harfBuzz }: FontLibraries): number[] {
  const bytes = characterTable(path)
  if (bytes === null) return []
  const font = new harfBuzz.Font(new harfBuzz.Face(new harfBuzz.Blob(bytes)))
  return [...codes].filter(code => font.nominalGlyph(code))
}

/** A font of this file's table of characters alone: of the machine's fonts not more is read to see what they have. Source: OpenType
 *  1.9, table directory. */
function characterTable(path: string): Uint8Array | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const head = readAt(file, 0, 16)
    const start = head.getUint32(0) === COLLECTION ? head.getUint32(12) : 0
    const count = readAt(file, start, 12).getUint16(4)
    const tables = readAt(file, start + 12, 16 * count)
    for (let i = 0; i < count; i++) {
      if (tables.getUint32(16 * i) !== CMAP) continue
      const length = tables.getUint32(16 * i + 12)
      return length > MOST ? null : fontOf(readAt(file, tables.getUint32(16 * i + 8), length))
    }
    return null
  } catch (error) {
    // What ends too early, and what cannot be read.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return null
    throw error
  } finally {
    closeSync(file)
  }
}

const DIRECTORY = 28

function fontOf(table: DataView): Uint8Array {
  const bytes = new Uint8Array(DIRECTORY + table.byteLength)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x10000)
  view.setUint16(4, 1)
  view.setUint32(12, CMAP)
  view.setUint32(20, DIRECTORY)
  view.setUint32(24, table.byteLength)
  bytes.set(new Uint8Array(table.buffer), DIRECTORY)
  return bytes
}

function readAt(file: number, place: number, length: number): DataView {
  const bytes = new Uint8Array(length)
  return new DataView(bytes.buffer, 0, readSync(file, bytes, 0, length, place))
}
