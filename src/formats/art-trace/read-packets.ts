import type { ByteReader } from '../../base/byte-reader.ts'
import { FormatError } from '../../base/errors.ts'
import { parseMethod, readSummary } from './text-section.ts'
import { addRecord, type Trace } from './trace-events.ts'

const FORMAT = 'art-trace'
const Packet = { thread: 0, method: 1, entries: 2, summary: 3 } as const
/** Bytes of a packet before what varies. */
const HEADERS: readonly number[] = [7, 11, 12, 3]

/** Reads the packets of versions 4 and 5 (Android 16): entries of a thread as differences, methods by their address. */
export function readPackets(reader: ByteReader, trace: Trace): void {
  const entries: { tid: number; count: number; bytes: Uint8Array; offset: number }[] = []
  while (reader.remaining > 0) {
    const offset = reader.offset
    const type = reader.u8('a packet')
    const header = HEADERS[type]
    if (header === undefined)
      throw new FormatError(FORMAT, `expected a packet from 0 to 3, found ${type}`, { offset })
    reader.offset = offset
    if (reader.remaining < header) break
    reader.offset = offset + 1
    if (!readPacket(reader, { type, trace, entries })) break
  }
  trace.isCutOff = reader.remaining > 0
  // Which clock stands in the entries of version 4 is said by the summary at the end.
  for (const block of entries) readEntries(block, trace)
}

/** False when the bytes end before the packet. */
function readPacket(
  reader: ByteReader,
  context: {
    type: number
    trace: Trace
    entries: { tid: number; count: number; bytes: Uint8Array; offset: number }[]
  },
): boolean {
  const { type, trace, entries } = context
  const start = reader.offset - 1
  const id =
    type === Packet.method
      ? Number(reader.u64('a method'))
      : type === Packet.summary
        ? 0
        : reader.u32('a thread')
  const count = type === Packet.entries ? reader.u8('a count') + 256 * reader.u16('a count') : 0
  const length = type === Packet.entries ? reader.u32('a size') : reader.u16('a length')
  if (reader.remaining < length) {
    reader.offset = start
    return false
  }
  const offset = reader.offset
  const bytes = reader.view(length, 'a packet')
  if (type === Packet.entries) {
    entries.push({ tid: id, count, bytes, offset })
    return true
  }
  const text = new TextDecoder('utf-8').decode(bytes)
  if (type === Packet.thread) trace.threads.set(id, text)
  else if (type === Packet.method) trace.methods.set(id, parseMethod(text))
  else readSummary(text, trace)
  return true
}

/** The entries of a packet: each as much as it differs from the one before it, nanoseconds. */
function readEntries(
  { tid, count, bytes, offset }: { tid: number; count: number; bytes: Uint8Array; offset: number },
  trace: Trace,
): void {
  const differences = new Differences(bytes, offset)
  let method = 0
  let wall = 0
  let cpu = 0
  for (let i = 0; i < count; i++) {
    method += differences.signed()
    const first = differences.unsigned()
    if (trace.clock === 'thread-cpu') cpu += first
    else wall += first
    if (trace.version === 5) cpu += differences.unsigned()
    const action = ((method % 4) + 4) % 4
    addRecord(trace, {
      tid,
      method: method - action,
      action,
      wall: trace.clock === 'thread-cpu' ? Number.NaN : wall,
      cpu: trace.clock === 'wall' ? Number.NaN : cpu,
    })
  }
}

/** Numbers of seven bits a byte, the least first. They are addresses and times: doubles hold them. */
class Differences {
  readonly #bytes: Uint8Array
  readonly #offset: number
  #at = 0

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes
    this.#offset = offset
  }

  unsigned(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#next(scale)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }

  signed(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#next(scale)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - scale * 128
    }
  }

  #next(scale: number): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined || scale > 2 ** 70) {
      throw new FormatError(FORMAT, 'expected a number, found the end of its packet', {
        offset: this.#offset + this.#at,
      })
    }
    this.#at++
    return byte
  }
}
