const PLUS = 43
const MINUS = 45
const STAR = 42
const DOT = 46
const BLANK = 32
const LF = 10

/**
 * Reads lines of figures: positions, then a figure an event. Positions may be relative to the line before (`+3`, `-4`, `*`
 * for the same) and may be ranges, of which the beginning counts.
 */
export class FiguresLine {
  /** The line number read last; 0 unknown. */
  line = 0
  /** The figures read last, one an event; those that a line leaves out are 0. */
  figures = new Float64Array(0)
  /** Figures of the line that was read last, at most as many as there are events. */
  count = 0
  /** Where the last line had more figures than events, or something that is no figure. */
  isOdd = false
  /** Whether a line number fell out of its range since this was last set to false. */
  isLineOdd = false
  #before = 0
  #hasLine = true
  #after = 0
  #isRelative = false
  /** Whether lines of the part may be read the quick way. */
  #isPlain = false

  /** Begins a part that has these positions and this number of events. */
  begin(positions: readonly string[], events: number): void {
    const at = positions.indexOf('line')
    this.#hasLine = at !== -1
    this.#before = this.#hasLine ? at : positions.length
    this.#after = this.#hasLine ? positions.length - at - 1 : 0
    this.figures = new Float64Array(events)
    this.line = 0
    this.#isRelative = false
    this.#isPlain = positions.length === 1 && this.#hasLine && events > 0
  }

  /** Reads `[start, end)`; what stands there is in the fields until the next call. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.isOdd = false
    let at = skipWords(bytes, start, end, this.#before)
    if (this.#hasLine) {
      at = this.#readLineNumber(bytes, at, end)
      if (this.#after > 0) at = skipWords(bytes, at, end, this.#after)
    }
    const { figures } = this
    let k = 0
    for (;;) {
      while (at < end && bytes[at]! <= BLANK) at++
      if (at >= end) break
      if (k === figures.length) {
        this.isOdd = true
        break
      }
      const from = at
      let value = 0
      for (; at < end; at++) {
        const digit = bytes[at]! - 48
        if (digit < 0 || digit > 9) break
        value = 10 * value + digit
      }
      if (at - from > 15 || (at < end && bytes[at]! > BLANK)) {
        while (at < end && bytes[at]! > BLANK) at++
        value = this.#unusual(bytes, from, at, figures[k]!)
      }
      figures[k++] = value
    }
    this.count = k
    for (; k < figures.length; k++) figures[k] = 0
  }

  /**
   * Reads a whole line from `start` where it is of the plainest: a line number and figures of a few digits with a blank
   * between. @returns where the next line begins; -1, with nothing changed, where it is another or does not end before `end`.
   */
  readPlain(bytes: Uint8Array, start: number, end: number): number {
    if (!this.#isPlain) return -1
    const first = bytes[start]!
    const isSigned = first === PLUS || first === MINUS
    let at = isSigned || first === STAR ? start + 1 : start
    const from = at
    let line = 0
    for (; at < end; at++) {
      const digit = (bytes[at]! - 48) >>> 0
      if (digit > 9) break
      line = 10 * line + digit
    }
    if (first === STAR) {
      if (at !== from) return -1
      line = this.line
    } else if (at === from || at - from > 9) return -1
    else if (isSigned) line = first === PLUS ? this.line + line : this.line - line
    const { figures } = this
    let k = 0
    while (at < end && bytes[at] === BLANK && k < figures.length) {
      const begin = ++at
      let value = 0
      for (; at < end; at++) {
        const digit = (bytes[at]! - 48) >>> 0
        if (digit > 9) break
        value = 10 * value + digit
      }
      if (at === begin || at - begin > 15) return -1
      figures[k++] = value
    }
    if (at >= end || bytes[at] !== LF || line < 0 || line > 0x7fffffff) return -1
    this.line = line
    this.count = k
    for (; k < figures.length; k++) figures[k] = 0
    return at + 1
  }

  #readLineNumber(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && bytes[at]! <= BLANK) at++
    const first = bytes[at]
    const isSigned = first === PLUS || first === MINUS
    if (isSigned || first === STAR) at++
    const from = at
    let value = 0
    for (; at < end; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) break
      value = 10 * value + digit
    }
    if (at - from === 1 && value === 0 && (bytes[at]! | 32) === 120) value = readHex(bytes, at + 1, end)
    while (at < end && bytes[at]! > BLANK) at++
    const line = first === PLUS ? this.line + value : first === MINUS ? this.line - value : value
    if (first === STAR) return at
    if (line >= 0 && line <= 0x7fffffff) this.line = line
    else {
      this.line = 0
      this.isLineOdd = true
    }
    return at
  }

  /** A figure that is not a few digits: negative, with a fraction, in hexadecimal, or relative to the one before
   *  (speedscope reads `*`, `+4` and then also `-4` so; Xdebug's `-4` is a negative amount of memory). */
  #unusual(bytes: Uint8Array, start: number, end: number, before: number): number {
    if (end - start > 40) return this.#odd()
    const first = bytes[start]
    if (end - start === 1 && first === DOT) return 0
    if (end - start === 1 && first === STAR) {
      this.#isRelative = true
      return before
    }
    const text = String.fromCharCode(...bytes.subarray(start, end))
    if (!/^[-+]?(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i.test(text)) return this.#odd()
    const isSigned = first === PLUS || first === MINUS
    const size = Number(isSigned ? text.slice(1) : text)
    if (!Number.isFinite(size)) return this.#odd()
    if (first === PLUS) this.#isRelative = true
    const value = first === MINUS ? -size : size
    return isSigned && this.#isRelative ? before + value : value
  }

  #odd(): number {
    this.isOdd = true
    return 0
  }
}

function skipWords(bytes: Uint8Array, start: number, end: number, words: number): number {
  let at = start
  for (let left = words; left > 0; left--) {
    while (at < end && bytes[at]! <= BLANK) at++
    while (at < end && bytes[at]! > BLANK) at++
  }
  return at
}

function readHex(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end && bytes[at]! > BLANK; at++) {
    const digit = Number.parseInt(String.fromCharCode(bytes[at]!), 16)
    if (Number.isNaN(digit)) break
    value = 16 * value + digit
  }
  return value
}
