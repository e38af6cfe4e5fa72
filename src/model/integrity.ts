import type { ColumnSpec, TableSpec } from './columns.ts'
import { HEAP_OBJECTS, HEAP_REFERENCES, HEAP_ROOTS, HEAP_SNAPSHOTS, HEAP_TYPES } from './heap-tables.ts'
import type { HeapPart, Recording, Shared } from './recording.ts'
import {
  CALL_EDGES,
  CALL_ROWS,
  FRAMES,
  FUNCS,
  LABELS,
  LIBS,
  LINE_ROWS,
  MARKS,
  PROCESSES,
  SAMPLES,
  SOURCES,
  STACKS,
  THREADS,
  TIMELINE_POINTS,
} from './tables.ts'

/** The shared tables and what their columns are, by name. */
export const SHARED_SPECS = {
  sources: SOURCES,
  libs: LIBS,
  funcs: FUNCS,
  frames: FRAMES,
  stacks: STACKS,
  processes: PROCESSES,
  threads: THREADS,
  labels: LABELS,
} as const satisfies Readonly<Record<string, TableSpec>>

/** The tables of a heap and what their columns are, by name. */
export const HEAP_SPECS = {
  snapshots: HEAP_SNAPSHOTS,
  types: HEAP_TYPES,
  objects: HEAP_OBJECTS,
  references: HEAP_REFERENCES,
  roots: HEAP_ROOTS,
} as const satisfies Readonly<Record<string, TableSpec>>

const ARRAY_OF = { i32: Int32Array, u8: Uint8Array, f64: Float64Array, u64: BigUint64Array } as const

/** The number of label sets. */
export function labelSetCount(shared: Shared): number {
  const { set, length } = shared.labels
  return length === 0 ? 0 : set[length - 1]! + 1
}

/**
 * Checks that a recording is sound: every column present, of its type and of its table's length; every index in range;
 * parents before children; weights as long as their samples. Run by every builder's caller and by the codec on what it
 * reads. O(size). @throws TypeError that names the table, the column and the row.
 */
export function assertIntegrity(recording: Recording): void {
  const { shared } = recording
  const sizes: Record<string, number> = { strings: shared.strings.length, labelSets: labelSetCount(shared) }
  for (const name of Object.keys(SHARED_SPECS))
    sizes[name] = lengthOf(shared[name as keyof typeof SHARED_SPECS], name)
  if (shared.strings[0] !== '') throw new TypeError('shared.strings: entry 0 must be empty')
  for (const [name, spec] of Object.entries(SHARED_SPECS)) {
    assertTable(`shared.${name}`, shared[name as keyof typeof SHARED_SPECS], spec, sizes)
  }
  assertLabelSets(shared)
  if (recording.stacks !== null) assertStacks(recording.stacks, sizes)
  if (recording.calls !== null) assertCalls(recording.calls, sizes)
  if (recording.lines !== null) {
    assertTable('lines.rows', recording.lines.rows, LINE_ROWS, sizes)
    const { values, called, valueTypes, rows } = recording.lines
    assertWeights('lines.values', values, valueTypes, rows.length)
    if (called !== undefined) assertWeights('lines.called', called, valueTypes, rows.length)
  }
  if (recording.heap !== null) assertHeap(recording.heap, sizes)
  recording.timelines.forEach((timeline, i) => {
    assertTable(`timelines[${i}].points`, timeline.points, TIMELINE_POINTS, sizes)
    if (timeline.process < -1 || timeline.process >= sizes.processes!) {
      throw new TypeError(`timelines[${i}].process: ${timeline.process} is no process`)
    }
  })
  if (recording.marks !== null) assertTable('marks', recording.marks, MARKS, sizes)
}

function lengthOf(table: { readonly length: number }, name: string): number {
  if (!Number.isInteger(table.length) || table.length < 0) throw new TypeError(`shared.${name}: bad length`)
  return table.length
}

function assertTable(
  name: string,
  table: { readonly length: number },
  spec: TableSpec,
  sizes: Readonly<Record<string, number>>,
): void {
  const columns = table as unknown as Record<string, unknown>
  for (const [key, column] of Object.entries(spec)) {
    const values = columns[key]
    if (!(values instanceof ARRAY_OF[column.type]))
      throw new TypeError(`${name}.${key}: expected ${column.type}`)
    if (values.length !== table.length) {
      throw new TypeError(`${name}.${key}: ${values.length} entries in a table of ${table.length}`)
    }
    if (values instanceof Int32Array) assertIntegers(`${name}.${key}`, values, column, sizes)
  }
}

