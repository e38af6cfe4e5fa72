/** The part of a font's table of characters (cmap) that has the most: of format 12, else of format 4; null where there is neither. Source:
 *  OpenType 1.9, cmap. @throws RangeError where the table ends too early. */
export function characterMap(cmap: DataView): DataView | null {
  let best: DataView | null = null
  for (let i = 0; i < cmap.getUint16(2); i++) {
    const record = 4 + 8 * i
    const place = cmap.getUint32(record + 4)
    const format = cmap.getUint16(place)
    const part = () => new DataView(cmap.buffer, cmap.byteOffset + place, cmap.byteLength - place)
    if (format === 12) return part()
    if (format === 4 && isUnicode(cmap.getUint16(record), cmap.getUint16(record + 2))) best = part()
  }
  return best
}

function isUnicode(platform: number, encoding: number): boolean {
  return platform === 0 || (platform === 3 && encoding === 1)
}

/** The glyph of a code point in what {@link characterMap} found; 0 where there is none. */
export function glyphOf(map: DataView, code: number): number {
  if (map.getUint16(0) === 12) return inGroups(map, code)
  return code > 0xffff ? 0 : inSegments(map, code)
}

function inGroups(map: DataView, code: number): number {
  let [low, high] = [0, map.getUint32(12) - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const at = 16 + 12 * middle
    if (code < map.getUint32(at)) high = middle - 1
    else if (code > map.getUint32(at + 4)) low = middle + 1
    else return map.getUint32(at + 8) + code - map.getUint32(at)
  }
  return 0
}

function inSegments(map: DataView, code: number): number {
  const bytes = map.getUint16(6)
  for (let at = 14; at < 14 + bytes; at += 2) {
    if (code > map.getUint16(at)) continue
    const start = map.getUint16(at + bytes + 2)
    if (code < start) return 0
    const place = at + 3 * bytes + 2
    const delta = map.getUint16(place - bytes)
    const offset = map.getUint16(place)
    if (offset === 0) return (code + delta) & 0xffff
    const glyph = map.getUint16(place + offset + 2 * (code - start))
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}
