import { PairMap } from '../../../base/pair-map.ts'
import { decodePositions } from '../../../symbols/python/decode-positions.ts'
import { findRange, type PositionTable } from '../../../symbols/python/position-table.ts'
import type { Layout } from '../interpreter/layouts/layout.ts'
import { type Block, isPointer, makeBlock, type ProcessMemory, pointerAt } from '../interpreter/memory.ts'
import type { ObjectReader } from '../interpreter/objects.ts'
import { CallSite, computeCallSites } from './call-sites.ts'
import type { CodeInfo, CodeLocation } from './code-info.ts'

/** CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR. */
const GENERATOR_FLAGS = 0x20 | 0x80 | 0x200
const NOWHERE: CodeLocation = { line: -1, endLine: -1, column: -1, endColumn: -1 }

/** What one known code object is recognised by; a new object at the same address differs in at least one. */
interface Identity {
  readonly filename: number
  readonly name: number
  readonly lineTable: number
  readonly firstLine: number
}

interface Entry {
  readonly info: CodeInfo
  readonly identity: Identity
  /** Instructions: bytes up to 3.9, code units from 3.10 on; -1 unknown. */
  readonly length: number
  /** The interpreter's own glue (a trampoline), which Python does not show. */
  readonly isHidden: boolean
  /** Whether its frames belong to generators or coroutines; false from 3.11 on, where the frames tell. */
  readonly isGenerator: boolean
  /** Bytes that a frame of it takes in the data stack (3.11+). */
  readonly frameBytes: number
  /** What its instructions can do (see call-sites), read when first asked for. */
  sites: Uint8Array | null
}

/**
 * The code objects met so far, by address. Looking one up allocates nothing; a new one costs some six reads. Code
 * objects die and their memory is used again, so `revalidate` compares an entry with the memory it came from.
 */
export class CodeTable {
  /** Counts entries that turned out to describe a code object that is gone. */
  generation = 0
  readonly #memory: ProcessMemory
  readonly #objects: ObjectReader
  readonly #layout: Layout
  readonly #codeType: number
  readonly #index = new PairMap()
  readonly #entries: (Entry | null)[] = []
  readonly #block = makeBlock(256)

  /** `codeType` is the address of PyCode_Type, or 0 to go by the type's name. */
  constructor(objects: ObjectReader, codeType: number) {
    this.#memory = objects.memory
    this.#objects = objects
    this.#layout = objects.layout
    this.#codeType = codeType
  }

  /** Index of the code object at an address; reads it when it is new; -1 when there is none. */
  find(address: number): number {
    const low = address | 0
    const high = (address / 0x100000000) | 0
    const known = this.#index.get(low, high)
    if (known >= 0 && this.#entries[known] !== null) return known
    return this.#load(address, known)
  }

  #load(address: number, known: number): number {
    const entry = this.#read(address)
    if (entry === null) return -1
    const index = known >= 0 ? known : this.#entries.length
    this.#entries[index] = entry
    this.#index.set(address | 0, (address / 0x100000000) | 0, index)
    return index
  }

  info(index: number): CodeInfo | null {
    return this.#entries[index]?.info ?? null
  }

  isHidden(index: number): boolean {
    return this.#entries[index]!.isHidden
  }

  /** Whether the frames of the code (up to 3.10) belong to generators, coroutines or asynchronous generators. */
  isGenerator(index: number): boolean {
    return this.#entries[index]!.isGenerator
  }

  /** Bytes that a frame of the code takes in the data stack (3.11+). */
  frameBytes(index: number): number {
    return this.#entries[index]!.frameBytes
  }

  /** Number of instructions, -1 unknown. */
  length(index: number): number {
    return this.#entries[index]!.length
  }

