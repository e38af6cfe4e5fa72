const PRIME1 = 0x9e3779b1
const PRIME2 = 0x85ebca77
const PRIME3 = 0xc2b2ae3d
const PRIME4 = 0x27d4eb2f
const PRIME5 = 0x165667b1

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

/** The 32-bit xxHash of what is put in piece by piece, seed 0. Source: Y. Collet, xxHash specification 0.1.1. */
export class XxHash32 {
  readonly #lanes = new Int32Array([PRIME1 + PRIME2, PRIME2, 0, -PRIME1])
  readonly #block = new Uint8Array(16)
  #held = 0
  #length = 0

  update(bytes: Uint8Array): void {
    this.#length += bytes.length
    let at = 0
    if (this.#held > 0) {
      at = Math.min(16 - this.#held, bytes.length)
      this.#block.set(bytes.subarray(0, at), this.#held)
      this.#held += at
      if (this.#held < 16) return
      this.#mix(this.#block, 0)
      this.#held = 0
    }
    for (; at + 16 <= bytes.length; at += 16) this.#mix(bytes, at)
    this.#block.set(bytes.subarray(at))
    this.#held = bytes.length - at
  }

  #mix(bytes: Uint8Array, at: number): void {
    const lanes = this.#lanes
    for (let i = 0; i < 4; i++) {
      const word = wordAt(bytes, at + 4 * i)
      lanes[i] = Math.imul(rotate((lanes[i]! + Math.imul(word, PRIME2)) | 0, 13), PRIME1)
    }
  }

  digest(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#lanes
    let hash = this.#length >= 16 ? rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18) : PRIME5
    hash = (hash + this.#length) | 0
    let at = 0
    for (; at + 4 <= this.#held; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(wordAt(this.#block, at), PRIME3)) | 0, 17), PRIME4)
    }
    for (; at < this.#held; at++) {
      hash = Math.imul(rotate((hash + Math.imul(this.#block[at]!, PRIME5)) | 0, 11), PRIME1)
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME2)
    hash = Math.imul(hash ^ (hash >>> 13), PRIME3)
    return (hash ^ (hash >>> 16)) >>> 0
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}
