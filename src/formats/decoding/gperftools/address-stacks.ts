import { ByteStrings } from '../../../base/byte-strings.ts'
import { type Growable, growableBigUint64, growableInt32 } from '../../../base/growable.ts'
import { PairMap } from '../../../base/pair-map.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../../importing/limits.ts'

/** Frames of an address, root first: the function that was called, then what was inlined into it. */
export type FramesOf = (address: bigint) => readonly number[]

/**
 * Stacks of addresses, leaf first, gathered before it is known what stands at them: in these files the symbols and the
 * memory map come last. Equal stacks get the same number. Memory: the distinct stacks.
 */
export class AddressStacks {
  readonly #format: string
  readonly #texts = new ByteStrings()
  readonly #ofText: number[] = []
  /** Where the addresses of each stack start in `#ids`; the last entry is where the next will. */
  readonly #starts: Growable<Int32Array> = growableInt32()
  readonly #ids: Growable<Int32Array> = growableInt32()
  readonly #addresses: Growable<BigUint64Array> = growableBigUint64()
  readonly #idOf = new PairMap()
  #pending = 0

  constructor(format: string) {
    this.#format = format
    this.#starts.push(0)
  }

  get length(): number {
    return this.#starts.length - 1
  }

  /** The stack that a text of hexadecimal addresses (with `0x` or without) names, in the bytes `[start, end)`. */
  ofText(bytes: Uint8Array, start: number, end: number): number {
    const known = this.#texts.size
    const text = this.#texts.intern(bytes, start, end)
    if (text === known) {
      this.#pushAll(bytes, start, end)
      this.#ofText.push(this.take())
    }
    return this.#ofText[text]!
  }

  /** Appends an address to the stack that {@link take} will give. */
  push(low: number, high: number): void {
    const known = this.#idOf.get(low | 0, high | 0)
    if (known !== -1) this.#ids.push(known)
    else {
      const id = this.#addresses.length
      this.#addresses.push((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
      this.#idOf.set(low | 0, high | 0, id)
      this.#ids.push(id)
    }
    assertDepth(this.#format, ++this.#pending)
  }

  /** The stack of the addresses pushed since the last call. */
  take(): number {
    this.#pending = 0
    this.#starts.push(this.#ids.length)
    return this.#starts.length - 2
  }

  /** The addresses of a stack, leaf first. */
  addresses(stack: number): bigint[] {
    const found: bigint[] = []
    for (let i = this.#starts.get(stack); i < this.#starts.get(stack + 1); i++) {
      found.push(this.#addresses.get(this.#ids.get(i)))
    }
    return found
  }

  /**
   * The rows of `shared.stacks` that the stacks are, -1 for one of no address. Addresses that calls return to (`returns`:
   * those of all frames, of all but the leaf, or of none) are lowered by one so that they stand in the call, as pprof does.
   */
  resolve(shared: SharedBuilder, framesOf: FramesOf, returns: 'all' | 'callers' | 'none'): Int32Array {
    const rows = new Int32Array(this.length).fill(-1)
    const known = [new Map<number, readonly number[]>(), new Map<number, readonly number[]>()]
    for (let stack = 0; stack < rows.length; stack++) {
      const first = this.#starts.get(stack)
      let row = -1
      for (let i = this.#starts.get(stack + 1) - 1; i >= first; i--) {
        const id = this.#ids.get(i)
        const isReturn = returns === 'all' || (returns === 'callers' && i > first)
        let frames = known[isReturn ? 1 : 0]!.get(id)
        if (frames === undefined) {
          const address = this.#addresses.get(id)
          frames = framesOf(isReturn && address > 0n ? address - 1n : address)
          known[isReturn ? 1 : 0]!.set(id, frames)
        }
        for (const frame of frames) row = shared.stack(row, frame)
      }
      rows[stack] = row
      assertStackCount(this.#format, shared.stacks.length)
    }
    return rows
  }

  #pushAll(bytes: Uint8Array, start: number, end: number): void {
    let low = 0
    let high = 0
    let digits = 0
    for (let at = start; at <= end; at++) {
      const digit = at < end ? hexDigit(bytes[at]!) : -1
      if (digit !== -1) {
        high = (high << 4) | (low >>> 28)
        low = (low << 4) | digit
        digits++
        continue
      }
      // The x of 0x: what stood before it was no number.
      const isPrefix = at < end && (bytes[at]! | 0x20) === 0x78
      // A zero ends stacks that were cut off.
      if (digits > 0 && !isPrefix && (low | high) !== 0) this.push(low, high)
      low = 0
      high = 0
      digits = 0
    }
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 0x20
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
