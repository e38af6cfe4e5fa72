import { FormatError, LimitError } from '../../../base/errors.ts'
import { crc32 } from '../../../model/codec/crc32.ts'
import { refuseRatio } from '../../opening/wrapper.ts'

/** A file in a zip archive. */
export interface ZipEntry {
  /** Path inside the archive as it is written there. */
  readonly name: string
  /** Bytes when unpacked, as the archive claims. */
  readonly size: number
  /** The bytes. @throws FormatError when they are broken, encrypted or packed in an unknown way; LimitError. */
  read(): Promise<Uint8Array>
}

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const PIECE = 1 << 16

/** Lists the files of a zip archive that is all there, by its directory. The last of several files of one name counts.
 *  @throws FormatError when the directory is missing or broken. */
export function readZip(bytes: Uint8Array, format: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fail = (message: string, offset: number): never => {
    throw new FormatError(format, message, { offset })
  }
  const { start, count } = findDirectory(view, fail)
  const entries = new Map<string, ZipEntry>()
  const decoder = new TextDecoder()
  let at = start
  for (let i = 0; i < count; i++) {
    if (!(at + 46 <= bytes.length) || view.getUint32(at, true) !== CENTRAL)
      fail('expected an entry of the zip directory', at)
    const nameLength = view.getUint16(at + 28, true)
    const extraEnd = at + 46 + nameLength + view.getUint16(at + 30, true)
    const next = extraEnd + view.getUint16(at + 32, true)
    if (next > bytes.length) fail('the zip directory is cut off', at)
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength))
    const sizes = sizesOf(view, at, { extra: at + 46 + nameLength, extraEnd })
    const packed: Packed = {
      name,
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      sum: view.getUint32(at + 16, true),
      ...sizes,
    }
    entries.set(name, { name, size: sizes.size, read: () => unpack(bytes, packed, format) })
    at = next
  }
  return [...entries.values()]
}

interface Packed {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly sum: number
  readonly stored: number
  readonly size: number
  readonly offset: number
}

type Fail = (message: string, offset: number) => never

function findDirectory(view: DataView, fail: Fail): { start: number; count: number } {
  const length = view.byteLength
  for (let at = length - 22; at >= Math.max(0, length - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== END) continue
    const start = view.getUint32(at + 16, true)
    const count = view.getUint16(at + 10, true)
    if (start !== 0xffffffff && count !== 0xffff) return { start, count }
    const locator = at - 20
    if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return { start, count }
    const end = Number(view.getBigUint64(locator + 8, true))
    if (!(end + 56 <= length) || view.getUint32(end, true) !== END_64)
      fail('expected the end of a zip64 directory', locator)
    return {
      start: Number(view.getBigUint64(end + 48, true)),
      count: Number(view.getBigUint64(end + 32, true)),
    }
  }
  return fail('the zip directory is missing: the file is cut off', length)
}

/** Sizes and place of an entry, those above 4 GiB from its extra fields. */
function sizesOf(
  view: DataView,
  at: number,
  fields: { extra: number; extraEnd: number },
): { stored: number; size: number; offset: number } {
  let stored = view.getUint32(at + 20, true)
  let size = view.getUint32(at + 24, true)
  let offset = view.getUint32(at + 42, true)
  for (let extra = fields.extra; extra + 4 <= fields.extraEnd; ) {
    const end = Math.min(fields.extraEnd, extra + 4 + view.getUint16(extra + 2, true))
    let field = extra + 4
    const large = (known: number) => {
      if (known !== 0xffffffff || field + 8 > end) return known
      field += 8
      return Number(view.getBigUint64(field - 8, true))
    }
    if (view.getUint16(extra, true) === 1) {
      size = large(size)
      stored = large(stored)
      offset = large(offset)
    }
    extra = end
  }
  return { stored, size, offset }
}

async function unpack(bytes: Uint8Array, entry: Packed, format: string): Promise<Uint8Array> {
  const { name, offset, stored, size, method } = entry
  const fail = (message: string): never => {
    throw new FormatError(format, `${name} ${message}`, { offset })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.isEncrypted) fail('is encrypted')
  if (!(offset + 30 <= bytes.length) || view.getUint32(offset, true) !== LOCAL) fail('has no header')
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (!(start + stored <= bytes.length)) fail('is cut off')
  const raw = bytes.subarray(start, start + stored)
  if (method !== 0 && method !== 8) fail(`is packed with method ${method}, which is not known`)
  const data = method === 0 ? raw : await inflate(raw, { name, size, format, fail })
  if (data.length !== size) fail(`is ${data.length} bytes long, not ${size}`)
  if (crc32(data) >>> 0 !== entry.sum) fail('does not match its checksum')
  return data
}

/** Inflates piece by piece: what comes out is counted, not what the archive claims. */
async function inflate(
  raw: Uint8Array,
  context: { name: string; size: number; format: string; fail: (message: string) => never },
): Promise<Uint8Array> {
  const { name, size, format, fail } = context
  const { Inflate } = await import('fflate')
  const pieces: Uint8Array[] = []
  let length = 0
  const inflater = new Inflate(piece => {
    if (piece.length > 0) pieces.push(piece)
    length += piece.length
  })
  for (let at = 0; at < raw.length; at += PIECE) {
    try {
      inflater.push(raw.subarray(at, at + PIECE), at + PIECE >= raw.length)
    } catch {
      fail('cannot be inflated')
    }
    const refusal = refuseRatio(raw.length, length)
    if (refusal !== null) throw new LimitError(format, `${name} ${refusal}`)
    if (length > size) fail(`is longer than ${size} bytes`)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
