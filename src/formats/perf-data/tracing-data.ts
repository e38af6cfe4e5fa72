import { FormatError } from '../../base/errors.ts'
import { type Block, blockOf, FORMAT, SectionReader, textAt } from './perf-bytes.ts'
import { type CodeSymbol, parseKallsyms } from './symbol-table.ts'

/** Where a field lies in the raw data of a tracepoint. */
export interface RawField {
  readonly offset: number
  readonly size: number
}

/** A tracepoint of the kernel that was recorded. */
export interface Tracepoint {
  /** "sched:sched_switch". */
  readonly name: string
  readonly fields: ReadonlyMap<string, RawField>
}

/** What the kernel says of its tracepoints. */
export interface TracingData {
  /** By the number that is their event's `config`. */
  readonly tracepoints: ReadonlyMap<bigint, Tracepoint>
  /** The kernel's symbols, none where they were hidden. */
  readonly kernelSymbols: readonly CodeSymbol[]
}

const MAGIC = '\x17\x08\x44tracing'

/** Reads the copy of the kernel's tracing files. Source: trace-cmd's trace.dat(5), version 6. @throws FormatError */
export function parseTracingData(bytes: Uint8Array): TracingData {
  if (bytes.length < 24 || String.fromCharCode(...bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new FormatError(FORMAT, 'the tracing data do not begin with their magic number')
  }
  let at = MAGIC.length
  while (at < bytes.length && bytes[at] !== 0) at++
  const block = blockOf(bytes, bytes[at + 1] === 0)
  const reader = new SectionReader(block, { at: Math.min(at + 3, bytes.length), what: 'the tracing data' })
  reader.u32()
  for (let header = 0; header < 2; header++) {
    reader.cString()
    skipLong(reader)
  }
  for (let left = reader.u32(); left > 0; left--) skipLong(reader)
  const tracepoints = new Map<bigint, Tracepoint>()
  for (let systems = reader.u32(); systems > 0; systems--) {
    const system = reader.cString()
    for (let left = reader.u32(); left > 0; left--) {
      const size = reader.u64()
      const start = reader.take(size)
      addTracepoint(tracepoints, { system, text: textAt(block, start, start + size) })
    }
  }
  const size = reader.remaining >= 4 ? reader.u32() : 0
  return { tracepoints, kernelSymbols: parseKallsyms(textOf(reader.block, reader.take(size), size)) }
}

function textOf(block: Block, at: number, size: number): string {
  return textAt(block, at, at + size)
}

function skipLong(reader: SectionReader): void {
  reader.take(reader.u64())
}

function addTracepoint(
  tracepoints: Map<bigint, Tracepoint>,
  { system, text }: { system: string; text: string },
): void {
  const event = /^name: (\S+)$/m.exec(text)?.[1]
  const id = /^ID: (\d{1,18})$/m.exec(text)?.[1]
  if (event === undefined || id === undefined) return
  const fields = new Map<string, RawField>()
  for (const line of text.split('\n')) {
    const end = line.indexOf(';')
    if (!line.startsWith('\tfield:') || end === -1) continue
    const place = /^;\toffset:(\d{1,9});\tsize:(\d{1,9});/.exec(line.slice(end))
    // "char prev_comm[16]": the name is the last word, without what makes it an array.
    const name = line.slice(0, end).split('[', 1)[0]!.split(' ').at(-1)!
    if (place !== null) fields.set(name, { offset: Number(place[1]), size: Number(place[2]) })
  }
  tracepoints.set(BigInt(id), { name: `${system}:${event}`, fields })
}

/** The number in a field of raw data that starts at `at`; null when it is not in there. */
export function rawNumber(
  block: Block,
  { at, length, field }: { at: number; length: number; field: RawField },
): number | null {
  if (field.offset + field.size > length) return null
  const { view, isLittle } = block
  if (field.size === 4) return view.getUint32(at + field.offset, isLittle)
  if (field.size === 8) return Number(view.getBigUint64(at + field.offset, isLittle))
  return null
}
