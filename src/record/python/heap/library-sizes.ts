import type { Layout } from '../interpreter/layouts/layout.ts'
import type { MemoryImage } from './memory-image.ts'
import { NO_SIZE } from './table-sizes.ts'

/** Where the fields of a collections.deque lie, and its blocks: {left, data[64], right}, in 2.7 {data[62], right, left}. */
export function dequeLayout({ number }: Layout) {
  return number < 300
    ? { length: 48, left: 16, leftIndex: 32, slots: 62, data: 0, next: 496 }
    : { length: 16, left: 24, leftIndex: 40, slots: 64, data: 8, next: 520 }
}

/** Of the deque that is open. @see deque_sizeof in Modules/_collectionsmodule.c */
export function dequeSize(image: MemoryImage, layout: Layout, basic: number): number {
  const { length, leftIndex, slots } = dequeLayout(layout)
  const blocks = Math.floor((image.u64(leftIndex) + image.u64(length) + slots - 1) / slots)
  return basic + blocks * (slots + 2) * 8
}

/** Of the OrderedDict that is open: its nodes, then what it has as a dict. @see odict_sizeof in Objects/odictobject.c */
export function orderedDictSize(image: MemoryImage, basic: number, dictSize: () => number): number {
  const nodes = image.u64(72) * 8 + (image.u64(48) === 0 ? 0 : image.u64(16) * 32)
  return basic + nodes + dictSize()
}

/** Of the array.array that is open. */
export function arraySize(image: MemoryImage, basic: number): number {
  const allocated = image.u64(32)
  if (allocated === 0) return basic
  return image.follow(40, 8) ? basic + allocated * image.u32(4) : NO_SIZE
}

/** Bytes of the codes of a Struct that are believed. */
const MOST_CODES = 1 << 20
/** NPY_ARRAY_OWNDATA. */
const OWNS_DATA = 4

/** Of the numpy.ndarray that is open: its data counts where it owns it. @see array_sizeof in numpy/core/src/multiarray/methods.c */
export function ndarraySize(image: MemoryImage, basic: number): number {
  const dimensions = image.u32(24)
  if (dimensions > 64) return NO_SIZE
  const own = basic + dimensions * 16
  if ((image.u32(64) & OWNS_DATA) === 0) return own
  const { words, at } = image
  if (!image.follow(56, 48)) return NO_SIZE
  // The descriptor of numpy 1 has the size and the alignment of an item as two ints where that of numpy 2 has flags of 64 bits.
  const isOld = image.u32(36) !== 0
  let bytes = isOld ? image.u32(32) : image.u64(40)
  image.words = words
  image.at = at
  if (dimensions > 0 && !image.follow(32, dimensions * 8)) return NO_SIZE
  for (let i = 0; i < dimensions; i++) bytes *= image.u64(8 * i)
  return own + bytes
}

/** Flags of a decimal whose digits are not its own. */
const NOT_OWN_DIGITS = 0x20 | 0x40 | 0x80

/** Of the decimal.Decimal that is open (the one in C). */
export function decimalSize(image: MemoryImage, basic: number): number {
  return basic + ((image.u32(24) & NOT_OWN_DIGITS) !== 0 ? 0 : image.u64(56) * 8)
}

/** Of the ElementTree element that is open (the one in C): attributes and children lie apart, up to four in one piece with them. */
export function elementSize(image: MemoryImage, basic: number): number {
  const extra = image.u64(40)
  if (extra === 0) return basic
  if (!image.follow(40, 64)) return NO_SIZE
  return basic + 64 + (image.u64(24) === extra + 32 ? 0 : image.u64(16) * 8)
}

/** Of the struct.Struct that is open: with its codes of 32 bytes (2.7: 24), the last of which has no format. */
export function structSize(image: MemoryImage, { number }: Layout, basic: number): number {
  const code = number < 300 ? 24 : 32
  let low = image.u32(32)
  let high = image.u32(36)
  let size = basic + code
  while (size < MOST_CODES && image.openAt(low, high, code) && image.u64(0) !== 0) {
    size += code
    low += code
    if (low >= 2 ** 32) {
      low -= 2 ** 32
      high++
    }
  }
  return size
}

/** Of the buffered file of `io` that is open. */
export function bufferedSize(image: MemoryImage, basic: number): number {
  return basic + (image.u64(56) === 0 ? 0 : image.u64(120))
}
