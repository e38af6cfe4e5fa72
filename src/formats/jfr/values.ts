import { FormatError } from '../../base/errors.ts'
import { FORMAT, type JfrReader, type Key } from './jfr-reader.ts'
import type { JfrField, JfrType } from './metadata.ts'

/** A constant that a value refers to. */
export interface Reference {
  readonly type: number
  readonly key: Key
}

/** A value of a field; numbers are exact up to 2^53. */
export type Value = number | string | boolean | null | Reference | Struct | readonly Value[]

/** The fields of an event or a structure, by name. */
export interface Struct {
  readonly fields: ReadonlyMap<string, Value>
}

/** Structures may hold one another this deep. */
const MAX_DEPTH = 16
/** Fields of a value that are read for nothing, and for each of its bytes: only structures of no fields take no byte. */
const FREE_FIELDS = 64
const FIELDS_PER_BYTE = 8

/** Reads and skips values by what the metadata say of their types. */
export class ValueReader {
  readonly types: ReadonlyMap<number, JfrType>
  readonly #reader: JfrReader
  /** Fields read of the value at hand, and where it began. */
  #fields = 0
  #start = 0

  constructor(reader: JfrReader, types: ReadonlyMap<number, JfrType>) {
    this.#reader = reader
    this.types = types
  }

  /** The fields of an event or a structure. @throws FormatError */
  struct(type: JfrType): Struct {
    this.#begin()
    return this.#struct(type, 0)
  }

  /** A value of a type. @throws FormatError */
  value(type: JfrType): Value {
    this.#begin()
    return this.#value(type, 0)
  }

  #begin(): void {
    this.#fields = 0
    this.#start = this.#reader.at
  }

  #struct(type: JfrType, depth: number): Struct {
    if (depth > MAX_DEPTH) this.#fail('values are nested too deep')
    const fields = new Map<string, Value>()
    for (const field of type.fields) fields.set(field.name, this.#field(field, depth))
    return { fields }
  }

  #value(type: JfrType, depth: number): Value {
    const reader = this.#reader
    switch (type.name) {
      case 'boolean':
        return reader.byte() !== 0
      case 'byte':
        return reader.byte()
      case 'char':
      case 'short':
        return reader.short()
      case 'int':
        return reader.int()
      case 'long':
        return reader.long()
      case 'float':
        return reader.float()
      case 'double':
        return reader.double()
      case 'java.lang.String': {
        const text = reader.string()
        return text === null || typeof text === 'string' ? text : { type: type.id, key: text.key }
      }
      default:
        return this.#struct(type, depth + 1)
    }
  }

  #field({ type, isConstant, isArray }: JfrField, depth: number): Value {
    const found = this.types.get(type)
    if (found === undefined) this.#fail(`no type has the number ${type}`)
    if (!isArray) return this.#single(found, isConstant, depth)
    const values: Value[] = []
    for (let left = this.#reader.count(); left > 0; left--)
      values.push(this.#single(found, isConstant, depth))
    return values
  }

  #single(type: JfrType, isConstant: boolean, depth: number): Value {
    if (++this.#fields > FREE_FIELDS + FIELDS_PER_BYTE * (this.#reader.at - this.#start)) {
      this.#fail('more values than there are bytes')
    }
    return isConstant ? { type: type.id, key: this.#reader.key() } : this.#value(type, depth)
  }

  #fail(message: string): never {
    throw new FormatError(FORMAT, message, { offset: this.#reader.at })
  }
}

/** Whether a value is the reference to a constant. */
export function isReference(value: Value | undefined): value is Reference {
  return typeof value === 'object' && value !== null && 'key' in value
}

/** Whether a value is a structure. */
export function isStruct(value: Value | undefined): value is Struct {
  return typeof value === 'object' && value !== null && 'fields' in value
}
