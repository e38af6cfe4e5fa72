import type { Elf } from './parse-elf.ts'

const NOTES = 4
const GNU_BUILD_ID = 3
const MAX_NOTES = 1 << 20

/**
 * The id that the linker gave a binary, in hexadecimal; null where it gave none. Two binaries with one id are the same build.
 * Source: gABI "Note Section"; the note's owner is "GNU\0", its type 3.
 */
export function readBuildId({ source, sections, segments }: Elf): string | null {
  const places = [
    ...sections
      .filter(section => section.name === '.note.gnu.build-id')
      .map(({ offset, size }) => ({ offset, size })),
    ...segments
      .filter(segment => segment.type === NOTES)
      .slice(0, 16)
      .map(({ offset, fileSize }) => ({ offset, size: fileSize })),
  ]
  for (const { offset, size } of places) {
    const id = buildIdIn(source.read(offset, Math.min(size, MAX_NOTES)))
    if (id !== null) return id
  }
  return null
}

function buildIdIn(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + 12 <= bytes.length; ) {
    const owner = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    const type = view.getUint32(at + 8, true)
    const content = at + 12 + padded(owner)
    if (content + size > bytes.length) return null
    const isGnu = owner === 4 && view.getUint32(at + 12, true) === 0x00554e47
    if (isGnu && type === GNU_BUILD_ID && size > 0) {
      return Array.from(bytes.subarray(content, content + size), byte =>
        byte.toString(16).padStart(2, '0'),
      ).join('')
    }
    at = content + padded(size)
  }
  return null
}

function padded(size: number): number {
  return 4 * Math.ceil(size / 4)
}
