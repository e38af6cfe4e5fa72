import { byte, count, int, number, optionalRef, ref, type TableOf } from './columns.ts'

/** Index into `heap.types`. */
export type HeapTypeIndex = number
/** Index into `heap.objects`. */
export type HeapObjectIndex = number

/** How an object of a heap was found. */
export const HeapObjectKind = {
  unknown: 0,
  /** The garbage collector of the program keeps a list of it: what `gc.get_objects()` gives. */
  tracked: 1,
  /** Not on the collector's list (str, int, bytes): reached through an object that is. */
  untracked: 2,
  /** No object: what the input does not tell apart, or what roots hang on. */
  marker: 3,
} as const

/** Looks at a heap, in the order of time. The objects of one look are adjacent. */
export const HEAP_SNAPSHOTS = {
  /** For people: "at exit", "10 s", the file's name. */
  name: ref('strings'),
  /** Nanoseconds since `meta.startTime`; NaN unknown. */
  time: number(),
  process: optionalRef('processes'),
  /** Its objects go from here to the next snapshot's (or the end of the table). */
  firstObject: int(),
} as const

/** Types of objects. */
export const HEAP_TYPES = {
  /** Without the module: "dict", "Mesh.Cell". */
  name: ref('strings'),
  module: optionalRef('strings'),
} as const

/** Objects, or groups of objects of which only type, number and size are known. */
export const HEAP_OBJECTS = {
  type: ref('heapTypes'),
  /** Where it lay, exact up to 2 ** 53; NaN unknown. The same in two snapshots: most likely the same object. */
  address: number(),
  /** Bytes of the object itself and of buffers that are its own, of the whole group where `count` is not 1. */
  size: number(0),
  /** How many objects the row stands for. */
  count: count(1),
  /** A value of {@link HeapObjectKind}. */
  kind: byte(),
  /** What tells it from others of its type: a module's or function's name, the beginning of a text. */
  label: optionalRef('strings'),
  /** Where it was allocated, where that was recorded. */
  stack: optionalRef('stacks'),
  /** Its references go from here to the next object's (or the end of the table). */
  firstReference: count(),
} as const

/** Who refers to whom. The references of one object are adjacent; see `objects.firstReference`. */
export const HEAP_REFERENCES = {
  /** The object referred to, of the same snapshot. */
  to: ref('heapObjects'),
  /** By what: an attribute (".cache"), a key ("['a']"), a place ("[3]"), -1 unknown. */
  label: optionalRef('strings'),
} as const

/** Objects that are alive by themselves: what everything else must be reachable from. */
export const HEAP_ROOTS = {
  object: ref('heapObjects'),
  /** Why: "module app", "local line of read() in thread MainThread", "interpreter". */
  reason: ref('strings'),
} as const

/** Table with the columns of {@link HEAP_SNAPSHOTS}. */
export type HeapSnapshotTable = TableOf<typeof HEAP_SNAPSHOTS>
/** Table with the columns of {@link HEAP_TYPES}. */
export type HeapTypeTable = TableOf<typeof HEAP_TYPES>
/** Table with the columns of {@link HEAP_OBJECTS}. */
export type HeapObjectTable = TableOf<typeof HEAP_OBJECTS>
/** Table with the columns of {@link HEAP_REFERENCES}. */
export type HeapReferenceTable = TableOf<typeof HEAP_REFERENCES>
/** Table with the columns of {@link HEAP_ROOTS}. */
export type HeapRootTable = TableOf<typeof HEAP_ROOTS>
