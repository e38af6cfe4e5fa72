import type { DumpedObjects } from './dumped-objects.ts'
import type { DumpRecord } from './records.ts'

/** Characters kept of a text; the dump has one more where there are more. */
const SHOWN = 40
/** Stands for an int of more than 64 bits. */
const TOO_LARGE = -(2n ** 63n)

/** What tells objects from others of their type, read when it is asked for. */
export class ObjectTexts {
  /** Per object where its text begins in the payload of its run, -1 none. */
  readonly #start: Int32Array
  readonly #run: Int32Array
  readonly #texts: (Uint8Array | null)[] = []
  readonly #numbers: (BigInt64Array | null)[] = []
  readonly #first: number[] = []
  readonly #isStr: boolean[] = []
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  constructor(objects: DumpedObjects, isStr: (type: number) => boolean) {
    this.#start = new Int32Array(objects.length).fill(-1)
    this.#run = new Int32Array(objects.length)
    for (const [index, run] of objects.runs.entries()) {
      const texts = run.parts.find(({ tag }) => tag === 'TEXT')
      const ints = run.parts.find(({ tag }) => tag === 'INTS')
      this.#texts.push(texts === undefined ? null : texts.payload)
      this.#numbers.push(ints === undefined ? null : numbersOf(ints, run.length))
      this.#first.push(run.first)
      this.#isStr.push(isStr(run.type))
      this.#run.fill(index, run.first, run.first + run.length)
      if (texts !== undefined) this.#index(texts.payload, run.first, run.length)
    }
  }

  /** The text of an object; null where it has none. */
  text(object: number): string | null {
    const start = this.#start[object]!
    if (start === -1) return null
    const bytes = this.#texts[this.#run[object]!]!
    let end = bytes.indexOf(0, start)
    if (end === -1) end = bytes.length
    const text = this.#decoder.decode(bytes.subarray(start, end))
    return this.#isStr[this.#run[object]!] === true && text.length > SHOWN ? shortened(text) : text
  }

  /** The value of an int; null where it is none, or too large. */
  number(object: number): string | null {
    const run = this.#run[object]!
    const numbers = this.#numbers[run]
    if (numbers == null) return null
    const value = numbers[object - this.#first[run]!]!
    return value === TOO_LARGE ? null : String(value)
  }

  #index(bytes: Uint8Array, first: number, length: number): void {
    let at = 0
    for (let i = 0; i < length; i++) {
      this.#start[first + i] = at
      const end = bytes.indexOf(0, at)
      if (end === -1) return
      at = end + 1
    }
  }
}

function numbersOf({ payload }: DumpRecord, length: number): BigInt64Array | null {
  return payload.length < 8 * length ? null : new BigInt64Array(payload.buffer, 0, length)
}

function shortened(text: string): string {
  const letters = [...text]
  return letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : text
}
