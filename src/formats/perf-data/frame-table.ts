import { type Growable, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { findMapping, type Mapping } from './address-map.ts'
import type { FileSymbols } from './file-symbols.ts'
import type { AddressSpace } from './processes.ts'

/** Whose code it is that an address points to. */
export type Mode = 'user' | 'kernel' | 'hypervisor' | 'guest-kernel' | 'guest-user'

/** An address to make a frame of: `high * 2^32 + low`, both any 32-bit integers. */
export interface FramePlace {
  high: number
  low: number
  mode: Mode
  /** Whether it is where a caller goes on, not where code ran. */
  isCaller: boolean
}

/** Look-ups kept before they are forgotten: an address is looked up again after each change of its space. */
const MAX_CACHED = 1 << 21

/** What stands for the library where no mapping is known. */
const UNMAPPED: Readonly<Record<Mode, string | null>> = {
  user: null,
  kernel: '[kernel]',
  hypervisor: '[hypervisor]',
  'guest-kernel': '[guest.kernel]',
  'guest-user': '[guest]',
}

/** Makes frames of addresses: finds mapping and symbol, and interns. */
export class FrameTable {
  readonly #shared: SharedBuilder
  readonly #symbols: FileSymbols
  #addressIndex = new PairMap()
  #cache = new PairMap()
  readonly #high: Growable<Int32Array> = growableInt32()
  readonly #low: Growable<Int32Array> = growableInt32()
  readonly #libOfMapping = new Map<Mapping, number>()
  /** The lib that functions of a file belong to, wherever it is mapped. */
  readonly #libOfPath = new Map<string, number>()
  readonly #pathOfLib: string[] = []

  constructor(shared: SharedBuilder, symbols: FileSymbols) {
    this.#shared = shared
    this.#symbols = symbols
  }

  /**
   * The frame of an address. That of a caller is where it goes on: the instruction before is what is looked up.
   */
  frame(space: AddressSpace, place: FramePlace): number {
    const { high, low, isCaller } = place
    let index = this.#addressIndex.get(high | 0, low | 0)
    if (index === -1) {
      index = this.#high.length
      this.#high.push(high)
      this.#low.push(low)
      this.#addressIndex.set(high | 0, low | 0, index)
    }
    const key = 2 * index + (isCaller ? 1 : 0)
    let frame = this.#cache.get(space.version, key)
    if (frame === -1) {
      const address = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
      frame = this.#resolve(space, { address, mode: place.mode, isCaller })
      if (this.#cache.size >= MAX_CACHED) this.#cache = new PairMap()
      this.#cache.set(space.version, key, frame)
    }
    return frame
  }

  /** Gives every library that the file knows a build id of its own, for symbolising. */
  finish(buildIds: ReadonlyMap<string, string>): void {
    const { buildId } = this.#shared.libs.columns
    for (const [lib, path] of this.#pathOfLib.entries()) {
      const known = buildIds.get(path) ?? buildIds.get(withoutReference(path))
      if (known !== undefined && buildId.get(lib) === -1) buildId.set(lib, this.#shared.string(known))
    }
  }

  #resolve(
    space: AddressSpace,
    { address, mode, isCaller }: { address: bigint; mode: Mode; isCaller: boolean },
  ): number {
    const wanted = isCaller && address > 0n ? address - 1n : address
    const mapping = findMapping(space.map, wanted)
    if (mapping === null) return this.#unmapped(address, { wanted, mode })
    const lib = this.#lib(mapping)
    const name = mapping.symbol ?? this.#symbols.find(mapping, wanted)
    const kernel = mode === 'kernel' || mode === 'guest-kernel'
    const func = this.#shared.func(
      name === null
        ? { name: placeName(mapping, address), lib: this.#sharedLib(mapping, lib), kind: FuncKind.address }
        : { name, lib: this.#sharedLib(mapping, lib), kind: kernel ? FuncKind.kernel : FuncKind.native },
    )
    return this.#shared.frame({ func, lib, address })
  }

  #unmapped(address: bigint, { wanted, mode }: { wanted: bigint; mode: Mode }): number {
    const isKernel = mode === 'kernel'
    const symbol = isKernel ? this.#symbols.findKernel(wanted) : null
    const path = UNMAPPED[mode]
    let lib = path === null ? -1 : this.#libOfPath.get(path)
    if (lib === undefined) {
      lib = this.#addLib({ name: path!, path: path! })
      this.#libOfPath.set(path!, lib)
    }
    const func = this.#shared.func(
      symbol === null
        ? { name: `0x${address.toString(16)}`, lib, kind: FuncKind.address }
        : { name: symbol, lib, kind: FuncKind.kernel },
    )
    return this.#shared.frame({ func, lib, address })
  }

  #lib(mapping: Mapping): number {
    let lib = this.#libOfMapping.get(mapping)
    if (lib === undefined) {
      const { path, start, offset, buildId } = mapping
      const end = mapping.end > MAX_U64 ? MAX_U64 : mapping.end
      lib = this.#addLib({
        name: libName(path),
        path,
        start,
        end,
        offset: BigInt.asUintN(64, offset),
        ...(buildId === null ? {} : { buildId }),
      })
      this.#libOfMapping.set(mapping, lib)
    }
    return lib
  }

  #addLib(lib: Parameters<SharedBuilder['lib']>[0]): number {
    const index = this.#shared.lib(lib)
    this.#pathOfLib[index] ??= lib.path
    return index
  }

  #sharedLib({ path, buildId }: Mapping, lib: number): number {
    const key = `${path}\0${buildId ?? ''}`
    const known = this.#libOfPath.get(key)
    if (known !== undefined) return known
    this.#libOfPath.set(key, lib)
    return lib
  }
}

const MAX_U64 = 2n ** 64n - 1n

function libName(path: string): string {
  if (isAnonymous(path)) return '[anon]'
  return path.startsWith('[') ? withoutReference(path) : path.split('/').at(-1) || path
}

/** The kernel's mapping carries the name of a symbol of reference behind its own: "[kernel.kallsyms]_text". */
function withoutReference(path: string): string {
  return path.startsWith('[') ? path.replace(/\][^\]]*$/, ']') : path
}

/** "libc.so.6+0x2a1b0": the place in the file, the same wherever it was mapped. */
function placeName(mapping: Mapping, address: bigint): string {
  const { path, start, offset } = mapping
  if (isAnonymous(path)) return `0x${address.toString(16)}`
  // The kernel's own mapping has the address of its symbol of reference in place of an offset.
  const place =
    path.startsWith('[kernel') || path.startsWith('[guest') ? address - start : address - start + offset
  return `${libName(path)}+0x${BigInt.asUintN(64, place).toString(16)}`
}

/** Memory that comes from no file. */
function isAnonymous(path: string): boolean {
  return (
    path === '' ||
    path.startsWith('//anon') ||
    path.startsWith('/anon_hugepage') ||
    path.startsWith('/dev/zero')
  )
}
