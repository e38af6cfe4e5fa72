import type { Elf } from './parse-elf.ts'

const X86_64 = 62
const AARCH64 = 183

/** The address as linked of a place in the file, null where no loaded segment has it. */
export function addressOfOffset({ segments }: Elf, offset: number): number | null {
  const segment = segments.find(
    ({ type, offset: start, fileSize }) => type === 1 && start <= offset && offset < start + fileSize,
  )
  return segment === undefined ? null : segment.address + (offset - segment.offset)
}

/**
 * Whether the instruction that ends right before a place in the file is a call: whether calls can return there. Null on
 * machines whose instructions are not known here.
 * Source: Intel's manual, CALL (E8 with 4 bytes; FF /2 with 1 to 6 bytes after it); Arm's, BL and BLR.
 */
export function hasCallBefore({ source, machine }: Elf, offset: number): boolean | null {
  if (machine !== X86_64 && machine !== AARCH64) return null
  const length = Math.min(7, offset)
  const bytes = source.read(offset - length, length)
  const at = (back: number) => bytes[bytes.length - back] ?? -1
  if (machine === AARCH64) {
    if (bytes.length < 4) return false
    const word = (at(1) << 24) | (at(2) << 16) | (at(3) << 8) | at(4)
    return word >>> 26 === 0x25 || (word & 0xfffffc1f) >>> 0 === 0xd63f0000
  }
  if (at(5) === 0xe8) return true
  return [2, 3, 4, 6, 7].some(back => at(back) === 0xff && isCallTo(at(back - 1), back))
}

/** Whether a byte after FF says "call" (/2) with operands so long that the instruction has `length` bytes. */
function isCallTo(modes: number, length: number): boolean {
  if (((modes >> 3) & 7) !== 2) return false
  const mode = modes >> 6
  const hasScale = mode !== 3 && (modes & 7) === 4
  const isFromHere = mode === 0 && (modes & 7) === 5
  const displacement = mode === 1 ? 1 : mode === 2 || isFromHere ? 4 : 0
  const own = 2 + (hasScale ? 1 : 0) + displacement
  // With no base the scale is followed by 4 bytes, too.
  return own === length || (hasScale && mode === 0 && own + 4 === length)
}
