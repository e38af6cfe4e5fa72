import type { OutlineStep } from '../shapes.ts'
import { characterMap, glyphOf } from './character-map.ts'
import type { GlyphOutlines } from './glyph-outlines.ts'
import { postScriptOutlines } from './postscript-outlines.ts'
import { trueTypeOutlines } from './truetype-outlines.ts'

/** Letters of a font as they stand alone. */
export interface OpenFont {
  /** The drawing of a character and how far the next is, in thousandths of the size, down is positive; null where the font has none. */
  readonly letter: (
    code: number,
  ) => { readonly steps: readonly OutlineStep[]; readonly advance: number } | null
}

const COLLECTION = 0x74746366

/** Reads the letters of an OpenType font, of a collection the first font's; null where it has outlines of other kinds. Source:
 *  OpenType 1.9. @throws RangeError where the bytes end too early. */
export function openFont(bytes: Uint8Array): OpenFont | null {
  const tables = tablesOf(bytes)
  const [head, cmap, hhea, hmtx] = ['head', 'cmap', 'hhea', 'hmtx'].map(name => tables.get(name))
  const map = cmap === undefined ? null : characterMap(cmap)
  const outlines = outlinesOf(tables)
  if (!head || !hhea || !hmtx || map === null || outlines === null) return null
  const scale = 1000 / (head.getUint16(18) || 1000)
  const widths = Math.max(1, hhea.getUint16(34))
  return {
    letter: code => {
      const glyph = glyphOf(map, code)
      if (glyph === 0) return null
      const advance = scale * hmtx.getUint16(4 * Math.min(glyph, widths - 1))
      return { advance, steps: outlines(glyph).map(step => downward(step, scale)) }
    },
  }
}

function tablesOf(bytes: Uint8Array): Map<string, DataView> {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = file.getUint32(0) === COLLECTION ? file.getUint32(12) : 0
  const tables = new Map<string, DataView>()
  for (let i = 0; i < file.getUint16(start + 4); i++) {
    const at = start + 12 + 16 * i
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    const place = file.getUint32(at + 8)
    const length = Math.min(file.getUint32(at + 12), bytes.length - place)
    if (length > 0) tables.set(name, new DataView(bytes.buffer, bytes.byteOffset + place, length))
  }
  return tables
}

function outlinesOf(tables: ReadonlyMap<string, DataView>): GlyphOutlines | null {
  const [head, loca, glyf, cff] = ['head', 'loca', 'glyf', 'CFF '].map(name => tables.get(name))
  if (head && loca && glyf) return trueTypeOutlines({ loca, glyf, isLong: head.getInt16(50) === 1 })
  return cff === undefined ? null : postScriptOutlines(cff)
}

function downward(step: OutlineStep, scale: number): OutlineStep {
  if (step[0] === 'Z') return step
  if (step[0] !== 'C') return [step[0], step[1] * scale, -step[2] * scale]
  const [, a, b, c, d, e, f] = step
  return ['C', a * scale, -b * scale, c * scale, -d * scale, e * scale, -f * scale]
}
