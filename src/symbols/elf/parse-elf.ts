// ELF64, little-endian. Source: System V ABI, "gABI" chapters 4 and 5 (object files, program loading).
//   header 64 bytes: magic, class, data, type@16, machine@18, phoff@32, shoff@40, phentsize@54, phnum@56,
//   shentsize@58, shnum@60, shstrndx@62. When a count does not fit, section 0 holds it (shnum in its sh_size,
//   shstrndx in its sh_link, phnum in its sh_info).
// Only headers are read here; contents are read section by section on demand. Section headers that are missing or
// out of bounds leave `sections` empty (a stripped or truncated file still has program headers).
import { FormatError, LimitError } from '../../base/errors.ts'
import type { ElfSource } from './elf-source.ts'

const FORMAT = 'ELF'
const MAX_SECTIONS = 100_000
const MAX_SEGMENTS = 10_000
const MAX_NAMES = 4 * 1024 * 1024

/** One section header; addresses and sizes in bytes, as linked (before the load bias). */
export interface ElfSection {
  readonly name: string
  /** SHT_*: 1 contents, 2 .symtab, 3 strings, 8 no bytes in the file (.bss), 11 .dynsym. */
  readonly type: number
  readonly flags: number
  readonly address: number
  readonly offset: number
  readonly size: number
  /** Index of a related section (a symbol table's strings). */
  readonly link: number
  readonly entrySize: number
}

/** One program header. */
export interface ElfSegment {
  /** PT_*: 1 loaded, 2 dynamic, 4 note. */
  readonly type: number
  /** Bits: 1 execute, 2 write, 4 read. */
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly fileSize: number
  readonly memorySize: number
  readonly align: number
}

/** The headers of one binary. */
export interface Elf {
  readonly source: ElfSource
  /** EM_*: 62 x86-64, 183 AArch64. */
  readonly machine: number
  /** ET_*: 2 fixed addresses, 3 position-independent. */
  readonly type: number
  readonly sections: readonly ElfSection[]
  readonly segments: readonly ElfSegment[]
}

/** Whether the first bytes are those of a little-endian ELF64 file. Never throws. */
export function isElf(head: Uint8Array): boolean {
  return (
    head.length >= 64 &&
    head[0] === 0x7f &&
    head[1] === 0x45 &&
    head[2] === 0x4c &&
    head[3] === 0x46 &&
    head[4] === 2 &&
    head[5] === 1
  )
}

/**
 * Reads the headers of a binary: at most 100,000 sections and 10,000 segments, no contents.
 * @throws FormatError when it is no little-endian ELF64 file; LimitError when a table is larger than that.
 */
export function parseElf(source: ElfSource): Elf {
  const head = source.read(0, 64).slice()
  if (!isElf(head)) {
    throw new FormatError(FORMAT, 'expected a 64-bit little-endian ELF header', { offset: 0 })
  }
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const sectionOffset = toNumber(view.getBigUint64(40, true))
  const sectionEntry = view.getUint16(58, true)
  let sectionCount = view.getUint16(60, true)
  let nameIndex = view.getUint16(62, true)
  let segmentCount = view.getUint16(56, true)
  const first = readTable(source, { offset: sectionOffset, entry: sectionEntry, count: 1, minimum: 64 })
  if (first !== null) {
    if (sectionCount === 0) sectionCount = toNumber(first.getBigUint64(32, true))
    if (nameIndex === 0xffff) nameIndex = first.getUint32(40, true)
    if (segmentCount === 0xffff) segmentCount = first.getUint32(44, true)
  }
  if (sectionCount > MAX_SECTIONS)
    throw new LimitError(FORMAT, `${sectionCount} sections (at most ${MAX_SECTIONS})`)
  if (segmentCount > MAX_SEGMENTS)
    throw new LimitError(FORMAT, `${segmentCount} segments (at most ${MAX_SEGMENTS})`)
  return {
    source,
    machine: view.getUint16(18, true),
    type: view.getUint16(16, true),
    sections: readSections(source, {
      offset: sectionOffset,
      entry: sectionEntry,
      count: sectionCount,
      nameIndex,
    }),
    segments: readSegments(source, {
      offset: toNumber(view.getBigUint64(32, true)),
      entry: view.getUint16(54, true),
      count: segmentCount,
    }),
  }
}

/** The first section of a name, or null. */
export function findSection(elf: Elf, name: string): ElfSection | null {
  return elf.sections.find(section => section.name === name) ?? null
}

/**
 * What must be added to the binary's addresses in a process that maps the file's offset 0 at `mappedAt`:
 * the first loaded segment, rounded down to its alignment, lies there.
 */
export function computeLoadBias(elf: Elf, mappedAt: number): number {
  const loaded = elf.segments.find(segment => segment.type === 1)
  if (loaded === undefined) return elf.type === 2 ? 0 : mappedAt
  const align = loaded.align > 1 ? loaded.align : 4096
  const start = loaded.address - loaded.offset
  return mappedAt - (start - (start % align))
}

interface TablePlace {
  readonly offset: number
  readonly entry: number
  readonly count: number
}

function readTable(source: ElfSource, place: TablePlace & { minimum: number }): DataView | null {
  const length = place.entry * place.count
  if (place.offset === 0 || place.entry < place.minimum || place.count === 0) return null
  if (place.offset + length > source.size) return null
  const bytes = source.read(place.offset, length).slice()
  return bytes.length < length ? null : new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function readSections(source: ElfSource, place: TablePlace & { nameIndex: number }): ElfSection[] {
  const view = readTable(source, { ...place, minimum: 64 })
  if (view === null) return []
  const raw: (Omit<ElfSection, 'name'> & { nameAt: number })[] = []
  for (let i = 0; i < place.count; i++) {
    const at = i * place.entry
    raw.push({
      nameAt: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      flags: toNumber(view.getBigUint64(at + 8, true)),
      address: toNumber(view.getBigUint64(at + 16, true)),
      offset: toNumber(view.getBigUint64(at + 24, true)),
      size: toNumber(view.getBigUint64(at + 32, true)),
      link: view.getUint32(at + 40, true),
      entrySize: toNumber(view.getBigUint64(at + 56, true)),
    })
  }
  const table = raw[place.nameIndex]
  const names =
    table === undefined
      ? new Uint8Array(0)
      : source.read(table.offset, Math.min(table.size, MAX_NAMES)).slice()
  return raw.map(({ nameAt, ...section }) => ({ ...section, name: readName(names, nameAt) }))
}

function readSegments(source: ElfSource, place: TablePlace): ElfSegment[] {
  const view = readTable(source, { ...place, minimum: 56 })
  const segments: ElfSegment[] = []
  for (let i = 0; view !== null && i < place.count; i++) {
    const at = i * place.entry
    segments.push({
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 4, true),
      offset: toNumber(view.getBigUint64(at + 8, true)),
      address: toNumber(view.getBigUint64(at + 16, true)),
      fileSize: toNumber(view.getBigUint64(at + 32, true)),
      memorySize: toNumber(view.getBigUint64(at + 40, true)),
      align: toNumber(view.getBigUint64(at + 48, true)),
    })
  }
  return segments
}

function readName(names: Uint8Array, at: number): string {
  const end = names.indexOf(0, at)
  if (at >= names.length || end < 0 || end - at > 4096) return ''
  return new TextDecoder().decode(names.subarray(at, end))
}

/** A 64-bit value as a double: exact below 2 ** 53, which every address and size of a real file is. */
function toNumber(value: bigint): number {
  return Number(value)
}
