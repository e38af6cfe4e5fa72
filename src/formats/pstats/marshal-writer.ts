import { encodeText } from '../decoding/text/python-text.ts'

/**
 * Writes marshal's version 2 with no references, which Python 2.5 to 3.15 all load. Text is written as 't': Python 2
 * makes it a `str`, Python 3 a `str` too, which no other type code does for both.
 */
export class MarshalWriter {
  #bytes = new Uint8Array(1 << 16)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  tuple(length: number): void {
    this.#type('(')
    this.#int32(length)
  }

  openDict(): void {
    this.#type('{')
  }

  closeDict(): void {
    this.#type('0')
  }

  true(): void {
    this.#type('T')
  }

  text(text: string): void {
    const bytes = encodeText(text)
    this.#type('t')
    this.#int32(bytes.length)
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  float(value: number): void {
    this.#type('g')
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** A whole number as an int of any size, any other number as a float. */
  number(value: number): void {
    if (!Number.isInteger(value)) {
      this.float(value)
      return
    }
    if (value === (value | 0)) {
      this.#type('i')
      this.#int32(value)
      return
    }
    const digits: number[] = []
    for (let rest = BigInt(Math.abs(value)); rest > 0n; rest >>= 15n) digits.push(Number(rest & 0x7fffn))
    this.#type('l')
    this.#int32(value < 0 ? -digits.length : digits.length)
    this.#reserve(2 * digits.length)
    for (const digit of digits) {
      this.#view.setUint16(this.#length, digit, true)
      this.#length += 2
    }
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #type(code: string): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = code.charCodeAt(0)
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#length, value, true)
    this.#length += 4
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
