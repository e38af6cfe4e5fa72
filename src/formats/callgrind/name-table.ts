import { ByteStrings } from '../../base/byte-strings.ts'
import { NumberMap } from './number-map.ts'

const OPEN = 40
const CLOSE = 41
const BLANK = 32
/** Ids above this are no numbers of names but names. */
const MAX_ID = 0x7fffffff

/** The spaces that ids of names are unique in. */
export const NameSpace = { func: 0, file: 1, lib: 2 } as const

/**
 * The names of a file: `(12) name` says a name and gives it a number, `(12)` means it again, and anything else is a name as
 * it stands. A number may be given again: to the same in another part, to another name in a file that was appended to.
 */
export class NameTable {
  /** The number of the name read last, -1 where it had none. */
  id = -1
  /** Whether the name read last stood there itself, not only its number. */
  isStated = false
  readonly #texts = new ByteStrings()
  readonly #ids = [new NumberMap(), new NumberMap(), new NumberMap()]
  readonly #decoded: string[] = []
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #encoder = new TextEncoder()

  /** The text that the bytes `[start, end)` name: a number for {@link text}; -1 where their id is unknown. */
  read(bytes: Uint8Array, start: number, end: number, space: number): number {
    let at = start
    while (at < end && bytes[at]! <= BLANK) at++
    while (end > at && bytes[end - 1]! <= BLANK) end--
    this.id = -1
    this.isStated = true
    if (bytes[at] !== OPEN) return this.#texts.intern(bytes, at, end)
    let id = 0
    let stop = at + 1
    for (; stop < end; stop++) {
      const digit = bytes[stop]! - 48
      if (digit < 0 || digit > 9 || id > MAX_ID) break
      id = 10 * id + digit
    }
    if (stop === at + 1 || bytes[stop] !== CLOSE || stop >= end || id > MAX_ID) {
      return this.#texts.intern(bytes, at, end)
    }
    this.id = id
    stop++
    while (stop < end && bytes[stop]! <= BLANK) stop++
    if (stop === end) {
      this.isStated = false
      return this.#ids[space]!.get(id)
    }
    const text = this.#texts.intern(bytes, stop, end)
    this.#ids[space]!.set(id, text)
    return text
  }

  /** The number of a text from elsewhere. */
  of(text: string): number {
    const bytes = this.#encoder.encode(text)
    return this.#texts.intern(bytes, 0, bytes.length)
  }

  /** Gives an id another text. */
  rename(space: number, id: number, text: string): number {
    const index = this.of(text)
    this.#ids[space]!.set(id, index)
    return index
  }

  /** The text of an id, -1 unknown. */
  byId(space: number, id: number): number {
    return this.#ids[space]!.get(id)
  }

  text(index: number): string {
    let text = this.#decoded[index]
    if (text === undefined) {
      text = this.#decoder.decode(this.#texts.bytes(index))
      this.#decoded[index] = text
    }
    return text
  }
}
