import { FormatError } from '../../base/errors.ts'
import type { ArrayByType, ColumnType, TableSpec } from '../columns.ts'
import { assertIntegrity } from '../integrity.ts'
import type { HeapPart, Recording, Shared, Timeline } from '../recording.ts'
import type {
  CallEdgeTable,
  CallRowTable,
  LineRowTable,
  MarkTable,
  SampleTable,
  TimelinePointTable,
} from '../tables.ts'
import { Unchecked } from './check.ts'
import {
  CALL_EDGES_TABLE,
  CALL_ROWS_TABLE,
  columnPath,
  HEAP_TABLES,
  LINE_ROWS_TABLE,
  MARKS_TABLE,
  SAMPLES_TABLE,
  SHARED_TABLES,
  type TableFile,
  timelineTable,
} from './layout.ts'
import { readMeta, readValueTypes } from './read-meta.ts'
import { upgrade, type VersionedFile } from './upgrade.ts'
import { readZip } from './zip-read.ts'

const FORMAT = 'pyrometer'
const ARRAYS = { i32: Int32Array, u8: Uint8Array, f64: Float64Array, u64: BigUint64Array } as const

/**
 * Reads a `.pyrometer` file of any version. Stored columns are views of `bytes` where their alignment allows it: the
 * caller must not change `bytes` afterwards. `onProgress` is told how many bytes of the columns are there, of how many.
 * O(size of the columns), for their check.
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function decodeRecording(
  bytes: Uint8Array,
  onProgress?: (done: number, of: number) => void,
): Recording {
  const files = readZip(bytes, onProgress)
  const described = files.get('recording.json')
  if (described === null) throw new FormatError(FORMAT, 'the archive has no recording.json')
  const file = upgrade({ json: parseJson(described), get: path => files.get(path) })
  const recording = assemble(file, new Unchecked(file.json, 'recording'))
  try {
    assertIntegrity(recording)
  } catch (cause) {
    throw new FormatError(FORMAT, cause instanceof Error ? cause.message : String(cause), {}, cause)
  }
  return recording
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new FormatError(FORMAT, 'recording.json is no JSON', {}, cause)
  }
  const root = new Unchecked(json, 'recording')
  if (root.at('format').string() !== FORMAT) root.at('format').fail('"pyrometer"')
  return root.plainObject()
}

function assemble(file: VersionedFile, json: Unchecked): Recording {
  const lengths = json.at('lengths')
  const table = <T>(tableFile: TableFile) => readTable(file, tableFile, lengths) as T
  const weights = (path: string, count: number, length: number) =>
    Array.from({ length: count }, (_, k) =>
      readColumn(file, columnPath(path, String(k), 'f64'), 'f64', length),
    )
  return {
    meta: readMeta(json.at('meta')),
    shared: readShared(file, json, table),
    stacks: json.at('stacks').orNull(part => {
      const valueTypes = readValueTypes(part.at('valueTypes'))
      const samples = table<SampleTable>(SAMPLES_TABLE)
      return {
        valueTypes,
        defaultValueType: part.at('defaultValueType').count(),
        samples,
        weights: weights('stacks/weights', valueTypes.length, samples.length),
        isTimed: part.at('isTimed').boolean(),
      }
    }),
    calls: json.at('calls').orNull(part => {
      const valueTypes = readValueTypes(part.at('valueTypes'))
      const rows = table<CallRowTable>(CALL_ROWS_TABLE)
      const edges = table<CallEdgeTable>(CALL_EDGES_TABLE)
      return {
        valueTypes,
        rows,
        self: weights('calls/self', valueTypes.length, rows.length),
        total: weights('calls/total', valueTypes.length, rows.length),
        edges,
        edgeSelf: weights('calls/edgeSelf', valueTypes.length, edges.length),
        edgeTotal: weights('calls/edgeTotal', valueTypes.length, edges.length),
      }
    }),
    lines: json.at('lines').orNull(part => {
      const valueTypes = readValueTypes(part.at('valueTypes'))
      const rows = table<LineRowTable>(LINE_ROWS_TABLE)
      const column = (path: string) => weights(path, valueTypes.length, rows.length)
      const values = column('lines/values')
      const isCalling = part.at('hasCalled').orNull(has => has.boolean()) === true
      return { valueTypes, rows, values, ...(isCalling ? { called: column('lines/called') } : {}) }
    }),
    heap: json.at('heap').orNull(part => readHeap(part, table)),
    timelines: readTimelines(json, table),
    marks: json.at('marks').boolean() ? table<MarkTable>(MARKS_TABLE) : null,
    counters: json.at('counters').list(counter => ({
      name: counter.at('name').string(),
      unit: counter.at('unit').string(),
      value: counter.at('value').number(),
    })),
  }
}

function readHeap(json: Unchecked, table: <T>(file: TableFile) => T): HeapPart {
  const tables: Record<string, unknown> = { hasReferences: json.at('hasReferences').boolean() }
  for (const file of HEAP_TABLES) tables[file.path.slice('heap/'.length)] = table(file)
  return tables as unknown as HeapPart
}

function readTimelines(json: Unchecked, table: <T>(file: TableFile) => T): Timeline[] {
  let index = 0
  return json.at('timelines').list(timeline => ({
    name: timeline.at('name').string(),
    unit: timeline.at('unit').string(),
    kind: timeline.at('kind').oneOf('gauge', 'counter'),
    process: timeline.at('process').number(),
    points: table<TimelinePointTable>(timelineTable(index++)),
  }))
}

function readShared(file: VersionedFile, json: Unchecked, table: <T>(file: TableFile) => T): Shared {
  const tables: Record<string, unknown> = { strings: readStrings(file, json.at('strings').count()) }
  for (const tableFile of SHARED_TABLES) tables[tableFile.path.slice('shared/'.length)] = table(tableFile)
  return tables as unknown as Shared
}

function readTable(
  file: VersionedFile,
  { path, spec }: { path: string; spec: TableSpec },
  lengths: Unchecked,
): unknown {
  const length = lengths.at(path).count()
  const table: Record<string, unknown> = { length }
  for (const [name, column] of Object.entries(spec)) {
    table[name] = readColumn(file, columnPath(path, name, column.type), column.type, length)
  }
  return table
}

function readColumn<T extends ColumnType>(
  file: VersionedFile,
  path: string,
  type: T,
  length: number,
): ArrayByType[T] {
  const bytes = file.get(path)
  if (bytes === null) throw new FormatError(FORMAT, `column ${path} is missing`)
  const make = ARRAYS[type]
  if (bytes.length !== length * make.BYTES_PER_ELEMENT) {
    throw new FormatError(FORMAT, `column ${path}: expected ${length} entries, found ${bytes.length} bytes`)
  }
  const isAligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0
  const buffer = isAligned ? bytes : bytes.slice()
  return new make(buffer.buffer as ArrayBuffer, buffer.byteOffset, length) as ArrayByType[T]
}

function readStrings(file: VersionedFile, count: number): string[] {
  const ends = readColumn(file, 'shared/strings.i32', 'i32', count)
  const utf8 = file.get('shared/strings.utf8')
  if (utf8 === null) throw new FormatError(FORMAT, 'shared/strings.utf8 is missing')
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const strings: string[] = new Array(count)
  let start = 0
  for (let i = 0; i < count; i++) {
    const end = ends[i]!
    if (end < start || end > utf8.length) throw new FormatError(FORMAT, `string ${i} lies outside the text`)
    strings[i] = start === end ? '' : decoder.decode(utf8.subarray(start, end))
    start = end
  }
  return strings
}
