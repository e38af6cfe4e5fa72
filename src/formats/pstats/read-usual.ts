import { ByteStrings } from '../../base/byte-strings.ts'
import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'

/** What a reference number stands for. */
const NOTHING = 0
const TEXT = 1
const NUMBER = 2
const FUNC = 3

/** Thrown where a file has anything that is not usual. */
const UNUSUAL = Symbol('unusual')

/** A profile as it stands in the file. Funcs are numbered in the order in which they come, as functions or as callers. */
export interface UsualStats {
  /** Texts of names and files. */
  readonly texts: ByteStrings
  /** Per func: its file and name (numbers of texts) and its line. */
  readonly file: Int32Array
  readonly name: Int32Array
  readonly line: Int32Array
  /** The funcs that have figures, in the order of the file: primitive calls, calls, self, total of each. */
  readonly entries: Int32Array
  readonly figures: Float64Array
  /** Per call from one func to another: both, and calls, primitive calls, self, total; the last three NaN where only calls
   *  are known. */
  readonly callers: Int32Array
  readonly callees: Int32Array
  readonly calls: Float64Array
  /** Where the object ended. */
  readonly end: number
}

/**
 * Reads the shape that nearly all files have (functions and callers that are plain numbers or tuples of four) straight into
 * columns, several times as fast as by way of objects. Returns null for any other file, broken ones too: what it is then
 * said by those who read it in full. O(bytes).
 */
export function readUsual(bytes: Uint8Array): UsualStats | null {
  try {
    return new UsualReader(bytes).read()
  } catch (error) {
    // Reading behind the end is a RangeError.
    if (error === UNUSUAL || error instanceof RangeError) return null
    throw error
  }
}

class UsualReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  readonly #kinds: number[] = []
  readonly #values: number[] = []
  /** Python 2's interned strings. */
  readonly #interned: number[] = []
  readonly #texts = new ByteStrings()
  readonly #places = new PairMap()
  readonly #funcs = new PairMap()
  #placeCount = 0
  readonly #file = growableInt32()
  readonly #name = growableInt32()
  readonly #line = growableInt32()
  /** Per func the last of its calls to be read, and whether it has figures. */
  readonly #lastCall: number[] = []
  readonly #isEntry: boolean[] = []
  readonly #entries = growableInt32()
  readonly #callers = growableInt32()
  readonly #callees = growableInt32()
  /** Four numbers of each entry and of each call. */
  #figures = new Float64Array(1024)
  #calls = new Float64Array(1024)
  readonly #single = new Float64Array(1)

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  read(): UsualStats {
    this.#openDict()
    for (;;) {
      const func = this.#func()
      if (func === -1) break
      if (this.#isEntry[func] === true) throw UNUSUAL
      this.#isEntry[func] = true
      const start = 4 * this.#entries.length
      this.#entries.push(func)
      this.#tuple(5)
      if (start === this.#figures.length) this.#figures = doubled(this.#figures)
      this.#numbers(this.#figures, start, 4)
      this.#openDict()
      while (this.#call(func));
    }
    return {
      texts: this.#texts,
      file: this.#file.finish(),
      name: this.#name.finish(),
      line: this.#line.finish(),
      entries: this.#entries.finish(),
      figures: this.#figures.subarray(0, 4 * this.#entries.length),
      callers: this.#callers.finish(),
      callees: this.#callees.finish(),
      calls: this.#calls.subarray(0, 4 * this.#callers.length),
      end: this.#at,
    }
  }

  /** A caller and what it did; false at the end of the dict. */
  #call(callee: number): boolean {
    const caller = this.#func()
    if (caller === -1) return false
    const last = this.#lastCall[caller]!
    if (last !== -1 && this.#callees.get(last) === callee) throw UNUSUAL
    const start = 4 * this.#callers.length
    if (start === this.#calls.length) this.#calls = doubled(this.#calls)
    this.#lastCall[caller] = this.#callers.length
    this.#callers.push(caller)
    this.#callees.push(callee)
    const code = this.#bytes[this.#at]! & 0x7f
    const isTuple = code === 0x28 || code === 0x29
    if (isTuple) this.#tuple(4)
    else this.#calls.fill(Number.NaN, start + 1, start + 4)
    this.#numbers(this.#calls, start, isTuple ? 4 : 1)
    return true
  }

  #type(): number {
    const type = this.#bytes[this.#at++]
    if (type === undefined) throw UNUSUAL
    return type
  }

  #int32(): number {
    const value = this.#view.getInt32(this.#at, true)
    this.#at += 4
    return value
  }

  /** Notes an object that later ones may refer to, where its type says so. Returns its number, -1 for none. */
  #note(type: number, kind: number, value: number): number {
    if (type < 0x80) return -1
    this.#kinds.push(kind)
    return this.#values.push(value) - 1
  }

  #openDict(): void {
    const type = this.#type()
    if ((type & 0x7f) !== 0x7b) throw UNUSUAL
    this.#note(type, NOTHING, 0)
  }

  /** Opens a tuple of a length. Returns its reference number, -1 for none. */
  #tuple(length: number): number {
    const type = this.#type()
    const code = type & 0x7f
    const found = code === 0x29 ? this.#type() : code === 0x28 ? this.#int32() : -1
    if (found !== length) throw UNUSUAL
    return this.#note(type, NOTHING, 0)
  }

  /** Reads numbers. Most of a file is read here, and mostly by code that V8 has not made fast yet: hence one loop
   *  that calls nothing. */
  #numbers(into: Float64Array, start: number, count: number): void {
    const [bytes, view, kinds, values] = [this.#bytes, this.#view, this.#kinds, this.#values]
    let at = this.#at
    for (let i = start; i < start + count; i++) {
      const type = bytes[at]!
      switch (type & 0x7f) {
        case 0x69: // i
          into[i] = view.getInt32(at + 1, true)
          at += 5
          break
        case 0x67: // g
          into[i] = view.getFloat64(at + 1, true)
          at += 9
          break
        case 0x72: {
          // r
          const index = view.getInt32(at + 1, true)
          if (kinds[index] !== NUMBER) throw UNUSUAL
          into[i] = values[index]!
          at += 5
          continue
        }
        default:
          throw UNUSUAL
      }
      if (type < 0x80) continue
      kinds.push(NUMBER)
      values.push(into[i]!)
    }
    this.#at = at
  }

  #number(): number {
    this.#numbers(this.#single, 0, 1)
    return this.#single[0]!
  }

  #reference(kind: number): number {
    const index = this.#int32()
    if (this.#kinds[index] !== kind) throw UNUSUAL
    return this.#values[index]!
  }

  #text(): number {
    const type = this.#type()
    const code = type & 0x7f
    let length: number
    switch (code) {
      case 0x7a: // z
      case 0x5a: // Z
        length = this.#type()
        break
      case 0x61: // a
      case 0x41: // A
      case 0x73: // s
      case 0x74: // t
      case 0x75: // u
        length = this.#int32()
        break
      case 0x72: // r
        return this.#reference(TEXT)
      case 0x52: {
        // R
        const text = this.#interned[this.#int32()]
        if (text === undefined) throw UNUSUAL
        return text
      }
      default:
        throw UNUSUAL
    }
    const end = this.#at + length
    if (length < 0 || end > this.#bytes.length) throw UNUSUAL
    const known = this.#texts.size
    const text = this.#texts.intern(this.#bytes, this.#at, end)
    // Text of these types is Latin-1, all other UTF-8.
    if (text === known && code !== 0x73 && code !== 0x74 && code !== 0x75) this.#assertAscii(end)
    this.#at = end
    if (code === 0x74) this.#interned.push(text)
    this.#note(type, TEXT, text)
    return text
  }

  #assertAscii(end: number): void {
    let i = this.#at
    for (; i + 4 <= end; i += 4) if ((this.#view.getInt32(i) & 0x80808080) !== 0) throw UNUSUAL
    for (; i < end; i++) if (this.#bytes[i]! > 0x7f) throw UNUSUAL
  }

  /** The func of a key (file, line, name), -1 at the end of the dict. */
  #func(): number {
    const type = this.#type()
    if (type === 0x30) return -1
    if ((type & 0x7f) === 0x72) return this.#reference(FUNC)
    this.#at--
    const reference = this.#tuple(3)
    const file = this.#text()
    const line = this.#number()
    const name = this.#text()
    if (line < 0 || !Number.isInteger(line)) throw UNUSUAL
    const func = this.#internFunc(file, line, name)
    if (reference !== -1) {
      this.#kinds[reference] = FUNC
      this.#values[reference] = func
    }
    return func
  }

  #internFunc(file: number, line: number, name: number): number {
    let place = this.#places.get(file, line)
    if (place === -1) {
      place = this.#placeCount++
      this.#places.set(file, line, place)
    }
    let func = this.#funcs.get(place, name)
    if (func === -1) {
      func = this.#file.length
      this.#funcs.set(place, name, func)
      this.#file.push(file)
      this.#name.push(name)
      this.#line.push(line)
      this.#lastCall.push(-1)
      this.#isEntry.push(false)
    }
    return func
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length)
  larger.set(column)
  return larger
}
