import type { Layout } from '../interpreter/layouts/layout.ts'
import type { MemoryImage } from './memory-image.ts'

/** A size that cannot be: the object was caught while it changed. */
export const NO_SIZE = Number.NEGATIVE_INFINITY

/** Of the dictionary keys that are open: their size in bytes, how many entries they have room for, and where and how those lie. */
export interface KeysExtent {
  size: number
  usable: number
  /** Offset of the first entry from the start of the keys. */
  entries: number
  entryBytes: number
  /** Entries in use, the deleted among them. */
  count: number
}

const extent: KeysExtent = { size: 0, usable: 0, entries: 0, entryBytes: 0, count: 0 }

/** Of the PyDictKeysObject that is open (40 bytes of it). The same object every time. @see Include/internal/pycore_dict.h */
export function keysExtent(image: MemoryImage, layout: Layout): Readonly<KeysExtent> {
  if (layout.number >= 311) {
    const bits = image.u32(8)
    const slots = powerOfTwo(bits & 0xff)
    extent.entryBytes = ((bits >>> 16) & 0xff) === 0 ? 24 : 16
    extent.entries = 32 + powerOfTwo((bits >>> 8) & 0xff)
    extent.size = extent.entries + Math.floor((2 * slots) / 3) * extent.entryBytes
    extent.count = image.u64(24)
    extent.usable = image.u64(16) + extent.count
    return extent
  }
  const slots = image.u64(8)
  const indexBytes = slots <= 0xff ? 1 : slots <= 0xffff ? 2 : slots <= 0xffffffff ? 4 : 8
  extent.usable = Math.floor((2 * slots) / 3)
  extent.entryBytes = 24
  extent.entries = 40 + slots * indexBytes
  extent.size = extent.entries + extent.usable * 24
  extent.count = image.u64(32)
  return extent
}

/** The operator ** takes ten times as long. */
function powerOfTwo(exponent: number): number {
  return exponent < 31 ? 1 << exponent : 2 ** exponent
}

/** Of the str (2.7: unicode) that is open, without what a subclass adds. @see unicode_sizeof in Objects/unicodeobject.c */
export function textSize(image: MemoryImage, layout: Layout): number {
  const { text, number } = layout
  if (number < 300) return 48 + 4 * (image.u64(16) + 1)
  const { ascii, compact } = text
  const length = image.u64(text.length)
  const state = image.u32(text.state) >>> text.kindShift
  const kind = state & 7
  const isCompact = (state & 8) !== 0
  if (isCompact && (state & 16) !== 0) {
    return ascii + length + 1 + (number < 312 && image.u64(ascii - 8) !== 0 ? 4 * (length + 1) : 0)
  }
  // Instances of subclasses have their characters apart.
  const data = isCompact ? -1 : image.u64(compact)
  let size = isCompact ? compact + (length + 1) * kind : compact + 8 + (data === 0 ? 0 : (length + 1) * kind)
  const utf8 = image.u64(ascii + 8)
  if (utf8 !== 0 && utf8 !== data) size += image.u64(ascii) + 1
  if (number >= 312) return size
  // The same as wchar_t, unless that is what the characters are.
  const wide = image.u64(ascii - 8)
  const isShared = isCompact ? kind === 4 : wide === data
  return wide === 0 || isShared ? size : size + 4 * (image.u64(ascii + 16) + 1)
}
