import type { Layout } from '../interpreter/layouts/layout.ts'
import type { MemoryImage } from './memory-image.ts'
import { NO_SIZE } from './table-sizes.ts'

const MOST_WORDS = 1 << 24

/** Of the code object that is open. @see code_sizeof in Objects/codeobject.c */
export function codeSize(
  image: MemoryImage,
  layout: Layout,
  { basic, item }: { basic: number; item: number },
): number {
  // From 3.11 on the instructions are in the object.
  if (layout.number >= 311) return basic + Math.max(0, image.i64(16)) * item
  if (layout.number < 300) return basic
  const { filename, instructions } = layout.code
  let size = basic
  const cacheEntries = layout.number >= 308 && image.u64(160) !== 0 ? (image.u32(172) & 0xff) * 32 : 0
  const codeLow = image.u32(instructions)
  const codeHigh = image.u32(instructions + 4)
  const hasCellArguments = image.u64(filename - 8) !== 0
  if (hasCellArguments) {
    const { words, at } = image
    if (image.follow(filename - 16, 24)) size += image.u64(16) * (layout.number >= 307 ? 8 : 1)
    image.words = words
    image.at = at
  }
  if (cacheEntries > 0 && image.openAt(codeLow, codeHigh, 24)) size += cacheEntries + image.u64(16) / 2
  return size
}

/** Of the frame object that is open: with its locals and its stack. @see frame_sizeof in Objects/frameobject.c */
export function frameSize(image: MemoryImage, layout: Layout, basic: number): number {
  if (layout.number < 311) {
    if (!image.follow(layout.frame.code, 112)) return NO_SIZE
    const words = oldFrameWords(image, layout)
    return words < 0 ? NO_SIZE : basic + (words - 1) * 8
  }
  // f_back, then the pointer to the frame itself.
  if (!image.follow(24, layout.frame.size)) return NO_SIZE
  return basic + 8 * frameWords(image, layout, layout.frame.code)
}

/** Of the generator or coroutine that is open: with its frame. @see gen_sizeof in Objects/genobject.c */
export function generatorSize(image: MemoryImage, layout: Layout, basic: number): number {
  if (layout.number < 311) return basic
  return basic + 8 * frameWords(image, layout, codeOfGenerator(layout))
}

/** Where the pointer to a generator's code lies (3.11+). */
export function codeOfGenerator(layout: Layout): number {
  return layout.number === 311 ? 80 + layout.frame.code : layout.generatorFrame + layout.frame.code
}

/** Locals and stack of the code that the pointer at an offset of what is open points to (3.11+). */
function frameWords(image: MemoryImage, layout: Layout, offset: number): number {
  const { code } = layout
  // From 3.14 on the low bits of the pointer are a tag.
  const low = layout.number >= 314 ? (image.u32(offset) & ~3) >>> 0 : image.u32(offset)
  if (!image.openAt(low, image.u32(offset + 4), code.size)) return NO_SIZE
  const words = image.u32(code.frameWords) + (code.stackSize >= 0 ? image.u32(code.stackSize) : 0)
  if (words > MOST_WORDS) return NO_SIZE
  // co_framesize counts the frame's own fields from 3.12 on.
  return code.stackSize >= 0 ? words : words - layout.frame.size / 8
}

/** co_nlocals, co_stacksize, cell and free variables of the code object that is open (up to 3.10). */
function oldFrameWords(image: MemoryImage, layout: Layout): number {
  const { number, code } = layout
  const locals = number < 300 ? 20 : number < 308 ? 24 : 28
  const words = image.u32(locals) + image.u32(locals + 4)
  const cells = number < 300 ? code.filename - 8 : code.filename - 16
  const { words: opened, at } = image
  let variables = 0
  for (const offset of [cells - 8, cells]) {
    image.words = opened
    image.at = at
    if (!image.follow(offset, 24)) return -1
    variables += image.u64(16)
  }
  return words + variables > MOST_WORDS ? -1 : words + variables
}
