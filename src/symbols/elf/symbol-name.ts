import type { ElfSource } from './elf-source.ts'
import type { ElfSection } from './parse-elf.ts'

const BLOCK = 256
/** Names of templates can be long; one beyond this is cut. */
const LONGEST = 1 << 16

/** The name at an offset of a table of strings; '' where there is none. */
export function readSymbolName(source: ElfSource, strings: ElfSection, at: number): string {
  const bytes: number[] = []
  const end = Math.min(strings.size, at + LONGEST)
  for (let from = at; from < end; from += BLOCK) {
    const block = source.read(strings.offset + from, Math.min(BLOCK, end - from))
    const zero = block.indexOf(0)
    bytes.push(...(zero === -1 ? block : block.subarray(0, zero)))
    if (zero !== -1 || block.length === 0) break
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
