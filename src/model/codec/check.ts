import { FormatError } from '../../base/errors.ts'

const FORMAT = 'pyrometer'

/** An object of recording.json that nobody has checked yet, with its path for error messages. */
export class Unchecked {
  readonly path: string
  readonly #value: unknown

  constructor(value: unknown, path: string) {
    this.#value = value
    this.path = path
  }

  get isNull(): boolean {
    return this.#value === null || this.#value === undefined
  }

  at(key: string): Unchecked {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail('an object')
    return new Unchecked(
      Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : undefined,
      `${this.path}.${key}`,
    )
  }

  string(): string {
    return typeof this.#value === 'string' ? this.#value : this.fail('text')
  }

  number(): number {
    return typeof this.#value === 'number' ? this.#value : this.fail('a number')
  }

  /** A whole number from 0 to 2 ** 31 - 1: a length or an index. */
  count(): number {
    const value = this.number()
    return Number.isInteger(value) && value >= 0 && value < 0x80000000 ? value : this.fail('a count')
  }

  boolean(): boolean {
    return typeof this.#value === 'boolean' ? this.#value : this.fail('true or false')
  }

  oneOf<T extends string>(...choices: readonly T[]): T {
    const value = this.string()
    return choices.find(choice => choice === value) ?? this.fail(choices.map(c => `"${c}"`).join(' or '))
  }

  list<T>(read: (item: Unchecked) => T): T[] {
    const value = this.#value
    if (!Array.isArray(value)) return this.fail('a list')
    return value.map((item, i) => read(new Unchecked(item, `${this.path}[${i}]`)))
  }

  orNull<T>(read: (value: Unchecked) => T): T | null {
    return this.isNull ? null : read(this)
  }

  /** Plain data as it stands: its shape is nobody's contract. */
  plainObject(): Record<string, unknown> {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail('an object')
    return value as Record<string, unknown>
  }

  fail(expected: string): never {
    throw new FormatError(FORMAT, `recording.json: ${this.path}: expected ${expected}`)
  }
}
