import type { ElfSource } from './elf-source.ts'
import type { Elf, ElfSection } from './parse-elf.ts'

const BLOCK = 64 * 1024
const ENTRY = 24
/** A table larger than this is no real one: reading stops there. */
const MAX_TABLE = 1024 * 1024 * 1024
const SYMTAB = 2
const DYNSYM = 11
const STRINGS = 3
/** Indexes from here on are no sections but marks (absolute, common). */
const RESERVED = 0xff00

/** One symbol; the same object at every call. */
export interface SymbolRow {
  /** Offset of the name in the strings. */
  name: number
  /** As linked. */
  address: number
  /** Bytes, 0 unknown. */
  size: number
  /** STT_*: 0 untyped, 1 data, 2 function, 10 chosen at start. */
  type: number
  /** STB_*: 0 local, 1 global, 2 weak. */
  binding: number
  /** Index of its section. */
  section: number
}

/** A binary's symbol tables, .symtab before .dynsym, each with its strings. A stripped binary has the latter only. */
export function symbolTables({ sections }: Elf): { table: ElfSection; strings: ElfSection }[] {
  // A file has one table of each kind; were there more, the work would not be bounded by the file's size.
  return [SYMTAB, DYNSYM].flatMap(type => {
    const table = sections.find(section => section.type === type)
    const strings = table === undefined ? undefined : sections[table.link]
    return table === undefined || strings?.type !== STRINGS ? [] : [{ table, strings }]
  })
}

/** Goes through a symbol table in blocks of 64 KiB, leaving out undefined and absolute symbols. */
export function forEachSymbol(source: ElfSource, table: ElfSection, take: (symbol: SymbolRow) => void): void {
  const row: SymbolRow = { name: 0, address: 0, size: 0, type: 0, binding: 0, section: 0 }
  const step = Math.max(ENTRY, table.entrySize)
  const perBlock = Math.max(1, Math.floor(BLOCK / step))
  const end = Math.min(table.size, MAX_TABLE, Math.max(0, source.size - table.offset))
  for (let at = 0; at + step <= end; at += perBlock * step) {
    const bytes = source.read(table.offset + at, Math.min(perBlock * step, end - at))
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let i = 0; i + ENTRY <= bytes.length; i += step) {
      row.section = view.getUint16(i + 6, true)
      if (row.section === 0 || row.section >= RESERVED) continue
      row.name = view.getUint32(i, true)
      const info = view.getUint8(i + 4)
      row.type = info & 15
      row.binding = info >> 4
      row.address = Number(view.getBigUint64(i + 8, true))
      row.size = Number(view.getBigUint64(i + 16, true))
      take(row)
    }
    if (bytes.length < Math.min(perBlock * step, end - at)) return
  }
}
