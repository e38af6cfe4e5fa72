/** Bytes of MOJO as they are written. */
export class MojoBytes {
  length = 0
  #bytes = new Uint8Array(1 << 12)
  readonly #encoder = new TextEncoder()

  raw(bytes: Iterable<number>): void {
    for (const byte of bytes) this.event(byte)
  }

  event(byte: number): void {
    if (this.length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.length++] = byte
  }

  /** A safe integer. */
  integer(value: number): void {
    let rest = Math.abs(value)
    let byte = (value < 0 ? 0x40 : 0) | (rest % 64)
    rest = Math.floor(rest / 64)
    while (rest > 0) {
      this.event(byte | 0x80)
      byte = rest % 128
      rest = Math.floor(rest / 128)
    }
    this.event(byte)
  }

  /** Text ends at a zero byte, so it cannot have one. */
  text(text: string): void {
    const bytes = this.#encoder.encode(text.replaceAll('\0', ' '))
    if (this.length + bytes.length + 1 > this.#bytes.length) this.#grow(bytes.length + 1)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
    this.event(0)
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length)
    this.length = 0
    return taken
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
  }
}
