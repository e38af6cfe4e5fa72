import type { Warnings } from '../importing/warnings.ts'
import { unwrapBytes } from '../opening/unwrap-chunks.ts'
import { type AddressMap, findMapping, type Mapping, withMapping } from '../perf-data/address-map.ts'
import { parseKallsyms, SymbolTable } from '../perf-data/symbol-table.ts'
import { BundledSymbols } from './bundled-symbols.ts'
import {
  type Capture,
  type CaptureFrame,
  FrameType,
  forEachFrame,
  isWhole,
  textIn,
} from './capture-frames.ts'

/** What a capture says of addresses: what is mapped where, and names. */
export interface Places {
  /** The name of what is at an address, null where the capture has none. */
  nameOf(pid: number, address: bigint, isKernel: boolean): string | null
  /** The file that is mapped there, null unknown. */
  mappingOf(pid: number, address: bigint): Mapping | null
}

/** Marks of addresses that a program made up for its own functions, of 64-bit and of 32-bit programs. */
const JIT_MARK = 0xe000_0000_0000_0000n

/**
 * Reads what the whole capture says of addresses, whenever it says it: as in sysprof itself, a record may come after the
 * samples it explains.
 */
export async function readPlaces(capture: Capture, warnings: Warnings): Promise<Places> {
  const maps = new Map<number, AddressMap>()
  const jit = new Map<string, string>()
  const files = new Map<string, Uint8Array[]>()
  forEachFrame(capture, null, frame => {
    if (frame.type === FrameType.map && isWhole(frame, 56, warnings)) {
      const mapping = mappingIn(capture, frame)
      if (mapping.end > mapping.start) {
        maps.set(frame.pid, withMapping(maps.get(frame.pid) ?? null, mapping))
      }
    } else if (frame.type === FrameType.fork && isWhole(frame, 28, warnings)) {
      const child = capture.view.getInt32(frame.at + 24, capture.isLittle)
      if (!maps.has(child)) maps.set(child, maps.get(frame.pid) ?? null)
    } else if (frame.type === FrameType.jitmap && isWhole(frame, 28, warnings)) {
      addJitNames(capture, frame, jit)
    } else if (frame.type === FrameType.fileChunk && isWhole(frame, 284, warnings)) {
      addChunk(capture, frame, files)
    }
  })
  const bundled = files.get('__symbols__')
  const symbols = bundled === undefined ? null : new BundledSymbols(joined(bundled), capture)
  const kernel = await readKernel(files, warnings)
  return {
    nameOf(pid, address, isKernel) {
      if (address >= JIT_MARK || address >> 28n === 0xen) {
        const name = jit.get(`${pid},${address}`) ?? jit.get(`${address}`)
        if (name !== undefined) return name
      }
      return symbols?.find(pid, address) ?? (isKernel ? (kernel?.find(address) ?? null) : null)
    },
    mappingOf: (pid, address) => findMapping(maps.get(pid) ?? null, address),
  }
}

function mappingIn({ bytes, view, isLittle }: Capture, { at, end }: CaptureFrame): Mapping {
  const path = textIn(bytes, at + 56, end)
  // Since sysprof 47 the build id may follow the path, after an "@".
  const rest = textIn(bytes, Math.min(end, at + 56 + pathLength(bytes, at + 56, end) + 1), end)
  return {
    start: view.getBigUint64(at + 24, isLittle),
    end: view.getBigUint64(at + 32, isLittle),
    offset: view.getBigUint64(at + 40, isLittle),
    path,
    buildId: /^@[0-9a-f]+$/i.test(rest) ? rest.slice(1).toLowerCase() : null,
    symbol: null,
  }
}

function pathLength(bytes: Uint8Array, at: number, end: number): number {
  const stop = bytes.subarray(at, end).indexOf(0)
  return stop === -1 ? end - at : stop
}

/** Addresses and names, as many as the record says and holds. */
function addJitNames(
  { bytes, view, isLittle }: Capture,
  frame: CaptureFrame,
  jit: Map<string, string>,
): void {
  let at = frame.at + 28
  for (let left = view.getUint32(frame.at + 24, isLittle); left > 0 && at + 9 <= frame.end; left--) {
    const address = view.getBigUint64(at, isLittle)
    const length = pathLength(bytes, at + 8, frame.end)
    const name = textIn(bytes, at + 8, frame.end)
    jit.set(`${frame.pid},${address}`, name)
    jit.set(`${address}`, name)
    at += 8 + length + 1
  }
}

function addChunk(
  { bytes, view, isLittle }: Capture,
  frame: CaptureFrame,
  files: Map<string, Uint8Array[]>,
): void {
  const path = textIn(bytes, frame.at + 28, frame.at + 284)
  if (!WANTED.test(path)) return
  const length = Math.min(view.getUint16(frame.at + 26, isLittle), frame.end - frame.at - 284)
  const chunks = files.get(path) ?? []
  files.set(path, chunks)
  chunks.push(bytes.subarray(frame.at + 284, frame.at + 284 + length))
}

const WANTED = /^(?:__symbols__|\/proc\/kallsyms(?:\.gz)?)$/

async function readKernel(files: Map<string, Uint8Array[]>, warnings: Warnings): Promise<SymbolTable | null> {
  const plain = files.get('/proc/kallsyms')
  const packed = files.get('/proc/kallsyms.gz')
  try {
    const text = plain !== undefined ? joined(plain) : packed && (await unwrapBytes(joined(packed), 'gzip'))
    return text === undefined ? null : new SymbolTable(parseKallsyms(new TextDecoder().decode(text)))
  } catch {
    warnings.add('broken-kernel-symbols', "The kernel's symbols in the capture could not be unpacked.")
    return null
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
