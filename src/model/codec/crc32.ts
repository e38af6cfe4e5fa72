const TABLE = makeTable()

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    table[n] = c
  }
  for (let n = 0; n < 256; n++) {
    for (let slice = 1; slice < 8; slice++) {
      const c = table[(slice - 1) * 256 + n]!
      table[slice * 256 + n] = table[c & 255]! ^ (c >>> 8)
    }
  }
  return table
}

/**
 * The CRC-32 of zip and gzip over `bytes`, going on from `crc` (0 at the start). Eight bytes a step by slicing
 * (Kounavis and Berry, ISCC 2005), because recordings of hundreds of megabytes are checked.
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  let c = ~crc
  let i = 0
  for (const end = bytes.length - 7; i < end; i += 8) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    c =
      TABLE[1792 + (c & 255)]! ^
      TABLE[1536 + ((c >>> 8) & 255)]! ^
      TABLE[1280 + ((c >>> 16) & 255)]! ^
      TABLE[1024 + (c >>> 24)]! ^
      TABLE[768 + bytes[i + 4]!]! ^
      TABLE[512 + bytes[i + 5]!]! ^
      TABLE[256 + bytes[i + 6]!]! ^
      TABLE[bytes[i + 7]!]!
  }
  for (; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]!) & 255]! ^ (c >>> 8)
  return ~c >>> 0
}
