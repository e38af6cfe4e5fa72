import { FormatError, LimitError } from '../../../base/errors.ts'
import { encodingOf } from '../text/lines.ts'
import { findJsonError } from './find-json-error.ts'

/** Bytes of JSON that fit one string of V8, the smallest limit there is. */
const MAX_JSON = 536_870_000

/** Parses JSON in UTF-8 or UTF-16. @throws FormatError where it is broken, LimitError when it is too large for one
 *  string. */
export function parseJson(format: string, bytes: Uint8Array): JsonValue {
  if (bytes.length > MAX_JSON) {
    throw new LimitError(format, `JSON of more than ${MAX_JSON} bytes cannot be read yet`)
  }
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding === 'utf-8-mark' ? 'utf-8' : encoding).decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (text.trim() === '') throw new FormatError(format, 'expected JSON, found nothing', {}, cause)
    const at = findJsonError(text)
    const found = at === text.length ? 'the end' : JSON.stringify(text.slice(at, at + 12))
    // Errors count bytes, as the file does; only UTF-8 says where a character stands.
    const offset = encoding === 'utf-8' ? new TextEncoder().encode(text.slice(0, at)).length : undefined
    throw new FormatError(format, `expected JSON, found ${found}`, { offset }, cause)
  }
  return new JsonValue(value, format, '')
}

/** A value of a parsed file that nobody has checked yet, with its path for error messages. */
export class JsonValue {
  readonly value: unknown
  readonly #format: string
  /** What holds the value, and its key or place there: millions of values have a path that nobody asks for. */
  readonly #holder: JsonValue | null
  readonly #key: string | number

  /** `key` is the path of a value that nothing holds. */
  constructor(value: unknown, format: string, key: string | number, holder: JsonValue | null = null) {
    this.value = value
    this.#format = format
    this.#key = key
    this.#holder = holder
  }

  /** Where the value stands: "nodes[3].children". */
  get path(): string {
    const steps: string[] = []
    for (let at: JsonValue | null = this; at !== null; at = at.#holder) {
      const key = at.#key
      if (typeof key === 'number') steps.push(`[${key}]`)
      else if (key !== '') steps.push(`.${key}`)
    }
    const path = steps.reverse().join('')
    return path.startsWith('.') ? path.slice(1) : path
  }

  /** Whether the value is absent or null. */
  get isMissing(): boolean {
    return this.value === undefined || this.value === null
  }

  /** A field of an object; a missing one is a value that `isMissing`. @throws FormatError when this is no object. */
  at(key: string): JsonValue {
    const value = this.value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail('an object')
    const field = Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : undefined
    return new JsonValue(field, this.#format, key, this)
  }

  list(): readonly unknown[] {
    return Array.isArray(this.value) ? this.value : this.fail('a list')
  }

  /** The items of a list, each to be checked. */
  items(): JsonValue[] {
    return this.list().map((item, i) => new JsonValue(item, this.#format, i, this))
  }

  /** An item of a list by its place, to be checked: for lists so long that a value for each would fill memory.
   *  @throws FormatError when this is no list. */
  item(index: number): JsonValue {
    return new JsonValue(this.list()[index], this.#format, index, this)
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('text')
  }

  /** Text, or undefined where it is missing. */
  optionalText(): string | undefined {
    return this.isMissing ? undefined : this.text()
  }

  number(): number {
    const value = this.value
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail('a number')
  }

  /** A number, or `fallback` where it is missing. */
  optionalNumber(fallback: number): number {
    return this.isMissing ? fallback : this.number()
  }

  /** A list of numbers as a column. */
  numbers(): Float64Array {
    const list = this.list()
    const column = new Float64Array(list.length)
    for (let i = 0; i < list.length; i++) {
      const item = list[i]
      column[i] = typeof item === 'number' && Number.isFinite(item) ? item : this.#failAt(i, 'a number')
    }
    return column
  }

  /** A list of numbers as it is. */
  listOfNumbers(): readonly number[] {
    const list = this.list()
    for (let i = 0; i < list.length; i++) {
      if (typeof list[i] !== 'number' || !Number.isFinite(list[i])) this.#failAt(i, 'a number')
    }
    return list as readonly number[]
  }

  fail(expected: string): never {
    const where = this.path === '' ? '' : `${this.path}: `
    throw new FormatError(this.#format, `${where}expected ${expected}`)
  }

  #failAt(index: number, expected: string): never {
    throw new FormatError(this.#format, `${this.path}[${index}]: expected ${expected}`)
  }
}

/** A line or column of JSON that counts from 1: -1 where it is missing or cannot be one. */
export function oneBased(number: number): number {
  return Number.isInteger(number) && number > 0 && number <= 0x7fffffff ? number : -1
}
