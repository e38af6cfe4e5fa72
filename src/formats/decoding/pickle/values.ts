/**
 * What a pickled object becomes. No class of it is looked up and nothing is run. Shared and cyclic objects stay shared:
 * code that walks these values must bound its own depth. Tuples and lists are arrays; numbers are doubles whatever their
 * size; a `str` of Python 2 is text, its bytes that are no UTF-8 lone surrogates.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleSet
  | PickleGlobal
  | PickleObject
  | PickleOther

/** A dict, in the order of the file; `values[i]` belongs to `keys[i]`, and a key that comes twice has its last value. */
export interface PickleDict {
  readonly kind: 'dict'
  readonly keys: PickleValue[]
  readonly values: PickleValue[]
}

/** A set or frozenset. */
export interface PickleSet {
  readonly kind: 'set'
  readonly items: PickleValue[]
}

/** The name of a class or function: only the name. */
export interface PickleGlobal {
  readonly kind: 'global'
  readonly module: string
  readonly name: string
}

/** What a class or function would have made. */
export interface PickleObject {
  readonly kind: 'object'
  /** What would have been called. */
  readonly maker: PickleValue
  /** With which arguments. */
  readonly args: PickleValue
  /** What would have been given to `__setstate__`, or become its `__dict__`; null when it has none. */
  state: PickleValue
  /** What would have been appended to it or put into it (a subclass of list or dict). */
  readonly items: PickleValue[]
  readonly keys: PickleValue[]
  readonly values: PickleValue[]
}

/** An object that the file only refers to: a persistent id, an extension code, a buffer out of band. */
export interface PickleOther {
  readonly kind: 'other'
}

/** Whether a value is a dict. */
export function isDict(value: PickleValue | undefined): value is PickleDict {
  return kindOf(value) === 'dict'
}

/** Whether a value is the object of a class. */
export function isObject(value: PickleValue | undefined): value is PickleObject {
  return kindOf(value) === 'object'
}

/** Whether a value is the name of a class or function. */
function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return kindOf(value) === 'global'
}

/** The class of an object as "module.Name", '' where it cannot be told. Protocols 0 and 1 make objects through a helper
 *  of the module copyreg, which is given the class. */
export function className(object: PickleObject): string {
  const { maker, args } = object
  if (!isGlobal(maker)) return ''
  const isHelper = maker.module === 'copy_reg' || maker.module === 'copyreg'
  if (!isHelper) return `${maker.module}.${maker.name}`
  const first = Array.isArray(args) ? args[0] : undefined
  return isGlobal(first) ? `${first.module}.${first.name}` : ''
}

/** The value of a text key, undefined when the dict has none; the last where it has several. O(keys). */
export function entryOf(dict: PickleDict, key: string): PickleValue | undefined {
  const index = dict.keys.lastIndexOf(key)
  return index === -1 ? undefined : dict.values[index]
}

/** What a value is, for error messages. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'None'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'a number'
  if (typeof value === 'boolean') return 'a bool'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return `a sequence of ${value.length}`
  if (value.kind === 'object') return `an object of ${className(value) || 'a class'}`
  return value.kind === 'other' ? 'an object outside of the file' : `a ${value.kind}`
}

function kindOf(value: PickleValue | undefined): string | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null
  return value.kind
}
