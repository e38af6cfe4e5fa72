import { FormatError } from '../../base/errors.ts'
import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, type LibIndex } from '../../model/tables.ts'
import { assertDepth } from '../importing/limits.ts'
import type { ByteSource } from './byte-source.ts'

/** A range of addresses that a binary is loaded at. */
interface Mapped {
  readonly start: number
  readonly end: number
  readonly lib: LibIndex
}

/** Native stacks: a tree of instruction addresses, and the binaries they lie in. */
export class NativeStacks {
  readonly #shared: SharedBuilder
  /** Per row the frame, the row that called it (-1 none) and how many there are with it; rows count from 1 in the file. */
  readonly #frames: Growable<Int32Array> = growableInt32()
  readonly #parents: Growable<Int32Array> = growableInt32()
  readonly #depths: Growable<Int32Array> = growableInt32()
  readonly #addresses: Growable<Float64Array> = growableFloat64()
  #mapped: Mapped[] = []
  #isSorted = true
  #address = 0
  /** The number of a native stack that was written last, of whatever kind of record. */
  #last = 0

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  get length(): number {
    return this.#frames.length
  }

  /** Forgets what is mapped: a full list follows. */
  clearMappings(): void {
    this.#mapped = []
    this.#isSorted = true
  }

  /** Reads what follows the token of a binary: its path, its segments, where it is loaded. */
  addBinary(source: ByteSource, segmentToken: number): void {
    const path = source.text()
    const segments = source.varint()
    const base = source.u64()
    let start = Number.POSITIVE_INFINITY
    let end = 0
    const ranges: [number, number][] = []
    for (let i = 0; i < segments; i++) {
      const offset = source.offset
      if (source.u8() !== segmentToken) {
        throw new FormatError('memray', `expected segment ${i + 1} of ${segments} of a binary`, { offset })
      }
      const from = base + source.u64()
      const to = from + source.varint()
      ranges.push([from, to])
      start = Math.min(start, from)
      end = Math.max(end, to)
    }
    if (ranges.length === 0) return
    const name = path.split('/').at(-1)!
    const lib = this.#shared.lib({ name, path, start: toBigInt(base), end: toBigInt(end) })
    for (const [from, to] of ranges) this.#mapped.push({ start: from, end: to, lib })
    this.#isSorted = false
  }

  /** Reads what follows the token of a native frame: address and caller, each as the change since the one before. */
  define(source: ByteSource): void {
    this.#address += source.signed()
    const caller = this.readNumber(source)
    const parent = caller >= 1 && caller <= this.length ? caller - 1 : -1
    const depth = parent === -1 ? 1 : this.#depths.get(parent) + 1
    assertDepth('memray', depth)
    this.#frames.push(-1)
    this.#addresses.push(this.#address)
    this.#parents.push(parent)
    this.#depths.push(depth)
  }

  /** Reads the number of a native stack, written as the change since the one before. */
  readNumber(source: ByteSource): number {
    this.#last += source.signed()
    return this.#last
  }

  /** The stack with a native stack (by its number in the file, 0 none) on top of `prefix`. */
  push(prefix: number, id: number): number {
    if (!(id >= 1 && id <= this.length)) return prefix
    const frames: number[] = []
    for (let row = id - 1; row !== -1; row = this.#parents.get(row)) frames.push(this.#frameOf(row))
    let stack = prefix
    for (let i = frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, frames[i]!)
    return stack
  }

  #frameOf(row: number): number {
    let frame = this.#frames.get(row)
    if (frame === -1) {
      const address = toBigInt(this.#addresses.get(row))
      const lib = this.#libOf(this.#addresses.get(row))
      const name = `0x${address.toString(16)}`
      frame = this.#shared.frame({
        func: this.#shared.func({ name, lib, kind: FuncKind.address }),
        lib,
        address,
      })
      this.#frames.set(row, frame)
    }
    return frame
  }

  #libOf(address: number): number {
    if (!this.#isSorted) {
      this.#mapped.sort((a, b) => a.start - b.start)
      this.#isSorted = true
    }
    let low = 0
    let high = this.#mapped.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#mapped[middle]!.start <= address) low = middle + 1
      else high = middle
    }
    const found = this.#mapped[low - 1]
    return found !== undefined && address < found.end ? found.lib : -1
  }
}

function toBigInt(value: number): bigint {
  return value > 0 && value < 2 ** 64 ? BigInt(Math.trunc(value)) : 0n
}
