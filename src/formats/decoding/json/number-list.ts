/** Numbers that are handed on together. */
const BATCH = 1 << 15
/** Digits whose number a double holds exactly however it is put together. */
const EXACT_DIGITS = 15
/** The longest number that is read as text. */
const MAX_TEXT = 400
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

const COMMA = 0x2c
const CLOSE = 0x5d
const NEWLINE = 0x0a

/** Gets the next numbers of a list: the first `count` of `values`, which are other numbers once it returns. */
export type NumbersHandler = (values: Float64Array, count: number) => void

/**
 * Reads the inside of a JSON list of numbers from its bytes, as they arrive. No text is made of them: a third of the time
 * that parsing takes. Holds one batch of numbers.
 */
export class NumberList {
  /** Whether the end of the list was met. */
  isDone = false
  readonly #hand: NumbersHandler
  readonly #values = new Float64Array(BATCH)
  #count = 0
  /** The number at hand: its value and digits, or its text where it is not just a few digits. */
  #value = 0
  #digits = 0
  #text: string | null = null
  /** Whether a number ended and the comma behind it is still to come; whether a comma came and no number behind it yet. */
  #isBehind = false
  #isOwed = false

  constructor(hand: NumbersHandler) {
    this.#hand = hand
  }

  /** Reads on from `at`. Returns `end`, or the place behind the list, or -1 - the place of a byte that may not stand there. */
  scan(bytes: Uint8Array, at: number, end: number): number {
    while (at < end) {
      at = this.#scanPlain(bytes, at, end)
      if (at === end) break
      if (!this.#takeOther(bytes[at]!)) return -1 - at
      at++
      if (this.isDone) break
    }
    return at
  }

  /** The hot loop: short numbers without a sign, and the commas between them. */
  #scanPlain(bytes: Uint8Array, start: number, end: number): number {
    if (this.#text !== null || this.#isBehind) return start
    const values = this.#values
    let value = this.#value
    let digits = this.#digits
    let count = this.#count
    let at = start
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte >= 48 && byte <= 57 && digits < EXACT_DIGITS) {
        value = 10 * value + byte - 48
        digits++
      } else if (
        digits > 0 &&
        (byte === COMMA || (byte === NEWLINE && bytes[at + 1] === COMMA && at + 1 < end))
      ) {
        // V8 ends each line before the comma.
        if (byte === NEWLINE) at++
        values[count++] = value
        if (count === BATCH) {
          this.#hand(values, count)
          count = 0
        }
        this.#isOwed = true
        value = 0
        digits = 0
      } else break
    }
    this.#value = value
    this.#digits = digits
    this.#count = count
    return at
  }

  /** Takes a byte that the hot loop does not; false when it may not stand there. */
  #takeOther(byte: number): boolean {
    const isBlank = byte === 32 || byte === 9 || byte === 10 || byte === 13
    if (!(isBlank || byte === COMMA || byte === CLOSE)) return this.#addToText(byte)
    if (!this.#endNumber()) return false
    if (byte === COMMA) {
      if (!this.#isBehind) return false
      this.#isBehind = false
      this.#isOwed = true
    } else if (byte === CLOSE) {
      if (this.#isOwed) return false
      this.#flush()
      this.isDone = true
    }
    return true
  }

  /** A sign, a point, an exponent, or more digits than a double holds. */
  #addToText(byte: number): boolean {
    const character = String.fromCharCode(byte)
    if (this.#isBehind || !/[-+.eE\d]/.test(character)) return false
    this.#text ??= this.#digits === 0 ? '' : String(this.#value)
    this.#text += character
    return this.#text.length < MAX_TEXT
  }

  /** Ends the number at hand, if any; false when it is none. */
  #endNumber(): boolean {
    if (this.#text === null && this.#digits === 0) return true
    if (this.#text !== null && !NUMBER.test(this.#text)) return false
    this.#values[this.#count++] = this.#text === null ? this.#value : Number(this.#text)
    if (this.#count === BATCH) this.#flush()
    this.#text = null
    this.#value = 0
    this.#digits = 0
    this.#isBehind = true
    this.#isOwed = false
    return true
  }

  #flush(): void {
    if (this.#count > 0) this.#hand(this.#values, this.#count)
    this.#count = 0
  }
}
