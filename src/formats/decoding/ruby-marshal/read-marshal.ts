import { FormatError, UnsupportedVersionError } from '../../../base/errors.ts'

/** What a dump holds: strings and symbols are text, hashes are maps. An object of a class is what is known of it. */
export type RubyValue =
  | null
  | boolean
  | number
  | string
  | readonly RubyValue[]
  | ReadonlyMap<RubyValue, RubyValue>
  | RubyObject

/** An object of a class that is not one of Ruby's own simple ones: named, never made. */
export interface RubyObject {
  readonly className: string
  readonly data: RubyValue
}

const MAX_DEPTH = 200

/** Whether bytes begin as `Marshal.dump` does. */
export function isMarshal(bytes: Uint8Array): boolean {
  return bytes[0] === 4 && bytes[1] === 8
}

/**
 * Reads what Ruby's `Marshal.dump` writes (version 4.8) as data: no class is looked up, nothing is run. Integers above 2^53
 * are rounded. Source: Ruby marshal.c and doc/marshal.rdoc (3.1). @throws FormatError, UnsupportedVersionError.
 */
export function readMarshal(bytes: Uint8Array, format: string): RubyValue {
  if (bytes[0] === 4 && bytes[1] !== undefined && bytes[1] !== 8) {
    throw new UnsupportedVersionError(format, `Marshal 4.${bytes[1]}`, 'Marshal 4.8')
  }
  return new MarshalReader(bytes, format).root()
}

class MarshalReader {
  readonly #bytes: Uint8Array
  readonly #format: string
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #symbols: string[] = []
  /** What `@` refers to, in the order of the dump. */
  readonly #objects: RubyValue[] = []
  #at = 2
  #depth = 0

  constructor(bytes: Uint8Array, format: string) {
    this.#bytes = bytes
    this.#format = format
  }

  root(): RubyValue {
    if (!isMarshal(this.#bytes)) this.#fail('expected the bytes 4 8', 0)
    return this.#value()
  }

  #value(): RubyValue {
    if (++this.#depth > MAX_DEPTH) this.#fail(`values are more than ${MAX_DEPTH} deep`)
    const type = String.fromCharCode(this.#byte())
    const value = this.#ofType(type)
    this.#depth--
    return value
  }

  #ofType(type: string): RubyValue {
    switch (type) {
      case '0':
        return null
      case 'T':
        return true
      case 'F':
        return false
      case 'i':
        return this.#int()
      case ':':
        return this.#symbol()
      case ';':
        return this.#known(this.#symbols, this.#int(), 'symbol')
      case '@':
        return this.#known(this.#objects, this.#int(), 'object')
      case 'l':
        return this.#register(this.#big())
      case 'f':
        return this.#register(floatOf(this.#text()))
      case '"':
        return this.#register(this.#text())
      case 'I':
        return this.#withVariables()
      case '[':
        return this.#array()
      case '{':
        return this.#hash()
      case '}': {
        const hash = this.#hash()
        this.#value()
        return hash
      }
      default:
        return this.#object(type)
    }
  }

  /** Objects of classes, and what else is none of Ruby's simple values. */
  #object(type: string): RubyValue {
    switch (type) {
      case 'o':
      case 'S': {
        const className = this.#name()
        const index = this.#objects.push(null) - 1
        const object = { className, data: this.#pairs() }
        this.#objects[index] = object
        return object
      }
      case 'u':
        return this.#register({ className: this.#name(), data: this.#text() })
      case 'U': {
        const className = this.#name()
        const index = this.#objects.push(null) - 1
        const object = { className, data: this.#value() }
        this.#objects[index] = object
        return object
      }
      case 'C':
      case 'e':
        this.#name()
        return this.#value()
      case 'c':
      case 'm':
      case 'M':
        return this.#register({ className: 'Class', data: this.#text() })
      case '/': {
        const source = this.#text()
        this.#byte()
        return this.#register({ className: 'Regexp', data: source })
      }
      default:
        return this.#fail(`expected a type, found ${JSON.stringify(type)}`, this.#at - 1)
    }
  }

  #withVariables(): RubyValue {
    const value = this.#value()
    // The encoding of a string, above all; the bytes are read as UTF-8.
    this.#pairs()
    return value
  }

  #array(): RubyValue {
    const length = this.#length('an array')
    const items: RubyValue[] = []
    this.#objects.push(items)
    for (let i = 0; i < length; i++) items.push(this.#value())
    return items
  }

  #hash(): RubyValue {
    const index = this.#objects.push(null) - 1
    const length = this.#length('a hash')
    const map = new Map<RubyValue, RubyValue>()
    this.#objects[index] = map
    for (let i = 0; i < length; i++) map.set(this.#value(), this.#value())
    return map
  }

  #pairs(): RubyValue {
    const length = this.#length('instance variables')
    const map = new Map<RubyValue, RubyValue>()
    for (let i = 0; i < length; i++) map.set(this.#name(), this.#value())
    return map
  }

  #name(): string {
    const type = String.fromCharCode(this.#byte())
    if (type === ':') return this.#symbol()
    if (type === ';') return this.#known(this.#symbols, this.#int(), 'symbol')
    if (type === 'I') {
      const name = this.#name()
      this.#pairs()
      return name
    }
    return this.#fail('expected a symbol', this.#at - 1)
  }

  #symbol(): string {
    const symbol = this.#text()
    this.#symbols.push(symbol)
    return symbol
  }

  #register<V extends RubyValue>(value: V): V {
    this.#objects.push(value)
    return value
  }

  #known<V>(list: readonly V[], index: number, what: string): V {
    if (index < 0 || index >= list.length) this.#fail(`${what} ${index} is not there`)
    return list[index]!
  }

  #text(): string {
    const length = this.#length('text')
    const text = this.#decoder.decode(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return text
  }

  /** A length that the bytes which are left can fill. */
  #length(what: string): number {
    const length = this.#int()
    if (length < 0 || length > this.#bytes.length - this.#at)
      this.#fail(`${what} of ${length} is longer than the file`)
    return length
  }

  /** Ruby's small integers: a byte that holds the number, or says how many bytes of it follow. */
  #int(): number {
    const first = (this.#byte() << 24) >> 24
    if (first === 0) return 0
    if (first > 4) return first - 5
    if (first < -4) return first + 5
    let value = 0
    for (let i = 0; i < Math.abs(first); i++) value += this.#byte() * 256 ** i
    return first > 0 ? value : value - 256 ** -first
  }

  #big(): number {
    const isNegative = this.#byte() === 0x2d
    const shorts = this.#length('a number')
    if (2 * shorts > this.#bytes.length - this.#at) this.#fail('a number is longer than the file')
    let value = 0
    for (let i = 0; i < 2 * shorts; i++) value += this.#byte() * 256 ** i
    return isNegative ? -value : value
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return this.#fail('expected a value, found the end')
    this.#at++
    return byte
  }

  #fail(message: string, offset = this.#at): never {
    throw new FormatError(this.#format, message, { offset })
  }
}

function floatOf(text: string): number {
  if (text === 'inf') return Number.POSITIVE_INFINITY
  return text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
