import { deflateSync } from 'fflate'
import { crc32 } from './crc32.ts'

/** One file of an archive; `chunks` may be called twice and must give the same bytes each time. */
export interface ZipInput {
  readonly name: string
  readonly size: number
  chunks(): Iterable<Uint8Array>
}

const ALIGNMENT = 8
const UINT32_MAX = 0xffffffff
/** 1 January 1980, the earliest date a zip can hold: archives of the same recording are equal byte for byte. */
const DOS_DATE = 0x21
/** Header id of an extra field that only pads (used by Android's zipalign). */
const PADDING_ID = 0xd935

interface Entry {
  readonly name: Uint8Array
  readonly offset: number
  readonly size: number
  readonly stored: number
  readonly method: number
  readonly crc: number
}

/**
 * Writes a zip archive, piece by piece. Stored data starts at a multiple of 8 bytes, so that columns can be used in
 * place; zip64 where sizes need it. Source: APPNOTE.TXT 6.3.10.
 */
export function* writeZip(
  inputs: Iterable<ZipInput>,
  options: { compact?: boolean } = {},
): Generator<Uint8Array> {
  const entries: Entry[] = []
  let offset = 0
  for (const input of inputs) {
    const name = new TextEncoder().encode(input.name)
    let crc = 0
    for (const chunk of input.chunks()) crc = crc32(chunk, crc)
    const deflated = options.compact === true ? deflate(input) : null
    const stored = deflated?.length ?? input.size
    const entry = { name, offset, size: input.size, stored, method: deflated === null ? 0 : 8, crc }
    entries.push(entry)
    const header = localHeader(entry)
    yield header
    if (deflated === null) yield* input.chunks()
    else yield deflated
    offset += header.length + stored
  }
  yield* directory(entries, offset)
}

function deflate(input: ZipInput): Uint8Array {
  const whole = new Uint8Array(input.size)
  let at = 0
  for (const chunk of input.chunks()) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return deflateSync(whole, { level: 6 })
}

function localHeader(entry: Entry): Uint8Array {
  const isLarge = entry.size >= UINT32_MAX || entry.stored >= UINT32_MAX
  const zip64Length = isLarge ? 20 : 0
  const unpadded = 30 + entry.name.length + zip64Length + 4
  const padding = (ALIGNMENT - ((entry.offset + unpadded) % ALIGNMENT)) % ALIGNMENT
  const bytes = new Uint8Array(unpadded + padding)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x04034b50, true)
  view.setUint16(4, isLarge ? 45 : 20, true)
  view.setUint16(6, 0x0800, true)
  view.setUint16(8, entry.method, true)
  view.setUint16(12, DOS_DATE, true)
  view.setUint32(14, entry.crc, true)
  view.setUint32(18, isLarge ? UINT32_MAX : entry.stored, true)
  view.setUint32(22, isLarge ? UINT32_MAX : entry.size, true)
  view.setUint16(26, entry.name.length, true)
  view.setUint16(28, zip64Length + 4 + padding, true)
  bytes.set(entry.name, 30)
  let at = 30 + entry.name.length
  if (isLarge) {
    view.setUint16(at, 1, true)
    view.setUint16(at + 2, 16, true)
    view.setBigUint64(at + 4, BigInt(entry.size), true)
    view.setBigUint64(at + 12, BigInt(entry.stored), true)
    at += 20
  }
  view.setUint16(at, PADDING_ID, true)
  view.setUint16(at + 2, padding, true)
  return bytes
}

function* directory(entries: readonly Entry[], start: number): Generator<Uint8Array> {
  let size = 0
  for (const entry of entries) {
    const bytes = centralHeader(entry)
    size += bytes.length
    yield bytes
  }
  const isLarge = start >= UINT32_MAX || size >= UINT32_MAX || entries.length >= 0xffff
  const bytes = new Uint8Array((isLarge ? 76 : 0) + 22)
  const view = new DataView(bytes.buffer)
  const end = isLarge ? 76 : 0
  if (isLarge) writeZip64End(view, entries.length, size, start)
  view.setUint32(end, 0x06054b50, true)
  view.setUint16(end + 8, Math.min(entries.length, 0xffff), true)
  view.setUint16(end + 10, Math.min(entries.length, 0xffff), true)
  view.setUint32(end + 12, Math.min(size, UINT32_MAX), true)
  view.setUint32(end + 16, Math.min(start, UINT32_MAX), true)
  yield bytes
}

function centralHeader(entry: Entry): Uint8Array {
  const isLarge = entry.size >= UINT32_MAX || entry.stored >= UINT32_MAX || entry.offset >= UINT32_MAX
  const extra = isLarge ? 28 : 0
  const bytes = new Uint8Array(46 + entry.name.length + extra)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x02014b50, true)
  view.setUint16(4, 45, true)
  view.setUint16(6, isLarge ? 45 : 20, true)
  view.setUint16(8, 0x0800, true)
  view.setUint16(10, entry.method, true)
  view.setUint16(14, DOS_DATE, true)
  view.setUint32(16, entry.crc, true)
  view.setUint32(20, isLarge ? UINT32_MAX : entry.stored, true)
  view.setUint32(24, isLarge ? UINT32_MAX : entry.size, true)
  view.setUint16(28, entry.name.length, true)
  view.setUint16(30, extra, true)
  view.setUint32(42, isLarge ? UINT32_MAX : entry.offset, true)
  bytes.set(entry.name, 46)
  if (isLarge) {
    const at = 46 + entry.name.length
    view.setUint16(at, 1, true)
    view.setUint16(at + 2, 24, true)
    view.setBigUint64(at + 4, BigInt(entry.size), true)
    view.setBigUint64(at + 12, BigInt(entry.stored), true)
    view.setBigUint64(at + 20, BigInt(entry.offset), true)
  }
  return bytes
}

function writeZip64End(view: DataView, count: number, size: number, start: number): void {
  view.setUint32(0, 0x06064b50, true)
  view.setBigUint64(4, 44n, true)
  view.setUint16(12, 45, true)
  view.setUint16(14, 45, true)
  view.setBigUint64(24, BigInt(count), true)
  view.setBigUint64(32, BigInt(count), true)
  view.setBigUint64(40, BigInt(size), true)
  view.setBigUint64(48, BigInt(start), true)
  view.setUint32(56, 0x07064b50, true)
  view.setBigUint64(64, BigInt(start + size), true)
  view.setUint32(72, 1, true)
}
