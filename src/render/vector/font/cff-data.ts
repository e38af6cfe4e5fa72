/** Byte strings of a CFF table, one after another. */
export type CffIndex = { readonly count: number; readonly at: (i: number) => DataView; readonly end: number }

/** Reads a list of byte strings. Source: Adobe Technical Note 5176, 5. @throws RangeError where the table ends too early. */
export function readIndex(cff: DataView, start: number): CffIndex {
  const count = cff.getUint16(start)
  if (count === 0) return { count, at: () => new DataView(cff.buffer, cff.byteOffset, 0), end: start + 2 }
  const size = cff.getUint8(start + 2)
  const offset = (i: number) => {
    let value = 0
    for (let k = 0; k < size; k++) value = value * 256 + cff.getUint8(start + 3 + i * size + k)
    return value
  }
  const data = start + 2 + (count + 1) * size
  const at = (i: number) =>
    new DataView(cff.buffer, cff.byteOffset + data + offset(i), offset(i + 1) - offset(i))
  return { count, at, end: data + offset(count) }
}

/** Numbers by their key; keys of two bytes are 1200 and the second. */
export function readDict(data: DataView): Map<number, readonly number[]> {
  const found = new Map<number, readonly number[]>()
  let numbers: number[] = []
  let at = 0
  while (at < data.byteLength) {
    const byte = data.getUint8(at++)
    if (byte <= 21) {
      found.set(byte === 12 ? 1200 + data.getUint8(at++) : byte, numbers)
      numbers = []
    } else if (byte === 30) {
      // A decimal number, whose last half byte is 15: none of ours.
      while ((data.getUint8(at) & 15) !== 15 && data.getUint8(at) >> 4 !== 15) at++
      at++
      numbers.push(Number.NaN)
    } else {
      const [value, size] = byte === 29 ? [data.getInt32(at), 4] : readInteger(data, byte, at)
      numbers.push(value)
      at += size
    }
  }
  return found
}

/** An integer that begins with `byte`, and how many bytes follow. */
export function readInteger(data: DataView, byte: number, at: number): readonly [number, number] {
  if (byte === 28) return [data.getInt16(at), 2]
  if (byte < 247) return [byte - 139, 0]
  if (byte < 251) return [(byte - 247) * 256 + data.getUint8(at) + 108, 1]
  return [-(byte - 251) * 256 - data.getUint8(at) - 108, 1]
}
