import type { Layout } from './layouts/layout.ts'
import { isPointer, type ProcessMemory } from './memory.ts'

/** Names longer than this are no names; a reader that meets one has met garbage. */
const MAX_TEXT = 64 * 1024
const MAX_BYTES = 16 * 1024 * 1024
const MAX_ENTRIES = 65_536
const latin1 = new TextDecoder('latin1')
const utf8 = new TextDecoder('utf-8')
const utf16 = new TextDecoder('utf-16le')

/** A key and value of a dictionary: addresses of objects. */
export interface DictEntry {
  readonly key: number
  readonly value: number
}

/**
 * Reads Python objects out of a process. All of it is bounded, and null stands for whatever cannot be read or is not
 * what was asked for: the target runs on while it is read, so anything may be half changed.
 */
export class ObjectReader {
  readonly memory: ProcessMemory
  readonly layout: Layout

  constructor(memory: ProcessMemory, layout: Layout) {
    this.memory = memory
    this.layout = layout
  }

  /** A str (or Python 2's str and unicode), decoded. */
  text(address: number): string | null {
    return this.layout.number < 300 ? this.#oldText(address) : this.#unicode(address)
  }

  /** The contents of a bytes object (Python 2: str). */
  bytes(address: number): Uint8Array | null {
    if (!isPointer(address)) return null
    const { size, bytesData } = this.layout.object
    const length = this.memory.pointer(address + size)
    if (length < 0 || length > MAX_BYTES) return null
    return this.memory.bytes(address + bytesData, length)
  }

  /** An int below 2 ** 53; Python 2's int and long are told apart by the type's name. */
  int(address: number): number | null {
    const type = this.typeName(address)
    const { size, longDigits } = this.layout.object
    if (type === 'int' && this.layout.number < 300) return this.memory.pointer(address + size)
    if (type !== 'int' && type !== 'long') return null
    const tag = this.memory.pointer(address + size)
    const isTagged = this.layout.number >= 312
    if (tag < 0 || (isTagged && (tag & 3) === 2)) return null
    const count = isTagged ? Math.floor(tag / 8) : tag
    const bytes = count > 2 ? null : this.memory.bytes(address + longDigits, count * 4)
    if (bytes === null) return count === 3 ? this.#threeDigits(address + longDigits) : null
    const view = new DataView(bytes.buffer)
    let value = 0
    for (let i = count - 1; i >= 0; i--) value = value * 2 ** 30 + view.getUint32(4 * i, true)
    return value
  }

