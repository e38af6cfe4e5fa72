import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { ProtoReader } from '../decoding/protobuf/proto-reader.ts'

/** The id of the format, as errors name it. */
export const FORMAT = 'simpleperf'
/** Magic number and version. */
const HEADER = 12
const VERSION = 1

/** A file that code was seen in. */
export interface TraceFile {
  readonly path: string
  readonly symbols: readonly string[]
  readonly mangled: readonly string[]
}

/** A thread that was sampled. */
export interface TraceThread {
  readonly pid: number
  readonly name: string
}

/** What a trace says besides its samples. Files and threads stand behind the samples that name them. */
export interface TraceTables {
  readonly files: ReadonlyMap<number, TraceFile>
  readonly threads: ReadonlyMap<number, TraceThread>
  readonly eventTypes: readonly string[]
  readonly packageName: string | null
  readonly settings: Readonly<Record<string, string>>
  readonly isOffCpuTraced: boolean
  readonly lost: number
  readonly contextSwitches: number
  /** Whether the trace ends without its end mark. */
  readonly isCutOff: boolean
}

/** Calls `each` for every record with the number of its kind; the reader then stands inside of it.
 *  @throws FormatError, UnsupportedVersionError. Returns whether the end mark is there. */
export function forEachRecord(bytes: Uint8Array, each: (kind: number, reader: ProtoReader) => void): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER)
    throw new FormatError(FORMAT, 'the trace ends within its header', { offset: bytes.length })
  const version = view.getUint16(10, true)
  if (version !== VERSION) throw new UnsupportedVersionError(FORMAT, String(version), String(VERSION))
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const size = view.getUint32(at, true)
    at += 4
    if (size === 0) return true
    if (size > bytes.length - at) return false
    const reader = new ProtoReader(bytes, FORMAT, at, at + size)
    while (reader.next()) {
      const kind = reader.field
      if (reader.type === 2) reader.inside(() => each(kind, reader))
      else reader.skip()
    }
    at += size
  }
  return false
}

/** Kinds of records. */
export const RecordKind = { sample: 1, lost: 2, file: 3, thread: 4, meta: 5, contextSwitch: 6 } as const

const META_TEXTS: Readonly<Record<number, string>> = { 3: 'appType', 4: 'androidSdk', 5: 'androidBuild' }

/** Reads all but the samples. */
export function readTables(bytes: Uint8Array): TraceTables {
  const files = new Map<number, TraceFile>()
  const threads = new Map<number, TraceThread>()
  const eventTypes: string[] = []
  const settings: Record<string, string> = {}
  let packageName: string | null = null
  let isOffCpuTraced = false
  let lost = 0
  let contextSwitches = 0
  const isWhole = forEachRecord(bytes, (kind, reader) => {
    if (kind === RecordKind.file) readFile(reader, files)
    else if (kind === RecordKind.thread) readThread(reader, threads)
    else if (kind === RecordKind.contextSwitch) contextSwitches++
    else if (kind === RecordKind.lost) {
      while (reader.next()) {
        if (reader.field === 2) lost = reader.int64()
        else reader.skip()
      }
    } else if (kind === RecordKind.meta) {
      while (reader.next()) {
        const key = META_TEXTS[reader.field]
        if (reader.field === 1) eventTypes.push(text(reader))
        else if (reader.field === 2) packageName = text(reader)
        else if (key !== undefined) settings[key] = text(reader)
        else if (reader.field === 6) isOffCpuTraced = reader.boolean()
        else reader.skip()
      }
    }
  })
  const isCutOff = !isWhole
  return {
    files,
    threads,
    eventTypes,
    packageName,
    settings,
    isOffCpuTraced,
    lost,
    contextSwitches,
    isCutOff,
  }
}

function readFile(reader: ProtoReader, files: Map<number, TraceFile>): void {
  let id = 0
  let path = ''
  const symbols: string[] = []
  const mangled: string[] = []
  while (reader.next()) {
    if (reader.field === 1) id = reader.index()
    else if (reader.field === 2) path = text(reader)
    else if (reader.field === 3) symbols.push(text(reader))
    else if (reader.field === 4) mangled.push(text(reader))
    else reader.skip()
  }
  files.set(id, { path, symbols, mangled })
}

function readThread(reader: ProtoReader, threads: Map<number, TraceThread>): void {
  let tid = 0
  let pid = -1
  let name = ''
  while (reader.next()) {
    if (reader.field === 1) tid = reader.index()
    else if (reader.field === 2) pid = reader.index()
    else if (reader.field === 3) name = text(reader)
    else reader.skip()
  }
  threads.set(tid, { pid, name })
}

const DECODER = new TextDecoder()

function text(reader: ProtoReader): string {
  const end = reader.message()
  const value = DECODER.decode(reader.bytes.subarray(reader.offset, end))
  reader.offset = end
  return value
}
