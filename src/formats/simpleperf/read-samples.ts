import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import type { ProtoReader } from '../decoding/protobuf/proto-reader.ts'
import { assertDepth, assertStackCount } from '../limits.ts'
import { FORMAT, forEachRecord, RecordKind, type TraceTables } from './records.ts'

/** The samples in the order of the trace. */
export interface TraceSamples {
  readonly stack: Growable<Int32Array>
  readonly thread: Growable<Int32Array>
  /** Index of the event type. */
  readonly event: Growable<Int32Array>
  /** Events that the sample stands for. */
  readonly count: Growable<Float64Array>
  /** Nanoseconds since the first sample of the trace. */
  readonly time: Growable<Float64Array>
  /** Time of the first sample on the trace's clock, null without samples. */
  first: bigint | null
  /** Samples whose stack could not be unwound to its root. */
  unwindErrors: number
}

/** Reads all samples. */
export function readSamples(
  bytes: Uint8Array,
  { shared, tables }: { shared: SharedBuilder; tables: TraceTables },
): TraceSamples {
  const samples: TraceSamples = {
    stack: growableInt32(),
    thread: growableInt32(),
    event: growableInt32(),
    count: growableFloat64(),
    time: growableFloat64(),
    first: null,
    unwindErrors: 0,
  }
  const frames = new TraceFrames(shared, tables)
  const threads = new TraceThreads(shared, tables)
  const path: number[] = []
  forEachRecord(bytes, (kind, reader) => {
    if (kind !== RecordKind.sample) return
    let [time, tid, event, count] = [0n, 0, 0, 0]
    path.length = 0
    while (reader.next()) {
      if (reader.field === 1) time = reader.uint64()
      else if (reader.field === 2) tid = reader.int64()
      else if (reader.field === 3) reader.inside(() => path.push(frames.read(reader)))
      else if (reader.field === 4) count = reader.int64()
      else if (reader.field === 5) event = reader.index()
      else if (reader.field === 6) {
        samples.unwindErrors++
        reader.skip()
      } else reader.skip()
    }
    samples.first ??= time
    let stack = -1
    for (let i = path.length - 1; i >= 0; i--) stack = shared.stack(stack, path[i]!)
    assertDepth(FORMAT, path.length)
    assertStackCount(FORMAT, shared.stacks.length)
    samples.stack.push(stack)
    samples.thread.push(threads.row(tid))
    samples.event.push(event)
    samples.count.push(count)
    samples.time.push(Number(time - samples.first))
  })
  return samples
}

/** Kinds of code of the Java virtual machine. */
const INTERPRETED = 1
const COMPILED = 2

/** Frames by file, symbol and address. */
class TraceFrames {
  readonly #shared: SharedBuilder
  readonly #tables: TraceTables
  /** By file and symbol, and by func and address: interned on the way. */
  readonly #funcs = new PairMap()
  readonly #libs = new Map<number, number>()

  constructor(shared: SharedBuilder, tables: TraceTables) {
    this.#shared = shared
    this.#tables = tables
  }

  /** The frame of the call chain entry that the reader stands in. */
  read(reader: ProtoReader): number {
    let [address, file, symbol, kind] = [0n, -1, -1, 0]
    while (reader.next()) {
      if (reader.field === 1) address = reader.uint64()
      else if (reader.field === 2) file = reader.index()
      else if (reader.field === 3) symbol = reader.int64()
      else if (reader.field === 4) kind = reader.index()
      else reader.skip()
    }
    const lib = this.#lib(file)
    const func = this.#func({ file, symbol, kind, lib, address })
    return this.#shared.frame({ func, lib, address })
  }

  #lib(file: number): number {
    let lib = this.#libs.get(file)
    if (lib === undefined) {
      const path = this.#tables.files.get(file)?.path
      lib = path === undefined ? -1 : this.#shared.lib({ name: path.split('/').at(-1)!, path })
      this.#libs.set(file, lib)
    }
    return lib
  }

  #func(options: { file: number; symbol: number; kind: number; lib: number; address: bigint }): number {
    const { file, symbol, kind, lib, address } = options
    const { path, symbols, mangled } = this.#tables.files.get(file) ?? { path: '', symbols: [], mangled: [] }
    const name = symbols[symbol]
    if (name === undefined) {
      const place = `0x${address.toString(16)}`
      const title = lib === -1 ? place : `${path.split('/').at(-1)}+${place}`
      return this.#shared.func({ name: title, lib, kind: FuncKind.address })
    }
    let func = this.#funcs.get(file, symbol)
    if (func === -1) {
      const isKernel = path.startsWith('[kernel') || path.endsWith('.ko')
      const isJava = kind === INTERPRETED || kind === COMPILED
      const other = mangled[symbol]
      func = this.#shared.func({
        name,
        systemName: other === name ? undefined : other,
        lib,
        kind: isKernel ? FuncKind.kernel : isJava ? FuncKind.unknown : FuncKind.native,
      })
      this.#funcs.set(file, symbol, func)
    }
    return func
  }
}

/** Rows of threads and processes, made when they are first sampled. */
class TraceThreads {
  readonly #shared: SharedBuilder
  readonly #tables: TraceTables
  readonly #rows = new Map<number, number>()
  readonly #processes = new Map<number, number>()

  constructor(shared: SharedBuilder, tables: TraceTables) {
    this.#shared = shared
    this.#tables = tables
  }

  row(tid: number): number {
    let row = this.#rows.get(tid)
    if (row === undefined) {
      const { pid, name } = this.#tables.threads.get(tid) ?? { pid: -1, name: `:${tid}` }
      row = this.#shared.thread({ process: this.#process(pid), tid, name, isMain: tid === pid ? 1 : 0 })
      this.#rows.set(tid, row)
    }
    return row
  }

  #process(pid: number): number {
    let row = this.#processes.get(pid)
    if (row === undefined) {
      const name = this.#tables.threads.get(pid)?.name ?? this.#tables.packageName ?? `:${pid}`
      row = pid === -1 ? -1 : this.#shared.process({ pid, name })
      this.#processes.set(pid, row)
    }
    return row
  }
}
