import type { ProtoReader } from '../decoding/protobuf/proto-reader.ts'

/** One place of a sample's stack. */
export interface ChainEntry {
  readonly address: bigint
  readonly file: number
  /** Index of the file's symbol, -1 unknown. */
  readonly symbol: number
  /** 0 native, 1 interpreted by the JVM, 2 compiled by it at run time, 3 ART's own. */
  readonly execution: number
}

/** One sample, its stack innermost first. */
export interface RawSample {
  readonly time: bigint
  readonly thread: number
  readonly chain: readonly ChainEntry[]
  readonly count: number
  readonly event: number
}

/** A binary and its symbols. */
export interface RawFile {
  readonly id: number
  readonly path: string
  readonly symbols: readonly string[]
  readonly mangled: readonly string[]
}

/** A thread by its id. */
export interface RawThread {
  readonly tid: number
  readonly pid: number
  readonly name: string
}

/** What the recording is of. */
export interface RawMeta {
  readonly events: readonly string[]
  readonly app: string
  /** Further fields by their names. */
  readonly settings: Readonly<Record<string, string | boolean>>
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function text(reader: ProtoReader): string {
  const end = reader.message()
  const found = decoder.decode(reader.bytes.subarray(reader.offset, end))
  reader.offset = end
  return found
}

/** Reads the fields of the message that `reader` stands in. */
function fields(reader: ProtoReader, read: Readonly<Record<number, () => void>>): void {
  while (reader.next()) {
    const own = read[reader.field]
    if (own === undefined) reader.skip()
    else own()
  }
}

/** The message Sample. */
export function readSample(reader: ProtoReader): RawSample {
  const chain: ChainEntry[] = []
  const sample = { time: 0n, thread: -1, count: 0, event: 0 }
  fields(reader, {
    1: () => {
      sample.time = reader.uint64()
    },
    2: () => {
      sample.thread = reader.int64()
    },
    3: () => reader.inside(() => chain.push(readEntry(reader))),
    4: () => {
      sample.count = reader.int64()
    },
    5: () => {
      sample.event = reader.index()
    },
  })
  return { ...sample, chain }
}

function readEntry(reader: ProtoReader): ChainEntry {
  const entry = { address: 0n, file: -1, symbol: -1, execution: 0 }
  fields(reader, {
    1: () => {
      entry.address = reader.uint64()
    },
    2: () => {
      entry.file = reader.index()
    },
    3: () => {
      entry.symbol = reader.int64() | 0
    },
    4: () => {
      entry.execution = reader.index()
    },
  })
  return entry
}

/** The message File. */
export function readFile(reader: ProtoReader): RawFile {
  const file = { id: 0, path: '' }
  const symbols: string[] = []
  const mangled: string[] = []
  fields(reader, {
    1: () => {
      file.id = reader.index()
    },
    2: () => {
      file.path = text(reader)
    },
    3: () => symbols.push(text(reader)),
    4: () => mangled.push(text(reader)),
  })
  return { ...file, symbols, mangled }
}

/** The message Thread. */
export function readThread(reader: ProtoReader): RawThread {
  const thread = { tid: 0, pid: 0, name: '' }
  fields(reader, {
    1: () => {
      thread.tid = reader.index()
    },
    2: () => {
      thread.pid = reader.index()
    },
    3: () => {
      thread.name = text(reader)
    },
  })
  return thread
}

/** The message MetaInfo. */
export function readMeta(reader: ProtoReader): RawMeta {
  const events: string[] = []
  const settings: Record<string, string | boolean> = {}
  const meta = { app: '' }
  const set = (key: string) => () => {
    settings[key] = text(reader)
  }
  fields(reader, {
    1: () => events.push(text(reader)),
    2: () => {
      meta.app = text(reader)
    },
    3: set('app type'),
    4: set('android sdk version'),
    5: set('android build type'),
    6: () => {
      settings['trace off-cpu'] = reader.boolean()
    },
  })
  return { events, app: meta.app, settings }
}

/** The lost samples of the message LostSituation. */
export function readLost(reader: ProtoReader): number {
  let lost = 0
  fields(reader, {
    2: () => {
      lost = reader.int64()
    },
  })
  return lost
}