  /** What an instruction can do: bits of CallSite; everything before the first one and outside the code may call. */
  site(index: number, instruction: number): number {
    const entry = this.#entries[index]!
    entry.sites ??= computeCallSites(this.#readBytecode(entry), this.#layout.number)
    return entry.sites[instruction] ?? CallSite.mayCall
  }

  /** Remembers that a call was seen to leave its function at the caller's stack top. */
  markVerified(index: number, instruction: number): void {
    const sites = this.#entries[index]!.sites
    if (sites !== null) sites[instruction]! |= CallSite.verified
  }

  /** Reads the object at an entry's address again; a changed one is forgotten and counted in `generation`. */
  revalidate(index: number): boolean {
    const entry = this.#entries[index]
    if (entry === undefined || entry === null) return false
    if (this.#memory.fill(this.#block, entry.info.address, this.#layout.code.size)) {
      const { code } = this.#layout
      const { identity } = entry
      const isSame =
        pointerAt(this.#block, code.filename) === identity.filename &&
        pointerAt(this.#block, code.name) === identity.name &&
        pointerAt(this.#block, code.lineTable) === identity.lineTable &&
        this.#block.ints[code.firstLine >>> 2] === identity.firstLine
      if (isSame) return true
    }
    this.#entries[index] = null
    this.generation++
    return false
  }

  #isCode(address: number): boolean {
    const type = pointerAt(this.#block, this.#layout.object.type)
    if (this.#codeType !== 0) return type === this.#codeType
    return this.#objects.typeName(address) === 'code'
  }

  #read(address: number): Entry | null {
    const { code } = this.#layout
    const objects = this.#objects
    const block = this.#block
    if (!isPointer(address) || !this.#memory.fill(block, address, code.size)) return null
    if (!this.#isCode(address)) return null
    const identity: Identity = {
      filename: pointerAt(block, code.filename),
      name: pointerAt(block, code.name),
      lineTable: pointerAt(block, code.lineTable),
      firstLine: block.ints[code.firstLine >>> 2]!,
    }
    const units = pointerAt(block, this.#layout.object.size)
    const bytecode = pointerAt(block, code.instructions)
    const qualname = code.qualname < 0 ? null : objects.text(pointerAt(block, code.qualname))
    const name = qualname ?? objects.text(identity.name)
    const file = objects.text(identity.filename)
    const table = objects.bytes(identity.lineTable)
    if (name === null || table === null) return null
    const length = this.#layout.number >= 311 ? units : this.#bytecodeLength(bytecode)
    return {
      identity,
      length,
      // The glue that calls __init__ has its own name for a file, and no line.
      isHidden: file === null || (identity.filename === identity.name && identity.firstLine === 0),
      frameBytes: this.#readFrameBytes(block),
      isGenerator: code.flags >= 0 && (block.ints[code.flags >>> 2]! & GENERATOR_FLAGS) !== 0,
      sites: null,
      info: makeInfo(this.#layout.number, { address, file: file ?? '', name, identity, table, length }),
    }
  }

  /** co_framesize counts in words (3.12+); before there was one, it was the locals, the stack and the frame's own fields. */
  #readFrameBytes(block: Block): number {
    const { frameWords, stackSize } = this.#layout.code
    if (frameWords < 0) return -1
    const words = block.ints[frameWords >>> 2]!
    return stackSize < 0 ? 8 * words : 8 * (words + block.ints[stackSize >>> 2]!) + this.#layout.frame.size
  }

  /** In the unit of instructions; -1 unknown. */
  #bytecodeLength(bytes: number): number {
    const length = this.#memory.pointer(bytes + this.#layout.object.size)
    return length < 0 || this.#layout.number < 310 ? length : length >>> 1
  }

  #readBytecode(entry: Entry): Uint8Array {
    const { address } = entry.info
    const { instructions } = this.#layout.code
    if (this.#layout.number < 311) {
      return this.#objects.bytes(this.#memory.pointer(address + instructions)) ?? new Uint8Array(0)
    }
    return this.#memory.bytes(address + instructions, Math.max(0, 2 * entry.length)) ?? new Uint8Array(0)
  }
}

interface InfoParts {
  readonly address: number
  readonly file: string
  readonly name: string
  readonly identity: Identity
  readonly table: Uint8Array
  readonly length: number
}

function makeInfo(release: number, parts: InfoParts): CodeInfo {
  const { firstLine } = parts.identity
  let positions: PositionTable | null = null
  const start: CodeLocation = { ...NOWHERE, line: firstLine, endLine: firstLine }
  return {
    address: parts.address,
    file: parts.file,
    name: parts.name,
    firstLine,
    locate: instruction => {
      if (instruction < 0) return start
      positions ??= decodePositions({
        release,
        firstLine,
        table: parts.table,
        codeLength: parts.length,
      })
      return locate(positions, instruction)
    },
  }
}

function locate(positions: PositionTable, instruction: number): CodeLocation {
  const range = findRange(positions, instruction)
  if (range < 0) return NOWHERE
  const line = positions.line[range]!
  return {
    line,
    endLine: positions.endLine?.[range] ?? line,
    column: positions.column?.[range] ?? -1,
    endColumn: positions.endColumn?.[range] ?? -1,
  }
}
