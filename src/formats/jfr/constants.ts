import { FormatError } from '../../base/errors.ts'
import { type Chunk, forEachEvent } from './chunks.ts'
import { FORMAT, JfrReader, type Key } from './jfr-reader.ts'
import type { JfrType } from './metadata.ts'
import { isReference, isStruct, type Struct, type Value, ValueReader } from './values.ts'

const CHECKPOINT = 1

/** References that lead from one constant to the next. */
const MAX_STEPS = 8

/** The constants of a chunk: where each is. They are read when they are asked for. */
export class Constants {
  readonly #places = new Map<number, Map<Key, number>>()
  readonly #reader: JfrReader
  readonly #values: ValueReader
  readonly #types: ReadonlyMap<number, JfrType>

  /** Goes over all checkpoints of a chunk. @throws FormatError */
  constructor(bytes: Uint8Array, chunk: Chunk, types: ReadonlyMap<number, JfrType>) {
    this.#types = types
    this.#reader = new JfrReader(bytes, { isCompressed: chunk.isCompressed, at: chunk.start, end: chunk.end })
    this.#values = new ValueReader(this.#reader, types)
    forEachEvent(bytes, chunk, (type, reader) => {
      if (type === CHECKPOINT) this.#addCheckpoint(reader)
    })
  }

  /** A value with what it refers to in its place; null when that is not there. */
  resolve(value: Value | undefined): Value {
    let found = value ?? null
    for (let step = 0; isReference(found); step++) {
      const place = this.#places.get(found.type)?.get(found.key)
      const type = this.#types.get(found.type)
      if (place === undefined || type === undefined || step === MAX_STEPS) return null
      this.#reader.at = place
      found = this.#values.value(type)
    }
    return found
  }

  /** The structure that a value is or refers to, null when there is none. */
  struct(value: Value | undefined): Struct | null {
    const found = this.resolve(value)
    return isStruct(found) ? found : null
  }

  /** Text: of a string, or of the constant that holds it (a symbol, a state, a kind of frame); null for none. */
  text(value: Value | undefined): string | null {
    let found = this.resolve(value)
    for (let step = 0; isStruct(found) && step < MAX_STEPS; step++) {
      const [only] = found.fields.values()
      found = this.resolve(only)
    }
    return typeof found === 'string' ? found : null
  }

  #addCheckpoint(reader: JfrReader): void {
    reader.long()
    reader.long()
    reader.long()
    reader.byte()
    const values = new ValueReader(reader, this.#types)
    for (let pools = reader.count(); pools > 0; pools--) {
      const id = reader.long()
      const type = this.#types.get(id)
      if (type === undefined)
        throw new FormatError(FORMAT, `no type has the number ${id}`, { offset: reader.at })
      const places = this.#places.get(id) ?? new Map<Key, number>()
      this.#places.set(id, places)
      for (let left = reader.count(); left > 0; left--) {
        const key = reader.key()
        places.set(key, reader.at)
        values.value(type)
      }
    }
  }
}
