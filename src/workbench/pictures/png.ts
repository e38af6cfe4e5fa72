import { crc32, deflateSync } from 'node:zlib'

/** Pixels of four bytes (red, green, blue, and 255) as a PNG file. Drawn areas are plain: the fastest compression is nearly as small as
 *  the best, in a fraction of its time. Source: Portable Network Graphics, 3rd edition (W3C). */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(height * (3 * width + 1))
  let to = 0
  let from = 0
  for (let y = 0; y < height; y++) {
    // Of the filters that rows may have: none.
    rows[to++] = 0
    for (let x = 0; x < width; x++, from += 4) {
      rows[to++] = pixels[from]!
      rows[to++] = pixels[from + 1]!
      rows[to++] = pixels[from + 2]!
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a channel, three channels.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 3 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(name, 4, 'latin1')
  bytes.set(data, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}
