import { withMapping, withoutRange } from './address-map.ts'
import { type Block, bigint64, hexAt, number64, textAt } from './perf-bytes.ts'
import type { AddressSpace, Processes } from './processes.ts'
import { HEADER } from './record-splitter.ts'
import { RecordType } from './record-types.ts'

/** Bits of `misc`. */
const CPU_MODE = 7
const MODE_KERNEL = 1
const MODE_GUEST_KERNEL = 4
const COMM_EXEC = 1 << 13
const MMAP_BUILD_ID = 1 << 14

const KSYMBOL_UNREGISTER = 1
const KSYMBOL_BPF = 1

/** Where records are applied. */
export interface Machine {
  readonly processes: Processes
  readonly kernel: AddressSpace
  readonly guestKernel: AddressSpace
}

/** A record without its trailer: `[start, end)` of the block, header included; relative time, NaN unknown. */
export interface PlainRecord {
  readonly block: Block
  readonly start: number
  readonly end: number
  readonly time: number
}

/** Least size of the records that change processes and mappings, header included. */
const LEAST: Readonly<Record<number, number>> = {
  [RecordType.mmap]: 40,
  [RecordType.mmap2]: 72,
  [RecordType.comm]: 16,
  [RecordType.fork]: 24,
  [RecordType.exit]: 24,
  [RecordType.kernelSymbol]: 24,
}

/** Applies a record that changes processes, threads or mappings. Returns false when it is too short to be one; other
 *  types are left alone. */
export function applyRecord(type: number, record: PlainRecord, machine: Machine): boolean {
  const least = LEAST[type]
  if (least === undefined) return true
  if (record.end - record.start < least) return false
  if (type === RecordType.mmap || type === RecordType.mmap2) applyMapping(type, record, machine)
  else if (type === RecordType.kernelSymbol) applyKernelSymbol(record, machine)
  else applyTask(type, record, machine)
  return true
}

function applyMapping(type: number, { block, start, end }: PlainRecord, machine: Machine): void {
  const { view, isLittle } = block
  const misc = view.getUint16(start + 4, isLittle)
  const pid = view.getInt32(start + HEADER, isLittle)
  const from = bigint64(block, start + 16)
  const length = bigint64(block, start + 24)
  if (length === 0n) return
  const isNew = type === RecordType.mmap2
  const hasBuildId = isNew && (misc & MMAP_BUILD_ID) !== 0
  const idSize = hasBuildId ? Math.min(20, block.bytes[start + 40]!) : 0
  const mapping = {
    start: from,
    end: from + length,
    offset: bigint64(block, start + 32),
    path: textAt(block, start + (isNew ? 72 : 40), end),
    buildId: idSize === 0 ? null : hexAt(block, start + 44, start + 44 + idSize),
    symbol: null,
  }
  const mode = misc & CPU_MODE
  const space =
    mode === MODE_KERNEL
      ? machine.kernel
      : mode === MODE_GUEST_KERNEL
        ? machine.guestKernel
        : machine.processes.spaceOf(pid)
  machine.processes.change(space, withMapping(space.map, mapping))
}

function applyTask(type: number, { block, start, end, time }: PlainRecord, { processes }: Machine): void {
  const { view, isLittle } = block
  const word = (index: number) => view.getInt32(start + HEADER + 4 * index, isLittle)
  if (type === RecordType.comm) {
    const isExec = (view.getUint16(start + 4, isLittle) & COMM_EXEC) !== 0
    processes.rename(word(0), word(1), { name: textAt(block, start + 16, end), isExec, time })
  } else if (type === RecordType.exit) processes.exit(word(0), word(2), time)
  else processes.fork({ pid: word(0), parentPid: word(1), tid: word(2), parentTid: word(3), time })
}

/** Code that the kernel made at run time and named: BPF programs, trampolines. */
function applyKernelSymbol({ block, start, end }: PlainRecord, { kernel, processes }: Machine): void {
  const { view, isLittle } = block
  const from = bigint64(block, start + HEADER)
  const to = from + BigInt(view.getUint32(start + 16, isLittle))
  if (to === from) return
  if (view.getUint16(start + 22, isLittle) & KSYMBOL_UNREGISTER) {
    processes.change(kernel, withoutRange(kernel.map, from, to))
    return
  }
  const path = view.getUint16(start + 20, isLittle) === KSYMBOL_BPF ? '[bpf]' : '[trampoline]'
  const symbol = textAt(block, start + 24, end)
  const mapping = { start: from, end: to, offset: 0n, path, buildId: null, symbol }
  processes.change(kernel, withMapping(kernel.map, mapping))
}

/** What a cgroup record says, null when it is too short. */
export function readCgroup({ block, start, end }: PlainRecord): { id: number; path: string } | null {
  if (end - start < 16) return null
  return { id: number64(block, start + HEADER), path: textAt(block, start + 16, end) }
}