function assertIntegers(
  name: string,
  values: Int32Array,
  column: ColumnSpec,
  sizes: Readonly<Record<string, number>>,
): void {
  const low = column.nullable === true ? -1 : 0
  const size =
    column.ref === undefined ? 0x80000000 : column.ref === 'self' ? values.length : sizes[column.ref]!
  // One comparison for both ends: what is below the lowest becomes larger than all.
  const count = size - low
  for (let i = 0; i < values.length; i++) {
    if ((values[i]! - low) >>> 0 >= count) throw outOfRange(name, values, i)
  }
  if (column.parent !== true) return
  for (let i = 0; i < values.length; i++) if (values[i]! >= i) throw outOfRange(name, values, i)
}

function outOfRange(name: string, values: Int32Array, index: number): TypeError {
  return new TypeError(`${name}[${index}]: ${values[index]} is out of range`)
}

function assertWeights(
  name: string,
  weights: readonly Float64Array[],
  valueTypes: readonly unknown[],
  length: number,
): void {
  if (weights.length !== valueTypes.length) throw new TypeError(`${name}: not one column per value type`)
  for (const column of weights) {
    if (!(column instanceof Float64Array) || column.length !== length) {
      throw new TypeError(`${name}: a column is not ${length} numbers`)
    }
  }
}

function assertStacks(part: NonNullable<Recording['stacks']>, sizes: Readonly<Record<string, number>>): void {
  assertTable('stacks.samples', part.samples, SAMPLES, sizes)
  assertWeights('stacks.weights', part.weights, part.valueTypes, part.samples.length)
  const isDefaultKnown = part.defaultValueType >= 0 && part.defaultValueType < part.valueTypes.length
  if (!isDefaultKnown) throw new TypeError('stacks.defaultValueType: no such value type')
}

function assertCalls(part: NonNullable<Recording['calls']>, sizes: Readonly<Record<string, number>>): void {
  assertTable('calls.rows', part.rows, CALL_ROWS, sizes)
  assertTable('calls.edges', part.edges, CALL_EDGES, sizes)
  for (const name of ['self', 'total'] as const) {
    assertWeights(`calls.${name}`, part[name], part.valueTypes, part.rows.length)
  }
  for (const name of ['edgeSelf', 'edgeTotal'] as const) {
    assertWeights(`calls.${name}`, part[name], part.valueTypes, part.edges.length)
  }
  for (const key of ['caller', 'callee'] as const) {
    const values = part.edges[key]
    for (let i = 0; i < values.length; i++) {
      if (values[i]! >= part.rows.length)
        throw new TypeError(`calls.edges.${key}[${i}]: ${values[i]} is no row`)
    }
  }
}

function assertHeap(heap: HeapPart, sizes: Readonly<Record<string, number>>): void {
  const { snapshots, types, objects, references } = heap
  const known = { ...sizes, heapTypes: types.length, heapObjects: objects.length }
  for (const name of Object.keys(HEAP_SPECS)) {
    const key = name as keyof typeof HEAP_SPECS
    assertTable(`heap.${name}`, heap[key], HEAP_SPECS[key], known)
  }
  if (!heap.hasReferences && references.length > 0) throw new TypeError('heap.references: expected none')
  assertStarts('heap.snapshots.firstObject', snapshots.firstObject, objects.length)
  assertStarts('heap.objects.firstReference', objects.firstReference, references.length)
  for (let snapshot = 0; snapshot < snapshots.length; snapshot++) assertReferencesWithin(heap, snapshot)
}

/** Each row's part of another table: the first begins at 0, none before the one before it. */
function assertStarts(name: string, starts: Int32Array, length: number): void {
  let before = 0
  for (let i = 0; i < starts.length; i++) {
    const isBad = i === 0 ? starts[i] !== 0 : starts[i]! < before
    if (isBad || starts[i]! > length) throw new TypeError(`${name}[${i}]: ${starts[i]} is out of range`)
    before = starts[i]!
  }
  if (starts.length === 0 && length > 0)
    throw new TypeError(`${name}: empty, but there are ${length} rows to own`)
}

function assertReferencesWithin({ snapshots, objects, references }: HeapPart, snapshot: number): void {
  const { firstReference } = objects
  const first = snapshots.firstObject[snapshot]!
  const end = snapshot + 1 < snapshots.length ? snapshots.firstObject[snapshot + 1]! : objects.length
  const lastReference = end < objects.length ? firstReference[end]! : references.length
  for (let i = first < objects.length ? firstReference[first]! : references.length; i < lastReference; i++) {
    const to = references.to[i]!
    if (to < first || to >= end) throw new TypeError(`heap.references.to[${i}]: ${to} is in another snapshot`)
  }
}

function assertLabelSets(shared: Shared): void {
  const { set, length } = shared.labels
  for (let i = 0; i < length; i++) {
    const before = i === 0 ? -1 : set[i - 1]!
    if (set[i] !== before && set[i] !== before + 1)
      throw new TypeError(`shared.labels.set[${i}]: sets must be adjacent`)
  }
}
