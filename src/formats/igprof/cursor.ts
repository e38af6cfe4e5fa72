import { FormatError } from '../../base/errors.ts'

const FORMAT = 'igprof'

/** Walks one line of a dump byte by byte. */
export class Cursor {
  at = 0
  /** Whether numbers are hexadecimal: the first line says so. */
  isHex = false
  #bytes: Uint8Array = new Uint8Array(0)
  #end = 0
  #line = 0
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  start(bytes: Uint8Array, { start, end, line }: { start: number; end: number; line: number }): void {
    this.#bytes = bytes
    this.at = start
    this.#end = end
    this.#line = line
  }

  get isAtEnd(): boolean {
    return this.at >= this.#end
  }

  /** Takes `text` when it comes next; false leaves everything as it is. */
  take(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      if (this.at + i >= this.#end || this.#bytes[this.at + i] !== text.charCodeAt(i)) return false
    }
    this.at += text.length
    return true
  }

  /** @throws FormatError when `text` does not come next. */
  expect(text: string): void {
    if (!this.take(text)) this.fail(JSON.stringify(text))
  }

  /** A number, in the base of the dump. @throws FormatError when there is none. */
  number(): number {
    const base = this.isHex ? 16 : 10
    const start = this.at
    let value = 0
    for (; this.at < this.#end; this.at++) {
      const digit = digitOf(this.#bytes[this.at]!)
      if (digit === -1 || digit >= base) break
      value = base * value + digit
    }
    if (this.at === start) this.fail('a number')
    if (value >= 2 ** 64) this.fail('a number of at most 64 bits before')
    return value
  }

  /** A number that may be negative (differences, energies). */
  signed(): number {
    return this.take('-') ? -this.number() : this.number()
  }

  /** The decimal fraction from `start` to here; 0 when it is none. */
  decimal(start: number): number {
    const text = this.#decoder.decode(this.#bytes.subarray(start, Math.min(this.at, start + 40)))
    return /^\d+(?:\.\d*)?$/.test(text) ? Number(text) : 0
  }

  /** The text in brackets, which may hold brackets itself: everything up to a `)` that `isEnd` accepts
   *  by the two bytes after it. */
  bracketed(isEnd: (next: number | undefined, afterNext: number | undefined) => boolean): string {
    this.expect('(')
    const start = this.at
    for (; this.at < this.#end; this.at++) {
      if (this.#bytes[this.at] !== CLOSE) continue
      if (!isEnd(this.#byteAt(this.at + 1), this.#byteAt(this.at + 2))) continue
      return this.#decoder.decode(this.#bytes.subarray(start, this.at++))
    }
    return this.fail('a closing bracket')
  }

  /** Goes to the next `byte`, or to the end. */
  skipTo(byte: number): void {
    while (this.at < this.#end && this.#bytes[this.at] !== byte) this.at++
  }

  #byteAt(at: number): number | undefined {
    return at < this.#end ? this.#bytes[at] : undefined
  }

  fail(expected: string): never {
    const found = this.isAtEnd
      ? 'the end of the line'
      : JSON.stringify(this.#decoder.decode(this.#bytes.subarray(this.at, Math.min(this.#end, this.at + 20))))
    throw new FormatError(FORMAT, `expected ${expected}, found ${found}`, { line: this.#line })
  }
}

const CLOSE = 41

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  if (byte >= 97 && byte <= 102) return byte - 87
  return byte >= 65 && byte <= 70 ? byte - 55 : -1
}
