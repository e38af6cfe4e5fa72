/** What a marshalled object becomes. Nothing of it is run, and shared or cyclic objects stay shared: code that walks
 *  these values must bound its own depth. Numbers are doubles whatever their size; a Python 2 `str` and a Python 3
 *  `bytes` are the bytes as they stand; text is a string (lone surrogates stand for bytes that were no UTF-8). */
export type MarshalValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | MarshalSequence
  | MarshalDict
  | MarshalCode
  | MarshalOther

/** A tuple, list, set or frozenset. */
export interface MarshalSequence {
  readonly kind: 'tuple' | 'list' | 'set'
  readonly items: MarshalValue[]
  readonly offset: number
}

/** A dict, in the order of the file; `values[i]` belongs to `keys[i]`. */
export interface MarshalDict {
  readonly kind: 'dict'
  readonly keys: MarshalValue[]
  readonly values: MarshalValue[]
  readonly offset: number
}

/** A code object, of which only its names are kept. */
export interface MarshalCode {
  readonly kind: 'code'
  name: string
  file: string
  line: number
}

/** Ellipsis, StopIteration, a complex number, a slice: known, and of no use here. */
export interface MarshalOther {
  readonly kind: 'other'
}

export function isDict(value: MarshalValue): value is MarshalDict {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dict'
}

export function isTuple(value: MarshalValue): value is MarshalSequence {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tuple'
}

export function isCode(value: MarshalValue): value is MarshalCode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'code'
}

/** What a value is, for error messages. */
export function describeValue(value: MarshalValue): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return 'text'
  if (value instanceof Uint8Array) return 'bytes'
  if (typeof value === 'object')
    return value.kind === 'other' ? 'an object of another type' : `a ${value.kind}`
  return typeof value === 'number' ? 'a number' : 'a bool'
}
