import { closeSync, openSync, readSync } from 'node:fs'
import { characterMap, glyphOf } from '../render/vector/font/character-map.ts'

/** Bytes that a table of characters may have; the largest known has half of it. */
const MOST = 8 << 20
const COLLECTION = 0x74746366
const CMAP = 0x636d6170

/** Which of the codes a font file has letters for, by its table of characters; none where it is no font. Of a collection the first
 *  font is asked. Source: OpenType 1.9. */
export function coveredBy(path: string, codes: Iterable<number>): number[] {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return []
  }
  try {
    const map = readMap(file)
    return map === null ? [] : [...codes].filter(code => glyphOf(map, code) !== 0)
  } catch (error) {
    // What ends too early.
    if (error instanceof RangeError) return []
    throw error
  } finally {
    closeSync(file)
  }
}

function readMap(file: number): DataView | null {
  const head = readAt(file, 0, 16)
  const start = head.getUint32(0) === COLLECTION ? head.getUint32(12) : 0
  const count = readAt(file, start, 12).getUint16(4)
  const tables = readAt(file, start + 12, 16 * count)
  for (let i = 0; i < count; i++) {
    if (tables.getUint32(16 * i) !== CMAP) continue
    const length = tables.getUint32(16 * i + 12)
    return length > MOST ? null : characterMap(readAt(file, tables.getUint32(16 * i + 8), length))
  }
  return null
}

function readAt(file: number, place: number, length: number): DataView {
  const bytes = new Uint8Array(length)
  return new DataView(bytes.buffer, 0, readSync(file, bytes, 0, length, place))
}
