import type { ColumnArray } from '../../base/growable.ts'
import type { Recording } from '../recording.ts'
import {
  CALL_EDGES_TABLE,
  CALL_ROWS_TABLE,
  columnPath,
  FILE_VERSION,
  HEAP_TABLES,
  LINE_ROWS_TABLE,
  MARKS_TABLE,
  SAMPLES_TABLE,
  SHARED_TABLES,
  type TableFile,
  timelineTable,
  weightColumns,
} from './layout.ts'
import { writeZip, type ZipInput } from './zip-write.ts'

/** A column that lies outside memory (a recorder's spill file): little-endian bytes, the same at every call. */
export interface SpilledColumn {
  /** Entries, not bytes. */
  readonly length: number
  chunks(): Iterable<Uint8Array>
}

/** How to write a recording file. */
export interface WriteOptions {
  /** Deflate the columns: smaller, but opening costs inflating. */
  readonly compact?: boolean
  /** Columns that stand in for the recording's own, by path in the file ('stacks/samples/stack.i32'). A table whose
   *  columns are all spilled has the spilled length. */
  readonly spilled?: ReadonlyMap<string, SpilledColumn>
}

const BYTES_PER = { i32: 4, u8: 1, f64: 8, u64: 8 } as const

/**
 * The bytes of a `.pyrometer` file, piece by piece: a zip whose `recording.json` describes the parts and whose other
 * files are the columns, little-endian, 8-byte aligned. The same recording gives the same bytes. See
 * docs/file-format.md.
 */
export function writeRecording(recording: Recording, options: WriteOptions = {}): Generator<Uint8Array> {
  return writeZip(zipInputs(recording, options.spilled ?? new Map()), { compact: options.compact === true })
}

/** The bytes of a `.pyrometer` file as one array. */
export function encodeRecording(recording: Recording, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const pieces = [...writeRecording(recording, options)]
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function* zipInputs(recording: Recording, spilled: ReadonlyMap<string, SpilledColumn>): Generator<ZipInput> {
  yield bytesInput(
    'recording.json',
    new TextEncoder().encode(JSON.stringify(describeParts(recording, spilled))),
  )
  yield* stringInputs(recording.shared.strings)
  for (const { file, table } of tables(recording)) {
    for (const [name, column] of Object.entries(file.spec)) {
      const path = columnPath(file.path, name, column.type)
      yield columnInput(path, (table as unknown as Record<string, ColumnArray>)[name]!, column.type, spilled)
    }
  }
  for (const { path, columns } of weightColumns(recording)) {
    for (const [k, column] of columns.entries()) {
      yield columnInput(columnPath(path, String(k), 'f64'), column, 'f64', spilled)
    }
  }
}

function* tables(recording: Recording): Generator<{ file: TableFile; table: { readonly length: number } }> {
  const shared = recording.shared as unknown as Record<string, { readonly length: number }>
  for (const file of SHARED_TABLES) yield { file, table: shared[file.path.slice('shared/'.length)]! }
  if (recording.stacks !== null) yield { file: SAMPLES_TABLE, table: recording.stacks.samples }
  if (recording.calls !== null) {
    yield { file: CALL_ROWS_TABLE, table: recording.calls.rows }
    yield { file: CALL_EDGES_TABLE, table: recording.calls.edges }
  }
  if (recording.lines !== null) yield { file: LINE_ROWS_TABLE, table: recording.lines.rows }
  if (recording.heap !== null) {
    const heap = recording.heap as unknown as Record<string, { readonly length: number }>
    for (const file of HEAP_TABLES) yield { file, table: heap[file.path.slice('heap/'.length)]! }
  }
  for (const [i, timeline] of recording.timelines.entries())
    yield { file: timelineTable(i), table: timeline.points }
  if (recording.marks !== null) yield { file: MARKS_TABLE, table: recording.marks }
}

/** Everything but the columns, as recording.json holds it. */
function describeParts(recording: Recording, spilled: ReadonlyMap<string, SpilledColumn>): unknown {
  const { meta, shared, stacks, calls, lines, heap, timelines, marks, counters } = recording
  const lengths: Record<string, number> = {}
  for (const { file, table } of tables(recording))
    lengths[file.path] = spilledLength(file, spilled) ?? table.length
  return {
    format: 'pyrometer',
    version: FILE_VERSION,
    meta,
    strings: shared.strings.length,
    lengths,
    stacks: stacks && {
      valueTypes: stacks.valueTypes,
      defaultValueType: stacks.defaultValueType,
      isTimed: stacks.isTimed,
    },
    calls: calls && { valueTypes: calls.valueTypes },
    lines: lines && {
      valueTypes: lines.valueTypes,
      ...(lines.called === undefined ? {} : { hasCalled: true }),
    },
    heap: heap && { hasReferences: heap.hasReferences },
    timelines: timelines.map(({ name, unit, kind, process }) => ({ name, unit, kind, process })),
    marks: marks !== null,
    counters: counters.map(({ name, unit, value }) => ({ name, unit, value })),
  }
}

function spilledLength(file: TableFile, spilled: ReadonlyMap<string, SpilledColumn>): number | null {
  for (const [name, column] of Object.entries(file.spec)) {
    const found = spilled.get(columnPath(file.path, name, column.type))
    if (found !== undefined) return found.length
  }
  return null
}

function* stringInputs(strings: readonly string[]): Generator<ZipInput> {
  const encoder = new TextEncoder()
  const ends = new Int32Array(strings.length)
  const pieces: Uint8Array[] = []
  let end = 0
  for (const [i, text] of strings.entries()) {
    const bytes = encoder.encode(text)
    pieces.push(bytes)
    end += bytes.length
    if (end > 0x7fffffff) throw new RangeError('A recording cannot hold more than 2 GiB of text')
    ends[i] = end
  }
  yield { name: 'shared/strings.utf8', size: end, chunks: () => pieces }
  yield bytesInput('shared/strings.i32', bytesOf(ends))
}

function columnInput(
  name: string,
  column: ColumnArray,
  type: keyof typeof BYTES_PER,
  spilled: ReadonlyMap<string, SpilledColumn>,
): ZipInput {
  const outside = spilled.get(name)
  if (outside === undefined) return bytesInput(name, bytesOf(column))
  return { name, size: outside.length * BYTES_PER[type], chunks: () => outside.chunks() }
}

function bytesInput(name: string, bytes: Uint8Array): ZipInput {
  return { name, size: bytes.length, chunks: () => [bytes] }
}

function bytesOf(column: ColumnArray): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}
