import { FormatError, LimitError } from '../../../base/errors.ts'
import { describeValue, isDict, isObject, type PickleValue } from './values.ts'

/** Containers a file of n bytes may hold are 1 in 4 bytes and these: one takes more memory than a few bytes justify. */
const CONTAINERS_FOR_FREE = 65_536

/** The stack of a pickle being read, its marks, and the memo of objects that come again. */
export class PickleStack {
  /** Where the operation being run begins, for errors. */
  offset = 0
  readonly #format: string
  readonly #values: PickleValue[] = []
  /** Heights of the stack where a mark stands. */
  readonly #marks: number[] = []
  readonly #memo: (PickleValue | undefined)[] = []
  /** Entries whose number does not follow on the ones before. */
  readonly #sparseMemo = new Map<number, PickleValue>()
  #remembered = 0
  #containersLeft: number

  /** @param bytes the size of the file, which bounds the containers. */
  constructor(format: string, bytes: number) {
    this.#format = format
    this.#containersLeft = CONTAINERS_FOR_FREE + Math.floor(bytes / 4)
  }

  push(value: PickleValue): void {
    this.#values.push(value)
  }

  /** @throws LimitError when there are too many. */
  pushContainer(container: PickleValue): void {
    if (this.#containersLeft-- === 0) {
      const message = 'more objects than a pickle of this size can hold'
      throw new LimitError(this.#format, message, { offset: this.offset })
    }
    this.#values.push(container)
  }

  pop(): PickleValue {
    this.#expect(1)
    return this.#values.pop()!
  }

  top(): PickleValue {
    this.#expect(1)
    return this.#values[this.#values.length - 1]!
  }

  /** The `count` topmost values, the lowest first. */
  popSeveral(count: number): PickleValue[] {
    this.#expect(count)
    return this.#values.splice(this.#values.length - count, count)
  }

  mark(): void {
    this.#marks.push(this.#values.length)
  }

  /** Takes the mark off where nothing stands above it; false where something does. */
  dropMark(): boolean {
    if (this.#marks.at(-1) !== this.#values.length) return false
    this.#marks.pop()
    return true
  }

  /** The values above the last mark, the lowest first; takes the mark off too. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.broken('expected a mark before this, found none')
    return this.#values.splice(mark)
  }

  /** Appends to the list, set or object on top. */
  append(items: readonly PickleValue[]): void {
    const target = this.top()
    const list = Array.isArray(target)
      ? target
      : typeof target === 'object' && target !== null && 'items' in target
        ? target.items
        : null
    if (list === null) throw this.broken(`expected a list to append to, found ${describeValue(target)}`)
    for (const item of items) list.push(item)
  }

  /** Puts keys and values, in turn, into the dict or object on top. */
  setItems(items: readonly PickleValue[]): void {
    const target = this.top()
    if (!isDict(target) && !isObject(target)) {
      throw this.broken(`expected a dict to put items into, found ${describeValue(target)}`)
    }
    if (items.length % 2 !== 0) throw this.broken('expected keys and values in pairs, found an odd number')
    for (let i = 0; i < items.length; i += 2) {
      target.keys.push(items[i]!)
      target.values.push(items[i + 1]!)
    }
  }

  /** Remembers what is on top under the next number. */
  memoize(): void {
    this.remember(this.#remembered)
  }

  remember(index: number): void {
    const value = this.top()
    const memo = this.#memo
    // Python 2's cPickle counts from 1.
    if (index === memo.length + 1) memo.push(undefined)
    if (index === memo.length) memo.push(value)
    else if (index < memo.length) memo[index] = value
    else this.#sparseMemo.set(index, value)
    this.#remembered++
  }

  recall(index: number): void {
    const value = this.#memo[index] ?? this.#sparseMemo.get(index)
    if (value === undefined) throw this.broken(`expected the number of an object before it, found ${index}`)
    this.#values.push(value)
  }

  broken(message: string): FormatError {
    return new FormatError(this.#format, message, { offset: this.offset })
  }

  #expect(count: number): void {
    const found = this.#values.length - (this.#marks.at(-1) ?? 0)
    if (found < count) {
      throw this.broken(`expected ${count === 1 ? 'a value' : `${count} values`} before this, found ${found}`)
    }
  }
}
