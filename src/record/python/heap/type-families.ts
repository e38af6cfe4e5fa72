/** How the size of an object is worked out and where its references lie, by the built-in type it is an instance of. */
export const Family = {
  /** `object`'s own __sizeof__; anything in its body that is an object is referred to. */
  plain: 0,
  /** As plain, but of nothing that refers to objects. */
  leaf: 1,
  int: 2,
  text: 3,
  byteArray: 4,
  list: 5,
  dict: 6,
  set: 7,
  type: 8,
  code: 9,
  frame: 10,
  generator: 11,
  deque: 12,
  orderedDict: 13,
  array: 14,
  ndarray: 15,
  weakref: 16,
  bufferedFile: 17,
  decimal: 18,
  element: 19,
  struct: 20,
} as const

const NAMES: Readonly<Record<string, number>> = {
  int: Family.int,
  float: Family.leaf,
  complex: Family.leaf,
  bytes: Family.leaf,
  str: Family.text,
  NoneType: Family.leaf,
  ellipsis: Family.leaf,
  NotImplementedType: Family.leaf,
  bytearray: Family.byteArray,
  list: Family.list,
  dict: Family.dict,
  frozendict: Family.dict,
  set: Family.set,
  frozenset: Family.set,
  type: Family.type,
  code: Family.code,
  frame: Family.frame,
  generator: Family.generator,
  coroutine: Family.generator,
  async_generator: Family.generator,
  'collections.deque': Family.deque,
  'collections.OrderedDict': Family.orderedDict,
  'array.array': Family.array,
  'numpy.ndarray': Family.ndarray,
  'numpy.generic': Family.leaf,
  weakref: Family.weakref,
  'weakref.ReferenceType': Family.weakref,
  weakproxy: Family.weakref,
  'weakref.ProxyType': Family.weakref,
  weakcallableproxy: Family.weakref,
  'weakref.CallableProxyType': Family.weakref,
  '_io.BufferedReader': Family.bufferedFile,
  '_io.BufferedWriter': Family.bufferedFile,
  '_io.BufferedRandom': Family.bufferedFile,
  'decimal.Decimal': Family.decimal,
  'xml.etree.ElementTree.Element': Family.element,
  '_struct.Struct': Family.struct,
  Struct: Family.struct,
}

/** Python 2 has other words for them. */
const OLD_NAMES: Readonly<Record<string, number>> = {
  int: Family.leaf,
  long: Family.int,
  str: Family.leaf,
  unicode: Family.text,
  instancemethod: Family.plain,
  OrderedDict: Family.plain,
}

/** The family that a type of this tp_name begins, null where it has its base's. A class written in Python has no dot in its
 *  tp_name: it may be called "list" without being one. */
export function familyOf(
  name: string,
  { isHeapType, number }: { isHeapType: boolean; number: number },
): number | null {
  if (isHeapType && !name.includes('.')) return null
  if (number < 300 && Object.hasOwn(OLD_NAMES, name)) return OLD_NAMES[name]!
  return Object.hasOwn(NAMES, name) ? NAMES[name]! : null
}
