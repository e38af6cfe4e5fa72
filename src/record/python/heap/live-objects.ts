import type { HeapTypes } from './heap-types.ts'
import type { MemoryImage } from './memory-image.ts'

/**
 * How to tell an object by its header, words[at] on: a count of references that a living object can have, and a type. The
 * function gives the index of the type, -1 for what is no object: freed memory has the next free block's address for the count,
 * or zero. `number` is the release, as 312. It may leave something else open in the image.
 */
export function headerOf(
  number: number,
): (image: MemoryImage, types: HeapTypes, words: Uint32Array, at: number) => number {
  // From 3.14 on the count has 32 bits, then 16 of overflow and 16 of flags.
  const above = number >= 314 ? 0xffff : 0xffffffff
  return (image, types, words, at) => {
    if (words[at] === 0 || (words[at + 1]! & above) !== 0) return -1
    const type = image.cellOf(words[at + 2]!, words[at + 3]!)
    return type < 0 ? -1 : types.indexOf(type)
  }
}
