const PIECE = 1 << 16

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** Walks the linked rotations of a block and undoes the first step of packing: four equal bytes and a count of more. */
export class UnwindRuns {
  /** Checksum of what `pieces` has given so far: CRC-32 with the highest bit first. */
  checksum = 0
  readonly #pointers: Uint32Array
  readonly #length: number
  readonly #origin: number

  constructor(pointers: Uint32Array, length: number, origin: number) {
    this.#pointers = pointers
    this.#length = length
    this.#origin = origin
  }

  *pieces(): Generator<Uint8Array> {
    const pointers = this.#pointers
    let piece = new Uint8Array(PIECE + 256)
    let filled = 0
    let crc = -1
    let at = pointers[this.#origin]! >>> 8
    let before = -1
    let equal = 0
    for (let i = 0; i < this.#length; i++) {
      const entry = pointers[at]!
      const byte = entry & 0xff
      at = entry >>> 8
      let copies = 1
      let value = byte
      if (equal === 4) {
        copies = byte
        value = before
        equal = 0
        before = -1
      } else {
        equal = byte === before ? equal + 1 : 1
        before = byte
      }
      for (let copy = 0; copy < copies; copy++) {
        piece[filled++] = value
        crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ value]!
      }
      if (filled >= PIECE) {
        this.checksum = ~crc >>> 0
        yield piece.subarray(0, filled)
        piece = new Uint8Array(PIECE + 256)
        filled = 0
      }
    }
    this.checksum = ~crc >>> 0
    if (filled > 0) yield piece.subarray(0, filled)
  }
}
