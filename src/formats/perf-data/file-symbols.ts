import { ProtoReader } from '../decoding/protobuf/proto-reader.ts'
import type { Mapping } from './address-map.ts'
import { type Block, FORMAT, SectionReader } from './perf-bytes.ts'
import { type CodeSymbol, SymbolTable } from './symbol-table.ts'

/** simpleperf's kinds of files. */
const FileKind = { kernel: 0, kernelModule: 1, elf: 2, dex: 3, symbolMap: 4 } as const

interface SymbolFile {
  readonly kind: number
  /** Address in the file of the first executable byte, and where that is (in the file or, for modules, in memory). */
  readonly firstAddress: bigint
  readonly firstOffset: bigint | null
  readonly symbols: SymbolTable
}

const DECODER = new TextDecoder()

/** The symbols that a file brings along: simpleperf's tables of the files it saw, and the kernel's. */
export class FileSymbols {
  readonly #files = new Map<string, SymbolFile>()
  #kernel: SymbolTable | null = null

  /** Name of what is at an address of a mapping, null when the file does not say. */
  find(mapping: Mapping, address: bigint): string | null {
    const isKernel = mapping.path.startsWith('[kernel.kallsyms]')
    const file = this.#files.get(isKernel ? '[kernel.kallsyms]' : mapping.path)
    const name = file === undefined ? null : file.symbols.find(addressIn(file, mapping, address))
    return name ?? (isKernel ? this.findKernel(address) : null)
  }

  /** Name of what is at an address of the kernel, wherever it was loaded from. */
  findKernel(address: bigint): string | null {
    return this.#kernel?.find(address) ?? null
  }

  /** Takes the text of /proc/kallsyms. */
  addKernel(symbols: readonly CodeSymbol[]): void {
    this.#kernel = new SymbolTable(symbols)
  }

  /** Reads simpleperf's feature 128: one structure a file. @throws FormatError */
  addFiles(block: Block): void {
    const reader = new SectionReader(block, { what: 'the files of simpleperf (feature 128)' })
    while (reader.remaining >= 4) {
      const size = reader.u32()
      const at = reader.take(size)
      this.#addFile(
        new SectionReader(block, { at, end: at + size, what: 'a file of simpleperf (feature 128)' }),
      )
    }
  }

  /** Reads simpleperf's feature 132: one message a file, each with its length before it. @throws FormatError */
  addFileMessages(block: Block): void {
    const reader = new SectionReader(block, { what: 'the files of simpleperf (feature 132)' })
    while (reader.remaining >= 4) {
      const size = reader.u32()
      const at = reader.take(size)
      this.#addMessage(new ProtoReader(block.bytes, FORMAT, at, at + size))
    }
  }

  #addFile(reader: SectionReader): void {
    const path = reader.cString()
    const kind = reader.u32()
    const firstAddress = reader.bigint()
    const symbols: CodeSymbol[] = []
    for (let left = reader.u32(); left > 0; left--) {
      const start = reader.bigint()
      symbols.push({ start, length: BigInt(reader.u32()), name: reader.cString() })
    }
    if (kind === FileKind.dex && reader.remaining >= 4) reader.take(8 * reader.u32())
    const firstOffset = reader.remaining >= 8 ? reader.bigint() : null
    this.#files.set(path, { kind, firstAddress, firstOffset, symbols: new SymbolTable(symbols) })
  }

  #addMessage(reader: ProtoReader): void {
    let path = ''
    let kind = 0
    let firstAddress = 0n
    let firstOffset: bigint | null = null
    const symbols: CodeSymbol[] = []
    while (reader.next()) {
      if (reader.field === 1) path = text(reader)
      else if (reader.field === 2) kind = reader.index()
      else if (reader.field === 3) firstAddress = reader.uint64()
      else if (reader.field === 4) symbols.push(readSymbol(reader))
      else if (reader.field === 6 || reader.field === 7) {
        firstOffset = 0n
        reader.inside(() => {
          while (reader.next()) {
            if (reader.field === 1) firstOffset = reader.uint64()
            else reader.skip()
          }
        })
      } else reader.skip()
    }
    this.#files.set(path, { kind, firstAddress, firstOffset, symbols: new SymbolTable(symbols) })
  }
}

/** Where an address of a mapping is in the file's own addresses. Source: simpleperf's dso.cpp, IpToVaddrInFile. */
function addressIn(file: SymbolFile, { start, offset }: Mapping, address: bigint): bigint {
  const { kind, firstAddress, firstOffset } = file
  if (kind === FileKind.kernel || kind === FileKind.symbolMap) return address
  if (kind === FileKind.kernelModule) return address - start - (firstOffset ?? 0n) + firstAddress
  if (kind !== FileKind.elf) return address - start + offset
  return firstOffset === null
    ? address - start + firstAddress
    : address - start + offset - firstOffset + firstAddress
}

function readSymbol(reader: ProtoReader): CodeSymbol {
  let start = 0n
  let length = 0n
  let name = ''
  reader.inside(() => {
    while (reader.next()) {
      if (reader.field === 1) start = reader.uint64()
      else if (reader.field === 2) length = reader.uint64()
      else if (reader.field === 3) name = text(reader)
      else reader.skip()
    }
  })
  return { start, length, name }
}

function text(reader: ProtoReader): string {
  const end = reader.message()
  const name = DECODER.decode(reader.bytes.subarray(reader.offset, end))
  reader.offset = end
  return name
}
