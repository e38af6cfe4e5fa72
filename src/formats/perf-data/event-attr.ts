import { FormatError } from '../../base/errors.ts'
import { type Block, bigint64, FORMAT, low32, number64 } from './perf-bytes.ts'

/** Bits of `sample_type`: what a sample carries. */
export const SampleBit = {
  ip: 1 << 0,
  tid: 1 << 1,
  time: 1 << 2,
  address: 1 << 3,
  read: 1 << 4,
  callchain: 1 << 5,
  id: 1 << 6,
  cpu: 1 << 7,
  period: 1 << 8,
  streamId: 1 << 9,
  raw: 1 << 10,
  branchStack: 1 << 11,
  userRegisters: 1 << 12,
  userStack: 1 << 13,
  weight: 1 << 14,
  dataSource: 1 << 15,
  identifier: 1 << 16,
  transaction: 1 << 17,
  interruptRegisters: 1 << 18,
  physicalAddress: 1 << 19,
  aux: 1 << 20,
  cgroup: 1 << 21,
  dataPageSize: 1 << 22,
  codePageSize: 1 << 23,
  weightStruct: 1 << 24,
} as const

/** Bits of `read_format`: what the counter values in a sample carry. */
export const ReadBit = { enabled: 1, running: 2, id: 4, group: 8, lost: 16 } as const

/** Kinds of events: `perf_event_attr.type`. */
export const EventType = { hardware: 0, software: 1, tracepoint: 2, cache: 3, raw: 4, breakpoint: 5 } as const

/** What was asked of the kernel for one event. */
export interface EventAttr {
  readonly type: number
  readonly config: bigint
  /** Events between two samples, or samples a second where `isFrequency`. */
  readonly samplePeriod: number
  readonly isFrequency: boolean
  /** Bits of {@link SampleBit}. */
  readonly sampleType: number
  /** Bits of {@link ReadBit}. */
  readonly readFormat: number
  readonly isInherited: boolean
  /** Whether records other than samples end with the fields that identify them. */
  readonly hasSampleIds: boolean
  /** What is left out: user code, the kernel, the hypervisor, the host, guests. */
  readonly excludes: { readonly [K in 'user' | 'kernel' | 'hypervisor' | 'host' | 'guest']: boolean }
  /** How precise the address of a sample must be: 0 to 3. */
  readonly precision: number
  /** Bits of `branch_sample_type`. */
  readonly branchType: number
  /** Which registers are saved, one bit each. */
  readonly userRegisters: bigint
  readonly interruptRegisters: bigint
  /** The clock of the times, null for perf's own. */
  readonly clockId: number | null
}

/** One event of a recording: its attributes, its name where the file says it, the ids of its counters. */
export interface PerfEvent {
  readonly attr: EventAttr
  name: string | null
  readonly ids: bigint[]
}

/** Bytes of the attributes' first version. */
export const FIRST_SIZE = 64

const FLAG = {
  inherit: 1,
  excludeUser: 4,
  excludeKernel: 5,
  excludeHypervisor: 6,
  frequency: 10,
  precise: 15,
  sampleIdAll: 18,
  excludeHost: 19,
  excludeGuest: 20,
  useClockId: 25,
} as const

/** Reads a perf_event_attr of `size` bytes. Fields that an older version lacks are 0.
 *  Source: include/uapi/linux/perf_event.h of Linux 6.17. @throws FormatError */
export function parseEventAttr(block: Block, at: number, size: number): EventAttr {
  if (size < FIRST_SIZE || at + size > block.bytes.length) {
    throw new FormatError(FORMAT, `expected the attributes of an event (64 bytes or more, found ${size})`, {
      offset: at,
    })
  }
  const { bytes, view, isLittle } = block
  // A bit field: bit 0 is the lowest bit of the first byte, or the highest where the highest byte comes first.
  const flag = (bit: number) =>
    ((bytes[at + 40 + (bit >> 3)]! >> (isLittle ? bit & 7 : 7 - (bit & 7))) & 1) === 1
  const has = (end: number) => size >= end
  return {
    type: view.getUint32(at, isLittle),
    config: bigint64(block, at + 8),
    samplePeriod: number64(block, at + 16),
    isFrequency: flag(FLAG.frequency),
    sampleType: low32(block, at + 24),
    readFormat: low32(block, at + 32),
    isInherited: flag(FLAG.inherit),
    hasSampleIds: flag(FLAG.sampleIdAll),
    excludes: {
      user: flag(FLAG.excludeUser),
      kernel: flag(FLAG.excludeKernel),
      hypervisor: flag(FLAG.excludeHypervisor),
      host: flag(FLAG.excludeHost),
      guest: flag(FLAG.excludeGuest),
    },
    precision: (flag(FLAG.precise) ? 1 : 0) + (flag(FLAG.precise + 1) ? 2 : 0),
    branchType: has(80) ? low32(block, at + 72) : 0,
    userRegisters: has(88) ? bigint64(block, at + 80) : 0n,
    interruptRegisters: has(104) ? bigint64(block, at + 96) : 0n,
    clockId: has(96) && flag(FLAG.useClockId) ? view.getInt32(at + 92, isLittle) : null,
  }
}

/** The size an attribute says it has: 0 stands for the first version. */
export function attrSizeAt({ view, isLittle }: Block, at: number): number {
  const size = view.getUint32(at + 4, isLittle)
  return size === 0 ? FIRST_SIZE : size
}
