import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { type Recording, type ValueType, warn } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import { isMapTitle, MemoryMap } from '../decoding/gperftools/memory-map.ts'
import { addJavaSymbol, framesByAddress, type SymbolTable } from '../decoding/gperftools/symbols.ts'
import { importedRecording } from '../importing/imported.ts'
import type { CpuRows } from './cpu-rows.ts'
import { withoutHandlerFrames } from './handler-frames.ts'
import { type CpuHeader, HEADER_WORDS, headerOf } from './header.ts'
import { splitSymbols } from './split-symbols.ts'

const FORMAT = 'gperftools-cpu'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
  { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
]

/**
 * Reads a CPU profile of gperftools: words of 4 or 8 bytes in either order, machine code or Java, with the symbols of
 * `google-pprof --raw` before it or not. Addresses are exact; those of callers are lowered by one so that they stand in
 * the call. Frames that the signal handler left behind the leaf are taken out by pprof's rule, and counted in a warning.
 * Source: gperftools docs/cpuprofile-fileformat (2.10), google/pprof profile/legacy_profile.go.
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readGperftoolsCpu(bytes: Uint8Array, name: string | null): Recording[] {
  const { symbols, body, hasSymbols, binary } = splitSymbols(bytes)
  const header = headerOf(body)
  if (header === null) throw noHeader(body, bytes.length - body.length)
  const warnings = []
  const { rows, end } = readRows(body, header, bytes.length - body.length)
  const map = new MemoryMap()
  readText(body.subarray(end), header.version === 1 ? symbols : null, map)
  const isJava = header.version === 1
  const kept = isJava || hasSymbols ? { rows, removed: 0 } : withoutHandlerFrames(rows, FORMAT)
  if (kept.removed > 0) {
    const message =
      'Frames behind the leaf that nearly all stacks share (the signal handler) were left out, as pprof does.'
    warnings.push(warn('signal-handler-frames', message, kept.removed))
  }
  const shared = new SharedBuilder()
  const framesOf = framesByAddress({ shared, symbols, libOf: map.libs(shared), hasAddresses: !isJava })
  const { counts, stacks, addresses } = kept.rows
  const resolved = addresses.resolve(shared, framesOf, isJava || hasSymbols ? 'none' : 'callers')
  // `google-pprof --raw` writes 1 whatever the period was, and profiles of heaps in the same form.
  const isRaw = hasSymbols && !isJava && header.period === 1
  if (isRaw) {
    const message =
      'The period is 1 µs, which google-pprof --raw writes of every profile: samples are right (bytes, of a heap), times may not be.'
    warnings.push(warn('period-one', message))
  }
  const part = new StacksBuilder(VALUE_TYPES, isRaw ? 0 : 1)
  const nanoseconds = header.period * 1000
  for (const [i, stack] of stacks.entries()) {
    part.add({ stack: resolved[stack]! }, [counts[i]!, counts[i]! * nanoseconds])
  }
  const settings = {
    period: nanoseconds,
    periodType: 'cpu/nanoseconds',
    ...(isJava ? { language: 'Java' } : {}),
  }
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: { name: 'gperftools', mode: 'sample', settings },
        command: binary === null ? [] : [binary],
        warnings,
      },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

function noHeader(body: Uint8Array, offset: number): Error {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const version = body.length >= 20 && view.getUint32(0, true) === 0 ? view.getUint32(8, true) : 0
  if (body.length >= 20 && view.getUint32(4, true) === 3 && version > 1) {
    return new UnsupportedVersionError(FORMAT, String(version), '0, 1')
  }
  return new FormatError(FORMAT, 'expected the words 0, 3, 0 or 1, a period, 0', { offset })
}

/** Reads the records until the one that ends them. `offset` is where `bytes` starts in the file. */
function readRows(bytes: Uint8Array, header: CpuHeader, offset: number): { rows: CpuRows; end: number } {
  const { width, isLittle } = header
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const addresses = new AddressStacks(FORMAT)
  const rows: CpuRows = { counts: [], stacks: [], addresses }
  const low = (at: number) => view.getUint32(at + (width === 8 && !isLittle ? 4 : 0), isLittle)
  const high = (at: number) => (width === 4 ? 0 : view.getUint32(at + (isLittle ? 4 : 0), isLittle))
  let at = HEADER_WORDS * width
  const fail = (expected: string): never => {
    throw new FormatError(FORMAT, `expected ${expected}`, { offset: offset + at })
  }
  while (at < bytes.length) {
    if (bytes.length - at < 2 * width) fail('a record, found the end')
    const count = high(at) * 2 ** 32 + low(at)
    const depth = high(at + width) * 2 ** 32 + low(at + width)
    const start = at + 2 * width
    if (depth > (bytes.length - start) / width) fail(`a stack of ${depth} addresses, found the end`)
    const end = start + depth * width
    if (count === 0 && depth === 1 && low(start) === 0 && high(start) === 0) return { rows, end }
    for (let i = start; i < end; i += width) addresses.push(low(i), high(i))
    rows.counts.push(count)
    rows.stacks.push(addresses.take())
    at = end
  }
  return { rows, end: at }
}

/** Reads the memory map and, in Java's profiles, the symbols that follow the records. */
function readText(bytes: Uint8Array, symbols: SymbolTable | null, map: MemoryMap): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(10, at)
    const end = found === -1 ? bytes.length : found
    const line = decoder.decode(bytes.subarray(at, end))
    if (!isMapTitle(line) && (symbols === null || !addJavaSymbol(line, symbols))) map.add(line)
    at = end + 1
  }
}
