import { type EventAttr, ReadBit, SampleBit } from './event-attr.ts'
import { type Block, high32, low32, number64 } from './perf-bytes.ts'
import { HEADER } from './record-splitter.ts'

/** Bits of `branch_sample_type` that change the layout or the meaning of the branches. */
const BRANCH_CALL_STACK = 1 << 11
const BRANCH_HARDWARE_INDEX = 1 << 17
const BRANCH_COUNTERS = 1 << 19
/** Bytes of one branch: from, to, flags. */
export const BRANCH_SIZE = 24

/** Saved registers: which ABI (0 none, 1 of 32 bits, 2 of 64 bits) and where the values are, 8 bytes each. */
export interface SavedRegisters {
  abi: number
  at: number
}

/**
 * The fields of the sample that was read last, in the order of the kernel's struct; places are offsets into the block.
 * One object is used for all samples, so that reading one allocates nothing.
 */
export class SampleReader {
  block: Block | null = null
  /** Bits of the sample's kind: whose code was running. */
  misc = 0
  ipHigh = 0
  ipLow = 0
  pid = -1
  tid = -1
  cpu = -1
  /** Events the sample stands for, NaN where it does not say. */
  period = Number.NaN
  /** Value and id of each counter that was read along, the leader's first: values are doubles. */
  readonly readValues: number[] = []
  readonly readIds: number[] = []
  chainAt = 0
  chainLength = 0
  rawAt = 0
  rawLength = 0
  branchAt = 0
  branchCount = 0
  isBranchCallStack = false
  readonly userRegisters: SavedRegisters = { abi: 0, at: 0 }
  stackAt = 0
  stackLength = 0
  weight = Number.NaN
  /** Memory operation as the kernel encodes it, and the transaction's bits; null where not there. */
  dataSource: bigint | null = null
  transaction: number | null = null
  cgroup: number | null = null
  #at = 0
  #end = 0

  /** Reads the sample `[start, end)`, header included. Returns false when its fields do not fit into it. */
  read(block: Block, { start, end, attr }: { start: number; end: number; attr: EventAttr }): boolean {
    this.block = block
    this.misc = block.view.getUint16(start + 4, block.isLittle)
    this.#at = start + HEADER
    this.#end = end
    this.#clear()
    return this.#readPlace(attr.sampleType) && this.#readCounters(attr) && this.#readRest(attr)
  }

