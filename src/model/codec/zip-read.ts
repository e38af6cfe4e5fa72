import { inflateSync } from 'fflate'
import { FormatError, LimitError } from '../../base/errors.ts'
import { crc32 } from './crc32.ts'

const FORMAT = 'pyrometer'
/** Deflate cannot do better than 1032 to 1; a larger claim is a bomb. */
const MAX_RATIO = 1032

interface Entry {
  readonly method: number
  readonly crc: number
  readonly stored: number
  readonly size: number
  readonly offset: number
}

/** The files of a zip archive held in memory. */
export interface ZipFiles {
  readonly names: readonly string[]
  /** The bytes of a file: a view of the archive where it is stored, else inflated; null when there is none.
   *  @throws FormatError when the data or its checksum is broken. */
  get(name: string): Uint8Array | null
}

/** Reads the directory of a zip archive. `onProgress` is told after each file how many bytes were read, of how many that all
 *  files have. @throws FormatError, LimitError. */
export function readZip(bytes: Uint8Array, onProgress?: (done: number, of: number) => void): ZipFiles {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { start, count } = findDirectory(view)
  const entries = new Map<string, Entry>()
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) {
      throw new FormatError(FORMAT, 'expected an entry of the zip directory', { offset: at })
    }
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true)
    if (next > bytes.length) throw new FormatError(FORMAT, 'the zip directory is cut off', { offset: at })
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    entries.set(name, readEntry(view, at, nameLength, extraLength))
    at = next
  }
  let of = 0
  for (const entry of entries.values()) of += entry.size
  let done = 0
  const get = (name: string) => {
    const data = readFile(bytes, view, name, entries.get(name))
    done += data?.length ?? 0
    onProgress?.(done, of)
    return data
  }
  return { names: [...entries.keys()], get }
}

function findDirectory(view: DataView): { start: number; count: number } {
  const length = view.byteLength
  for (let at = length - 22; at >= Math.max(0, length - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue
    const start = view.getUint32(at + 16, true)
    const count = view.getUint16(at + 10, true)
    if (start !== 0xffffffff && count !== 0xffff) return { start, count }
    return findZip64Directory(view, at)
  }
  throw new FormatError(FORMAT, 'the zip directory is missing; the file is cut off or no recording', {
    offset: length,
  })
}

function findZip64Directory(view: DataView, end: number): { start: number; count: number } {
  const locator = end - 20
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) {
    throw new FormatError(FORMAT, 'expected a zip64 locator', { offset: Math.max(0, locator) })
  }
  const at = Number(view.getBigUint64(locator + 8, true))
  if (!(at + 56 <= view.byteLength) || view.getUint32(at, true) !== 0x06064b50) {
    throw new FormatError(FORMAT, 'expected a zip64 directory end', { offset: locator })
  }
  return { start: Number(view.getBigUint64(at + 48, true)), count: Number(view.getBigUint64(at + 32, true)) }
}

function readEntry(view: DataView, at: number, nameLength: number, extraLength: number): Entry {
  let stored = view.getUint32(at + 20, true)
  let size = view.getUint32(at + 24, true)
  let offset = view.getUint32(at + 42, true)
  const extraEnd = at + 46 + nameLength + extraLength
  for (let extra = at + 46 + nameLength; extra + 4 <= extraEnd; ) {
    const id = view.getUint16(extra, true)
    const fieldEnd = extra + 4 + view.getUint16(extra + 2, true)
    let field = extra + 4
    const large = () => {
      if (field + 8 > fieldEnd || fieldEnd > extraEnd) {
        throw new FormatError(FORMAT, 'expected a 64-bit size', { offset: field })
      }
      field += 8
      return Number(view.getBigUint64(field - 8, true))
    }
    if (id === 1) {
      if (size === 0xffffffff) size = large()
      if (stored === 0xffffffff) stored = large()
      if (offset === 0xffffffff) offset = large()
    }
    extra = fieldEnd
  }
  return { method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), stored, size, offset }
}

function readFile(
  bytes: Uint8Array,
  view: DataView,
  name: string,
  entry: Entry | undefined,
): Uint8Array | null {
  if (entry === undefined) return null
  const { offset, stored, size } = entry
  if (!(offset + 30 <= bytes.length) || view.getUint32(offset, true) !== 0x04034b50) {
    throw new FormatError(FORMAT, `expected the header of ${name}`, { offset })
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (!(start + stored <= bytes.length))
    throw new FormatError(FORMAT, `${name} is cut off`, { offset: start })
  const raw = bytes.subarray(start, start + stored)
  const data = entry.method === 0 ? raw : inflate(raw, size, name, entry.method, start)
  if (data.length !== size)
    throw new FormatError(FORMAT, `${name} is not ${size} bytes long`, { offset: start })
  if (crc32(data) !== entry.crc)
    throw new FormatError(FORMAT, `${name} does not match its checksum`, { offset: start })
  return data
}

function inflate(raw: Uint8Array, size: number, name: string, method: number, offset: number): Uint8Array {
  if (method !== 8) throw new FormatError(FORMAT, `${name}: unknown compression method ${method}`, { offset })
  if (size > raw.length * MAX_RATIO + 1024) {
    throw new LimitError(FORMAT, `${name} claims ${size} bytes from ${raw.length}`, { offset })
  }
  try {
    return inflateSync(raw, { out: new Uint8Array(size) })
  } catch (cause) {
    throw new FormatError(FORMAT, `${name} cannot be inflated`, { offset }, cause)
  }
}
