import { encodeText } from '../text/python-text.ts'

/**
 * Writes pickles of protocol 2, which Python 2.3 and later load, without a memo: every object is written in full.
 * Text becomes `str` in Python 3 and `unicode` in Python 2.
 */
export class PickleWriter {
  #bytes = new Uint8Array(1 << 12)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** The first bytes of every pickle. */
  begin(): void {
    this.#op(0x80) // PROTO
    this.#op(2)
  }

  end(): void {
    this.#op(0x2e) // STOP
  }

  /** An object of a class, made without arguments; its attributes follow as a dict, then {@link build}. */
  object(module: string, name: string): void {
    this.#op(0x63) // GLOBAL
    this.#raw(encodeText(`${module}\n${name}\n`))
    this.#op(0x29) // EMPTY_TUPLE
    this.#op(0x81) // NEWOBJ
  }

  /** Gives the object below the dict on top as its attributes. */
  build(): void {
    this.#op(0x62) // BUILD
  }

  /** Keys and values follow in turn, then {@link closeDict}. */
  openDict(): void {
    this.#op(0x7d) // EMPTY_DICT
    this.#op(0x28) // MARK
  }

  closeDict(): void {
    this.#op(0x75) // SETITEMS
  }

  /** Items follow, then {@link closeList}. */
  openList(): void {
    this.#op(0x5d) // EMPTY_LIST
    this.#op(0x28) // MARK
  }

  closeList(): void {
    this.#op(0x65) // APPENDS
  }

  /** The last three objects as a tuple. */
  triple(): void {
    this.#op(0x87) // TUPLE3
  }

  text(text: string): void {
    const bytes = encodeText(text)
    this.#op(0x58) // BINUNICODE
    this.#int32(bytes.length)
    this.#raw(bytes)
  }

  float(value: number): void {
    this.#op(0x47) // BINFLOAT
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
  }

  /** A whole number as an int of any size, any other as a float. */
  number(value: number): void {
    if (!Number.isInteger(value)) this.float(value)
    else if (value === (value | 0)) {
      this.#op(0x4a) // BININT
      this.#int32(value)
    } else {
      const bytes = twosComplement(BigInt(value))
      this.#op(0x8a) // LONG1
      this.#op(bytes.length)
      this.#raw(bytes)
    }
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #op(byte: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = byte
  }

  #int32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#length, value, true)
    this.#length += 4
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

/** The bytes of a whole number, the lowest first, the last one with the sign in its highest bit. */
function twosComplement(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 8n) {
    bytes.push(Number(rest & 0xffn))
    const isNegative = bytes.at(-1)! >= 0x80
    if (rest >> 8n === (isNegative ? -1n : 0n)) return Uint8Array.from(bytes)
  }
}
