import { ByteReader } from '../../base/byte-reader.ts'
import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { readPackets } from './read-packets.ts'
import { parseMethod, readSummary } from './text-section.ts'
import { addRecord, type Trace } from './trace-events.ts'

const FORMAT = 'art-trace'
const MAGIC = 0x574f4c53
/** In the version of a trace that was written as it went. */
const STREAMED = 0xf0
const HEADER = 32
/** What stands in a streamed trace where a record would have a thread. */
const Op = { method: 1, thread: 2, summary: 3 } as const

/** Reads the header at `offset` and the records behind it. @throws FormatError, UnsupportedVersionError. */
export function readRecords(bytes: Uint8Array, offset: number, trace: Trace): void {
  const reader = new ByteReader(bytes, FORMAT, offset)
  if (reader.u32('the header') !== MAGIC) throw new FormatError(FORMAT, 'expected "SLOW"', { offset })
  const given = reader.u16('the version')
  const version = given & ~STREAMED
  const isStreamed = (given & STREAMED) !== 0
  const length = reader.u16('the length of the header')
  trace.version = version
  if (version >= 4 && version <= 5) {
    trace.clock = version === 5 ? 'dual' : 'wall'
    reader.offset = offset
    reader.take(HEADER, 'the header')
    readPackets(reader, trace)
    return
  }
  if (version < 1 || version > 3) throw new UnsupportedVersionError(FORMAT, String(version), '1 to 5')
  reader.offset = offset + 16
  const size = version === 3 ? reader.u16('the size of a record') : version === 2 ? 10 : 9
  if (version === 3 && size < 14)
    throw new FormatError(FORMAT, `expected records of 14 bytes, found ${size}`, { offset })
  reader.offset = offset
  reader.take(isStreamed || length < 16 ? HEADER : length, 'the header')
  if (isStreamed) {
    trace.clock = version === 3 ? 'dual' : 'wall'
    readStream(reader, size, trace)
  } else readAll(reader, size, trace)
}

function readAll(reader: ByteReader, size: number, trace: Trace): void {
  while (reader.remaining >= size) readRecord(reader, size, trace)
  trace.isCutOff = reader.remaining > 0
}

/** Records with the methods and threads between them that come up for the first time; the summary is the end. */
function readStream(reader: ByteReader, size: number, trace: Trace): void {
  while (reader.remaining >= 3) {
    const start = reader.offset
    const tid = trace.version === 1 ? reader.u8('a thread') : reader.u16('a thread')
    if (tid !== 0) {
      reader.offset = start
      if (reader.remaining < size) break
      readRecord(reader, size, trace)
      continue
    }
    const isRead = readInterlude(reader, trace)
    if (isRead === 'end') return
    if (isRead === 'cut off') break
  }
  trace.isCutOff = true
}

function readInterlude(reader: ByteReader, trace: Trace): 'read' | 'end' | 'cut off' {
  const offset = reader.offset
  const op = reader.u8('an operation')
  if (op !== Op.method && op !== Op.thread && op !== Op.summary) {
    throw new FormatError(FORMAT, `expected an operation from 1 to 3, found ${op}`, { offset })
  }
  if (reader.remaining < 4) return 'cut off'
  const tid = op === Op.thread ? reader.u16('a thread') : 0
  const length = op === Op.summary ? reader.u32('a length') : reader.u16('a length')
  if (reader.remaining < length) return 'cut off'
  const text = new TextDecoder('utf-8').decode(reader.view(length, 'a text'))
  if (op === Op.summary) {
    readSummary(text, trace)
    return 'end'
  }
  if (op === Op.thread) trace.threads.set(tid, text)
  else {
    const tab = text.indexOf('\t')
    if (tab > 0) trace.methods.set(Number(text.slice(0, tab)), parseMethod(text.slice(tab + 1)))
  }
  return 'read'
}

/** `thread, method and action, [processor µs,] µs`: with one clock only the last, whichever clock that is. */
function readRecord(reader: ByteReader, size: number, trace: Trace): void {
  const start = reader.offset
  const tid = trace.version === 1 ? reader.u8('a thread') : reader.u16('a thread')
  const value = reader.u32('a method')
  const first = reader.u32('a time') * 1000
  const second = trace.version === 3 ? reader.u32('a time') * 1000 : first
  reader.offset = start
  reader.take(size, 'a record')
  const isCpuOnly = trace.version !== 3 && trace.clock === 'thread-cpu'
  addRecord(trace, {
    tid,
    method: value - (value & 3),
    action: value & 3,
    wall: isCpuOnly ? Number.NaN : second,
    cpu: isCpuOnly || trace.version === 3 ? first : Number.NaN,
  })
}
