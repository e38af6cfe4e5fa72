import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { type Capture, FORMAT } from './capture-frames.ts'
import { Owners, type ProcessSources } from './capture-owners.ts'
import type { Places } from './capture-places.ts'

/** Addresses that say whose code the next ones are, instead of code: perf's PERF_CONTEXT_*, as unsigned numbers. */
const CONTEXTS: ReadonlyMap<bigint, 'hypervisor' | 'kernel' | 'user' | 'guest'> = new Map([
  [0xffff_ffff_ffff_ffe0n, 'hypervisor'],
  [0xffff_ffff_ffff_ff80n, 'kernel'],
  [0xffff_ffff_ffff_fe00n, 'user'],
  [0xffff_ffff_ffff_f800n, 'guest'],
  [0xffff_ffff_ffff_f780n, 'guest'],
  [0xffff_ffff_ffff_f600n, 'guest'],
])

/** What stands for the library where a capture has none for code of these. */
const UNMAPPED = { kernel: '[kernel]', hypervisor: '[hypervisor]', guest: '[guest]' } as const

/** Makes stacks of the addresses in records. */
export class CaptureStacks {
  readonly shared = new SharedBuilder()
  readonly owners: Owners
  readonly #capture: Capture
  readonly #places: Places
  readonly #frames = new Map<string, number>()

  constructor(capture: Capture, { places, processes }: { places: Places; processes: ProcessSources }) {
    this.#capture = capture
    this.#places = places
    this.owners = new Owners(this.shared, processes)
  }

  /** The stack of `count` addresses at `at`, the innermost first; -1 where there are none. */
  stack(pid: number, at: number, count: number): number {
    const { view, isLittle } = this.#capture
    const frames: number[] = []
    let context: 'hypervisor' | 'kernel' | 'user' | 'guest' = 'user'
    for (let i = 0; i < count; i++) {
      const address = view.getBigUint64(at + 8 * i, isLittle)
      const mark = CONTEXTS.get(address)
      if (mark !== undefined) context = mark
      else frames.push(this.#frame(pid, address, context))
    }
    assertDepth(FORMAT, frames.length)
    let stack = -1
    for (let i = frames.length - 1; i >= 0; i--) stack = this.shared.stack(stack, frames[i]!)
    assertStackCount(FORMAT, this.shared.stacks.length)
    return stack
  }

  #frame(pid: number, address: bigint, context: 'hypervisor' | 'kernel' | 'user' | 'guest'): number {
    const key = `${pid},${address},${context}`
    let frame = this.#frames.get(key)
    if (frame === undefined) {
      frame = this.#newFrame(pid, address, context)
      this.#frames.set(key, frame)
    }
    return frame
  }

  #newFrame(pid: number, address: bigint, context: 'hypervisor' | 'kernel' | 'user' | 'guest'): number {
    const name = this.#places.nameOf(pid, address, context === 'kernel')
    const mapping = context === 'user' ? this.#places.mappingOf(pid, address) : null
    const path = mapping?.path || (context === 'user' ? '' : UNMAPPED[context])
    const libName = path.split('/').at(-1) || path
    const lib =
      mapping === null
        ? path === ''
          ? -1
          : this.shared.lib({ name: libName, path })
        : this.shared.lib({
            name: libName,
            path,
            start: mapping.start,
            end: mapping.end,
            offset: mapping.offset,
            ...(mapping.buildId === null ? {} : { buildId: mapping.buildId }),
          })
    const place =
      mapping === null || path === ''
        ? `0x${address.toString(16)}`
        : `${libName}+0x${BigInt.asUintN(64, address - mapping.start + mapping.offset).toString(16)}`
    const kind = name === null ? FuncKind.address : context === 'kernel' ? FuncKind.kernel : FuncKind.native
    // A function is the same wherever its file is mapped: its library is named by its path only.
    const owner = path === '' ? -1 : this.shared.lib({ name: libName, path })
    const func = this.shared.func({ name: name ?? place, lib: owner, kind })
    return this.shared.frame({ func, lib, address })
  }
}