  /** A pthread_t or an address needs up to three 30-bit digits, of which the third holds few bits. */
  #threeDigits(address: number): number | null {
    const bytes = this.memory.bytes(address, 12)
    if (bytes === null) return null
    const view = new DataView(bytes.buffer)
    const value =
      view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 30 + view.getUint32(8, true) * 2 ** 60
    return Number.isSafeInteger(value) ? value : null
  }

  /** Name of an object's type ("dict"), as tp_name spells it. */
  typeName(address: number): string | null {
    const type = isPointer(address) ? this.memory.pointer(address + this.layout.object.type) : -1
    const name = isPointer(type) ? this.memory.pointer(type + this.layout.object.typeName) : -1
    return name <= 0 ? null : this.cString(name, 128)
  }

  /** A NUL-terminated string of at most `limit` bytes. */
  cString(address: number, limit: number): string | null {
    // A string at the end of a mapping is shorter than the limit: smaller and smaller reads find it.
    for (let length = limit; length >= 8; length = length >> 1) {
      const bytes = this.memory.bytes(address, length)
      const end = bytes?.indexOf(0) ?? -1
      if (bytes !== null && end >= 0) return latin1.decode(bytes.subarray(0, end))
    }
    return null
  }

  /** The entries of a dict in order of insertion (Python 2: in table order), at most 65,536 of them. */
  dict(address: number): DictEntry[] | null {
    if (!isPointer(address)) return null
    return this.layout.number < 300 ? this.#oldDict(address) : this.#dict(address)
  }

  /** The value under a key that is a str. */
  dictGet(address: number, name: string): number | null {
    for (const { key, value } of this.dict(address) ?? []) if (this.text(key) === name) return value
    return null
  }

  /** The names in a keys object, with their positions (for split dictionaries and inline values). */
  keyNames(keys: number): (string | null)[] | null {
    return this.#entries(keys)?.map(entry => this.text(entry.key)) ?? null
  }

  #unicode(address: number): string | null {
    if (!isPointer(address)) return null
    const { state, length, ascii, compact } = this.layout.text
    const count = this.memory.pointer(address + length)
    const flags = this.memory.u32(address + state)
    if (count < 0 || count > MAX_TEXT || flags < 0) return null
    const shift = this.layout.text.kindShift
    const kind = (flags >>> shift) & 7
    const isCompact = (flags >>> (shift + 3)) & 1
    const isAscii = (flags >>> (shift + 4)) & 1
    if (isCompact === 0 || (kind !== 1 && kind !== 2 && kind !== 4)) return null
    const bytes = this.memory.bytes(address + (isAscii === 1 ? ascii : compact), count * kind)
    if (bytes === null) return null
    if (kind === 1) return decodeLatin1(bytes)
    return kind === 2 ? utf16.decode(bytes) : decodeUtf32(bytes)
  }

  #oldText(address: number): string | null {
    const type = this.typeName(address)
    if (type === 'unicode') {
      const length = this.memory.pointer(address + 16)
      const text = this.memory.pointer(address + 24)
      if (length < 0 || length > MAX_TEXT || !(text > 0)) return null
      // sys.maxunicode decides at build time: four bytes on Linux, two elsewhere. A zero upper half tells.
      const wide = this.memory.bytes(text, length * 4)
      return wide === null ? null : decodeUtf32(wide)
    }
    if (type !== 'str') return null
    const bytes = this.bytes(address)
    return bytes === null || bytes.length > MAX_TEXT ? null : utf8.decode(bytes)
  }

  #dict(address: number): DictEntry[] | null {
    const { keys, values } = this.layout.dict
    const entries = this.#entries(this.memory.pointer(address + keys))
    if (entries === null) return null
    const split = this.memory.pointer(address + values)
    if (split <= 0) return entries.filter(entry => entry.key !== 0 && entry.value !== 0)
    // From 3.13 on the values begin with four bytes of sizes, padded to eight.
    const base = this.layout.number >= 313 ? split + 8 : split
    const bytes = this.memory.bytes(base, entries.length * 8)
    if (bytes === null) return null
    return entries
      .map((entry, i) => ({ key: entry.key, value: pointerIn(bytes, 8 * i) }))
      .filter(entry => entry.key !== 0 && entry.value !== 0)
  }

  /** Entries of a keys object; a split table's values are 0. */
  #entries(keys: number): DictEntry[] | null {
    if (!isPointer(keys)) return null
    const head = this.memory.bytes(keys, 40)
    if (head === null) return null
    const isNew = this.layout.number >= 311
    const count = pointerIn(head, isNew ? 24 : 32)
    if (!(count >= 0) || count > MAX_ENTRIES) return null
    const isShort = isNew && head[10] !== 0
    const start = isNew ? keys + 32 + 2 ** head[9]! : keys + 40 + indexBytes(pointerIn(head, 8))
    const step = isShort ? 16 : 24
    const bytes = this.memory.bytes(start, count * step)
    if (bytes === null) return null
    const skip = isShort ? 0 : 8
    return Array.from({ length: count }, (_, i) => ({
      key: pointerIn(bytes, i * step + skip),
      value: pointerIn(bytes, i * step + skip + 8),
    }))
  }

  #oldDict(address: number): DictEntry[] | null {
    const mask = this.memory.pointer(address + 32)
    const table = this.memory.pointer(address + 40)
    if (!(mask >= 0) || mask > MAX_ENTRIES) return null
    const bytes = this.memory.bytes(table, (mask + 1) * 24)
    if (bytes === null) return null
    return Array.from({ length: mask + 1 }, (_, i) => ({
      key: pointerIn(bytes, 24 * i + 8),
      value: pointerIn(bytes, 24 * i + 16),
    })).filter(entry => entry.key !== 0 && entry.value !== 0)
  }
}

/** Bytes of the index table of a dict with `size` slots (3.6 to 3.10). */
function indexBytes(size: number): number {
  return size * (size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8)
}

/** The 8-byte pointer at an offset. */
export function pointerIn(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x100000000
}

/** The platform's "latin1" decoder is windows-1252: code points 128 to 159 must be taken as they are. */
function decodeLatin1(bytes: Uint8Array): string {
  return bytes.every(byte => byte < 128) ? latin1.decode(bytes) : String.fromCharCode(...bytes)
}

function decodeUtf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let text = ''
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const point = view.getUint32(i, true)
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
  }
  return text
}
