import type { ElfSource } from './elf-source.ts'
import type { Elf, ElfSection } from './parse-elf.ts'

const BLOCK = 64 * 1024
const SYMBOL_SIZE = 24
/** A table larger than this is no real one: reading stops there. */
const MAX_TABLE = 1024 * 1024 * 1024

/** A symbol's place as linked (before the load bias). */
export interface ElfSymbol {
  readonly name: string
  readonly address: number
  readonly size: number
  /** STT_*: 1 data, 2 function. */
  readonly type: number
}

/**
 * Looks up symbols by exact name in .dynsym, then (for those not found) in .symtab, reading in blocks of 64 KiB and
 * keeping nothing else: a binary with a million symbols costs no memory. Undefined symbols do not count. Names that are
 * not there are not in the result.
 */
export function findSymbols(elf: Elf, names: readonly string[]): Map<string, ElfSymbol> {
  const found = new Map<string, ElfSymbol>()
  for (const type of [11, 2]) {
    const missing = names.filter(name => !found.has(name))
    // A file has one table of each kind; were there more, the work would not be bounded by the file's size.
    const table = elf.sections.find(section => section.type === type)
    const strings = table === undefined ? undefined : elf.sections[table.link]
    if (table === undefined || strings?.type !== 3 || missing.length === 0) continue
    searchTable(elf.source, { table, strings, names: missing }, found)
  }
  return found
}

interface Search {
  readonly table: ElfSection
  readonly strings: ElfSection
  readonly names: readonly string[]
}

function searchTable(source: ElfSource, search: Search, found: Map<string, ElfSymbol>): void {
  const offsets = findNameOffsets(source, search.strings, search.names)
  if (offsets.size === 0) return
  const { table } = search
  const step = table.entrySize >= SYMBOL_SIZE ? table.entrySize : SYMBOL_SIZE
  const perBlock = Math.max(1, Math.floor(BLOCK / step))
  const end = Math.min(table.size, MAX_TABLE, Math.max(0, source.size - table.offset))
  for (let at = 0; at + step <= end; at += perBlock * step) {
    const bytes = source.read(table.offset + at, Math.min(perBlock * step, end - at))
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let i = 0; i + SYMBOL_SIZE <= bytes.length; i += step) {
      const name = offsets.get(view.getUint32(i, true))
      if (name === undefined || view.getUint16(i + 6, true) === 0 || found.has(name)) continue
      found.set(name, {
        name,
        address: Number(view.getBigUint64(i + 8, true)),
        size: Number(view.getBigUint64(i + 16, true)),
        type: view.getUint8(i + 4) & 15,
      })
    }
    if (bytes.length < perBlock * step) return
  }
}

/**
 * Every offset at which a string table spells one of the names. A name may be the tail of a longer string (linkers
 * merge them), so each end of a string is compared with each name, backwards.
 */
function findNameOffsets(
  source: ElfSource,
  strings: ElfSection,
  names: readonly string[],
): Map<number, string> {
  const encoded = names.map(name => new TextEncoder().encode(name))
  const longest = Math.max(...encoded.map(bytes => bytes.length))
  const offsets = new Map<number, string>()
  const end = Math.min(strings.size, MAX_TABLE, Math.max(0, source.size - strings.offset))
  for (let at = 0; at < end; at += BLOCK) {
    const from = Math.max(0, at - longest)
    const bytes = source.read(strings.offset + from, Math.min(at + BLOCK, end) - from)
    for (let i = bytes.indexOf(0, at - from); i >= 0; i = bytes.indexOf(0, i + 1)) {
      for (let n = 0; n < encoded.length; n++) {
        const name = encoded[n]!
        if (endsWith(bytes, i, name)) offsets.set(from + i - name.length, names[n]!)
      }
    }
  }
  return offsets
}

function endsWith(bytes: Uint8Array, end: number, name: Uint8Array): boolean {
  const start = end - name.length
  if (start < 0) return false
  for (let i = name.length - 1; i >= 0; i--) if (bytes[start + i] !== name[i]) return false
  return true
}