  #clear(): void {
    this.ipHigh = 0
    this.ipLow = 0
    this.pid = -1
    this.tid = -1
    this.cpu = -1
    this.period = Number.NaN
    this.readValues.length = 0
    this.readIds.length = 0
    this.chainLength = 0
    this.rawLength = 0
    this.branchCount = 0
    this.isBranchCallStack = false
    this.userRegisters.abi = 0
    this.stackLength = 0
    this.weight = Number.NaN
    this.dataSource = null
    this.transaction = null
    this.cgroup = null
  }

  /** Moves over `length` bytes; -1 when they are not there. */
  #take(length: number): number {
    const at = this.#at
    if (!(length <= this.#end - at)) return -1
    this.#at = at + length
    return at
  }

  #readPlace(type: number): boolean {
    const block = this.block!
    const { view, isLittle } = block
    if (type & SampleBit.identifier && this.#take(8) < 0) return false
    if (type & SampleBit.ip) {
      const at = this.#take(8)
      if (at < 0) return false
      this.ipHigh = high32(block, at)
      this.ipLow = low32(block, at)
    }
    if (type & SampleBit.tid) {
      const at = this.#take(8)
      if (at < 0) return false
      this.pid = view.getInt32(at, isLittle)
      this.tid = view.getInt32(at + 4, isLittle)
    }
    const skipped = [SampleBit.time, SampleBit.address, SampleBit.id, SampleBit.streamId]
    for (const bit of skipped) if (type & bit && this.#take(8) < 0) return false
    if (type & SampleBit.cpu) {
      const at = this.#take(8)
      if (at < 0) return false
      this.cpu = view.getInt32(at, isLittle)
    }
    return true
  }

  #readCounters({ sampleType: type, readFormat: format }: EventAttr): boolean {
    const block = this.block!
    if (type & SampleBit.period) {
      const at = this.#take(8)
      if (at < 0) return false
      this.period = number64(block, at)
    }
    if ((type & SampleBit.read) === 0) return true
    const isGroup = (format & ReadBit.group) !== 0
    let count = 1
    if (isGroup) {
      const at = this.#take(8)
      if (at < 0) return false
      count = number64(block, at)
      if (!this.#skipTimes(format)) return false
    }
    const size = 8 + (format & ReadBit.id ? 8 : 0) + (format & ReadBit.lost ? 8 : 0)
    const times = isGroup ? 0 : 8 * ((format & ReadBit.enabled ? 1 : 0) + (format & ReadBit.running ? 1 : 0))
    if (!(count * (size + times) <= this.#end - this.#at)) return false
    for (let i = 0; i < count; i++) {
      const at = this.#take(size + times)
      this.readValues.push(number64(block, at))
      if (format & ReadBit.id) this.readIds.push(low32(block, at + 8 + times), high32(block, at + 8 + times))
    }
    return true
  }

  #skipTimes(format: number): boolean {
    if (format & ReadBit.enabled && this.#take(8) < 0) return false
    return !(format & ReadBit.running) || this.#take(8) >= 0
  }

  #readRest(attr: EventAttr): boolean {
    const type = attr.sampleType
    const block = this.block!
    if (type & SampleBit.callchain) {
      const count = this.#count()
      this.chainAt = this.#take(8 * count)
      if (this.chainAt < 0) return false
      this.chainLength = count
    }
    if (type & SampleBit.raw) {
      const at = this.#take(4)
      if (at < 0) return false
      this.rawLength = block.view.getUint32(at, block.isLittle)
      this.rawAt = this.#take(this.rawLength)
      if (this.rawAt < 0) return false
    }
    if (type & SampleBit.branchStack && !this.#readBranches(attr.branchType)) return false
    if (type & SampleBit.userRegisters && !this.#readRegisters(this.userRegisters, attr.userRegisters))
      return false
    if (type & SampleBit.userStack && !this.#readStack()) return false
    return this.#readExtras(attr)
  }

  /** A length that the file says; NaN when it is not there. */
  #count(): number {
    const at = this.#take(8)
    return at < 0 ? Number.NaN : number64(this.block!, at)
  }

  #readBranches(branchType: number): boolean {
    const count = this.#count()
    if (branchType & BRANCH_HARDWARE_INDEX && this.#take(8) < 0) return false
    this.branchAt = this.#take(BRANCH_SIZE * count)
    if (this.branchAt < 0) return false
    this.branchCount = count
    this.isBranchCallStack = (branchType & BRANCH_CALL_STACK) !== 0
    return !(branchType & BRANCH_COUNTERS) || this.#take(8 * count) >= 0
  }

  #readRegisters(registers: SavedRegisters, mask: bigint): boolean {
    const abi = this.#count()
    if (abi === 0) return true
    registers.at = this.#take(8 * bitCount(mask))
    registers.abi = abi
    return registers.at >= 0
  }

  #readStack(): boolean {
    const size = this.#count()
    if (size === 0) return true
    this.stackAt = this.#take(size)
    const used = this.#count()
    if (this.stackAt < 0 || Number.isNaN(used)) return false
    this.stackLength = Math.min(size, used)
    return true
  }

  #readExtras({ sampleType: type, interruptRegisters }: EventAttr): boolean {
    const block = this.block!
    if (type & (SampleBit.weight | SampleBit.weightStruct)) {
      const at = this.#take(8)
      if (at < 0) return false
      // The structure holds three weights, of which the first has the low half.
      this.weight = type & SampleBit.weightStruct ? low32(block, at) : number64(block, at)
    }
    if (type & SampleBit.dataSource) {
      const at = this.#take(8)
      if (at < 0) return false
      this.dataSource = block.view.getBigUint64(at, block.isLittle)
    }
    if (type & SampleBit.transaction) this.transaction = this.#count()
    if (type & SampleBit.interruptRegisters && !this.#readRegisters({ abi: 0, at: 0 }, interruptRegisters))
      return false
    if (type & SampleBit.physicalAddress && this.#take(8) < 0) return false
    if (type & SampleBit.cgroup) this.cgroup = this.#count()
    const sizes = [SampleBit.dataPageSize, SampleBit.codePageSize]
    for (const bit of sizes) if (type & bit && this.#take(8) < 0) return false
    return !(type & SampleBit.aux) || this.#take(this.#count()) >= 0
  }
}

function bitCount(mask: bigint): number {
  let count = 0
  for (let rest = mask; rest > 0n; rest >>= 1n) count += Number(rest & 1n)
  return count
}
