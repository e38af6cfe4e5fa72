import { FormatError } from '../../base/errors.ts'
import { decodeText } from '../decoding/text/python-text.ts'

const FORMAT = 'hotshot'

/** Gets the records of a log in their order. Times are ticks since the event before, 0 where the log has none. */
export interface EventHandler {
  enter(file: number, line: number, ticks: number): void
  exit(ticks: number): void
  line(line: number, ticks: number): void
  note(key: string, value: string): void
  defineFile(file: number, path: string): void
  defineFunc(func: { file: number; line: number; name: string }): void
  /** Whether events of lines, or of frames, carry times from here on. */
  times(what: 'lines' | 'frames', areOn: boolean): void
}

/**
 * Reads the records of a hotshot log. Returns the offset of a record that the end of the input cuts off, null when there
 * is none: a program that is killed leaves such a log. O(bytes).
 * @throws FormatError with the offset where a byte begins no record. Source: CPython 2.7, Modules/_hotshot.c.
 */
export function readEvents(bytes: Uint8Array, handler: EventHandler): number | null {
  const log = new LogBytes(bytes)
  let hasLineTimes = false
  let hasFrameTimes = true
  for (;;) {
    const start = log.offset
    if (start >= bytes.length) return null
    const first = bytes[start]!
    switch (first & 3) {
      case 0: {
        const file = log.packed(2)
        const line = log.packed(0)
        const ticks = hasFrameTimes ? log.packed(0) : 0
        if (log.isCut) return start
        handler.enter(file, line, ticks)
        break
      }
      case 1: {
        const ticks = log.packed(2)
        if (log.isCut) return start
        handler.exit(ticks)
        break
      }
      case 2: {
        const line = log.packed(2)
        const ticks = hasLineTimes ? log.packed(0) : 0
        if (log.isCut) return start
        handler.line(line, ticks)
        break
      }
      default: {
        log.offset++
        const times = readDefinition(log, first, handler, start)
        if (log.isCut) return start
        if (first === 0x33) hasLineTimes = times
        if (first === 0x53) hasFrameTimes = times
      }
    }
  }
}

/** Reads a record that is no event; `first` is its first byte. Returns the flag of those that have one. */
function readDefinition(log: LogBytes, first: number, handler: EventHandler, start: number): boolean {
  switch (first) {
    case 0x13: {
      const key = log.text()
      const value = log.text()
      if (!log.isCut) handler.note(key, value)
      return false
    }
    case 0x23: {
      const file = log.packed(0)
      const path = log.text()
      if (!log.isCut) handler.defineFile(file, path)
      return false
    }
    case 0x43: {
      const file = log.packed(0)
      const line = log.packed(0)
      const name = log.text()
      if (!log.isCut) handler.defineFunc({ file, line, name })
      return false
    }
    case 0x33:
    case 0x53: {
      const areOn = log.byte() !== 0
      if (!log.isCut) handler.times(first === 0x33 ? 'lines' : 'frames', areOn)
      return areOn
    }
    default: {
      const found = `0x${first.toString(16).padStart(2, '0')}`
      throw new FormatError(FORMAT, `expected a record of the log, found the byte ${found}`, {
        offset: start,
      })
    }
  }
}

/** The bytes of a log and a place in them. What lies behind the end is 0 and sets {@link isCut}. */
class LogBytes {
  offset = 0
  isCut = false
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    if (this.offset >= this.#bytes.length) {
      this.isCut = true
      return 0
    }
    return this.#bytes[this.offset++]!
  }

  /** A whole number, seven bits a byte, the lowest first; the lowest `typeBits` of the first byte are not of it. */
  packed(typeBits: 0 | 2): number {
    const start = this.offset
    let byte = this.byte()
    let value = (byte & 0x7f) >> typeBits
    let scale = 2 ** (7 - typeBits)
    while (byte >= 0x80) {
      byte = this.byte()
      value += (byte & 0x7f) * scale
      scale *= 128
      if (value > 2 ** 53 || scale > 2 ** 63) {
        throw new FormatError(FORMAT, 'expected a number below 2^53, found a longer one', { offset: start })
      }
    }
    return value
  }

  text(): string {
    const length = this.packed(0)
    if (length > this.#bytes.length - this.offset) {
      this.isCut = true
      return ''
    }
    this.offset += length
    return decodeText(this.#bytes.subarray(this.offset - length, this.offset))
  }
}
