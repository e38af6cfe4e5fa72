/** Writes protobuf's wire format; fields of the value zero are left out, as proto3 does. */
export class ProtoWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What was written: a view. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Starts over, keeping the memory. */
  clear(): void {
    this.#length = 0
  }

  /** A signed 64-bit integer; doubles must be whole and exact (up to 2^53). */
  int64(field: number, value: number | bigint): void {
    if (value === 0 || value === 0n) return
    this.#tag(field, 0)
    this.#varint(value)
  }

  /** Text, at full length even when it is empty (an entry of a repeated field). */
  text(field: number, text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.bytes(field, bytes)
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#tag(field, 2)
    this.#varint(bytes.length)
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Another writer's fields after the own ones. */
  append(other: ProtoWriter): void {
    const bytes = other.finish()
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A repeated number field, packed. */
  packed(field: number, values: ArrayLike<number>, scratch: ProtoWriter): void {
    if (values.length === 0) return
    scratch.clear()
    for (let i = 0; i < values.length; i++) scratch.#varint(values[i]!)
    this.bytes(field, scratch.finish())
  }

  #tag(field: number, type: number): void {
    this.#varint((field << 3) | type)
  }

  #varint(value: number | bigint): void {
    this.#reserve(10)
    if (typeof value === 'bigint' || value < 0 || value > 0x7fffffff) {
      let rest = BigInt.asUintN(64, BigInt(value))
      for (; rest >= 0x80n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80
      this.#bytes[this.#length++] = Number(rest)
      return
    }
    let rest = value
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80
    this.#bytes[this.#length++] = rest
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
