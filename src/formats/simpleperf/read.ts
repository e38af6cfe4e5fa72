import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ProtoReader } from '../decoding/protobuf/proto-reader.ts'
import { StackPath } from '../importing/stack-path.ts'
import { Warnings } from '../importing/warnings.ts'
import { finishRecordings } from '../perf-script/recordings.ts'
import { SampleRows } from '../perf-script/sample-rows.ts'
import {
  type RawFile,
  type RawMeta,
  type RawSample,
  type RawThread,
  readFile,
  readLost,
  readMeta,
  readSample,
  readThread,
} from './read-record.ts'
import { FrameTable } from './symbols.ts'

const FORMAT = 'simpleperf'
/** "SIMPLEPERF", and a version of two bytes. */
const MAGIC_LENGTH = 10
const VERSION = 1
const NO_META: RawMeta = { events: [], app: '', settings: {} }

/**
 * Reads simpleperf's protobuf samples: after the magic and a version, records of 32-bit lengths that end with a length of 0.
 * Times count from the first sample. O(bytes). Source: AOSP simpleperf/cmd_report_sample.proto (version 1).
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readSimpleperf(bytes: Uint8Array, name: string | null): Recording[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = MAGIC_LENGTH + 2
  if (bytes.length < first)
    throw new FormatError(FORMAT, 'expected a version, found the end', { offset: bytes.length })
  const version = view.getUint16(MAGIC_LENGTH, true)
  if (version !== VERSION) throw new UnsupportedVersionError(FORMAT, String(version), String(VERSION))
  const reader = new RecordReader(bytes)
  for (let at = first; ; ) {
    if (at + 4 > bytes.length)
      throw new FormatError(FORMAT, 'expected the length of a record', { offset: at })
    const size = view.getUint32(at, true)
    if (size === 0) break
    if (at + 4 + size > bytes.length) {
      throw new FormatError(FORMAT, `a record of ${size} bytes reaches past the end`, { offset: at })
    }
    reader.record(at + 4, at + 4 + size)
    at += 4 + size
  }
  return reader.finish(name)
}

class RecordReader {
  readonly #shared = new SharedBuilder()
  readonly #rows = new SampleRows()
  readonly #frames = new FrameTable(this.#shared)
  readonly #path = new StackPath(this.#shared, FORMAT)
  readonly #files = new Map<number, RawFile>()
  readonly #threads = new Map<number, RawThread>()
  readonly #tids: number[] = []
  readonly #indexOfTid = new Map<number, number>()
  readonly #warnings = new Warnings()
  readonly #reader: ProtoReader
  #meta = NO_META
  #lost = 0

  constructor(bytes: Uint8Array) {
    this.#reader = new ProtoReader(bytes, FORMAT)
  }

  record(start: number, end: number): void {
    const reader = this.#reader
    reader.offset = start
    reader.end = end
    while (reader.next()) {
      if (reader.field === 1) reader.inside(() => this.#sample(readSample(reader)))
      else if (reader.field === 2) {
        reader.inside(() => {
          this.#lost = Math.max(this.#lost, readLost(reader))
        })
      } else if (reader.field === 3) {
        reader.inside(() => {
          const file = readFile(reader)
          this.#files.set(file.id, file)
        })
      } else if (reader.field === 4) {
        reader.inside(() => {
          const thread = readThread(reader)
          this.#threads.set(thread.tid, thread)
        })
      } else if (reader.field === 5) {
        reader.inside(() => {
          this.#meta = readMeta(reader)
        })
      } else {
        this.#warnings.add('side-events', 'Records of context switches and of kinds not known were left out.')
        reader.skip()
      }
    }
  }

  finish(name: string | null): Recording[] {
    if (this.#rows.length === 0)
      throw new FormatError(FORMAT, 'expected samples, found none', { offset: MAGIC_LENGTH + 2 })
    const missing = this.#frames.name(this.#files)
    for (let i = 0; i < missing; i++)
      this.#warnings.add('missing-symbols', 'Frames name binaries or symbols that are not in the file.')
    const list = [...this.#warnings.list()]
    if (this.#lost > 0) {
      list.push({
        code: 'lost-samples',
        message: 'simpleperf lost samples.',
        count: this.#lost,
        firstAt: null,
      })
    }
    // Events of samples are numbers of the list, which may follow.
    this.#rows.events.length = 0
    let count = this.#meta.events.length
    for (let i = 0; i < this.#rows.length; i++)
      count = Math.max(count, Math.min(this.#rows.event.get(i) + 1, 1024))
    for (let i = 0; i < count; i++) this.#rows.events.push(this.#meta.events[i] ?? `event ${i}`)
    const { events: _, app, settings } = this.#meta
    const threads = this.#tids.map(tid => this.#thread(tid))
    // Threads that were never sampled are threads too.
    for (const tid of this.#threads.keys()) if (!this.#indexOfTid.has(tid)) this.#thread(tid)
    return finishRecordings(FORMAT, {
      name,
      rows: this.#rows,
      threads: { threads, labels: threads.map(() => -1) },
      shared: this.#shared,
      header: {
        version: null,
        host: null,
        platform: 'Android',
        command: app === '' ? [] : [app],
        askedRate: null,
        settings,
      },
      warnings: list,
      recorder: 'simpleperf',
    })
  }

  #sample({ time, thread, chain, count, event }: RawSample): void {
    const rows = this.#rows
    for (const entry of chain) this.#path.push(this.#frames.frame(entry))
    rows.stack.push(this.#path.finish())
    let header = this.#indexOfTid.get(thread)
    if (header === undefined) {
      header = this.#tids.push(thread) - 1
      this.#indexOfTid.set(thread, header)
    }
    rows.header.push(header)
    rows.event.push(Math.min(event, 1023))
    rows.time.push(rows.timeOf(Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)))
    rows.period.push(count)
  }

  #thread(tid: number): number {
    const { name = '', pid = -1 } = this.#threads.get(tid) ?? {}
    const process = pid < 0 ? -1 : this.#process(pid)
    return this.#shared.thread({
      name: name === '' ? String(tid) : name,
      tid,
      process,
      isMain: pid === tid ? 1 : 0,
    })
  }

  readonly #processes = new Map<number, number>()

  #process(pid: number): number {
    let process = this.#processes.get(pid)
    if (process === undefined) {
      const name = this.#threads.get(pid)?.name ?? ''
      process = this.#shared.process({ pid, name: name === '' ? String(pid) : name })
      this.#processes.set(pid, process)
    }
    return process
  }
}
