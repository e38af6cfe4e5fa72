import { type CffIndex, readDict, readIndex } from './cff-data.ts'
import { drawCharstring } from './charstring.ts'
import type { GlyphOutlines } from './glyph-outlines.ts'

/** Outlines of curves of the third degree; null where they are of a kind that is no longer made. Source: Adobe Technical Note 5176, The
 *  Compact Font Format. */
export function postScriptOutlines(cff: DataView): GlyphOutlines | null {
  const names = readIndex(cff, cff.getUint8(2))
  const tops = readIndex(cff, names.end)
  const strings = readIndex(cff, tops.end)
  const global = readIndex(cff, strings.end)
  const top = readDict(tops.at(0))
  const place = (dict: ReadonlyMap<number, readonly number[]>, key: number) => dict.get(key)?.[0]
  const drawings = place(top, CHARSTRINGS)
  if (drawings === undefined || (place(top, CHARSTRING_TYPE) ?? 2) !== 2) return null
  const charstrings = readIndex(cff, drawings)
  const fontArray = place(top, FONT_ARRAY)
  const fontSelect = place(top, FONT_SELECT)
  const dicts = fontArray === undefined ? null : readIndex(cff, fontArray)
  const known = new Map<number, CffIndex | null>()
  const localOf = (glyph: number): CffIndex | null => {
    const font = dicts === null || fontSelect === undefined ? -1 : selectFont(cff, fontSelect, glyph)
    let local = known.get(font)
    if (local === undefined) {
      local = subroutinesOf(cff, font === -1 ? top : readDict(dicts!.at(font)))
      known.set(font, local)
    }
    return local
  }
  return glyph =>
    glyph < charstrings.count ? drawCharstring(charstrings.at(glyph), { global, local: localOf(glyph) }) : []
}

const SUBROUTINES = 19
const CHARSTRINGS = 17
const PRIVATE = 18
/** Keys of two bytes, the second after 12. */
const CHARSTRING_TYPE = 1206
const FONT_ARRAY = 1236
const FONT_SELECT = 1237

function subroutinesOf(cff: DataView, dict: ReadonlyMap<number, readonly number[]>): CffIndex | null {
  const [size = 0, place = 0] = dict.get(PRIVATE) ?? []
  if (size === 0) return null
  const own = readDict(new DataView(cff.buffer, cff.byteOffset + place, size)).get(SUBROUTINES)?.[0]
  return own === undefined ? null : readIndex(cff, place + own)
}

/** The font of a collection of dictionaries that a glyph belongs to. */
function selectFont(cff: DataView, start: number, glyph: number): number {
  if (cff.getUint8(start) === 0) return cff.getUint8(start + 1 + glyph)
  let [low, high] = [0, cff.getUint16(start + 1) - 1]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (cff.getUint16(start + 3 + 3 * middle) <= glyph) low = middle
    else high = middle - 1
  }
  return cff.getUint8(start + 3 + 3 * low + 2)
}
