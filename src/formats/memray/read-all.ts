import { FormatError } from '../../base/errors.ts'
import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { StacksBuilder } from '../../model/part-builders.ts'
import type { ByteSource } from './byte-source.ts'
import type { Capture } from './capture.ts'
import { LiveBlocks } from './live-blocks.ts'
import { MappedRanges } from './mapped-ranges.ts'
import { RecentAddresses } from './recent-addresses.ts'
import { RunningThreads } from './running-threads.ts'
import { Allocator, Token } from './tokens.ts'
import { Usage } from './usage.ts'
import { ALL } from './value-types.ts'

/** Reads the records of a file that has every allocation, and follows what is in use. O(records). */
export class AllAllocations {
  readonly #source: ByteSource
  readonly #capture: Capture
  readonly #threads: RunningThreads
  readonly #addresses = new RecentAddresses()
  readonly #blocks = new LiveBlocks()
  readonly #ranges = new MappedRanges()
  readonly #usage = new Usage()
  /** Per (stack, thread and allocator) a place of allocation. */
  readonly #places = new PairMap()
  readonly #placeStack = growableInt32()
  readonly #placeThread = growableInt32()
  readonly #placeAllocator = growableInt32()
  /** Per (Python stack, native stack) both together. */
  readonly #joined = new PairMap()
  /** Whether the trailer was read. */
  isWhole = false

  constructor(source: ByteSource, capture: Capture) {
    this.#source = source
    this.#capture = capture
    this.#threads = new RunningThreads(capture)
  }

  /** Reads to the trailer or to the end. @throws CutOff, FormatError, LimitError. */
  read(onRecords: () => void): void {
    const source = this.#source
    for (let record = 1; !source.isAtEnd; record++) {
      if ((record & 0xfffff) === 0) onRecords()
      const token = source.u8()
      if (token >= Token.allocation) this.#allocation(token)
      else if (token >= Token.framePush) this.#framePush()
      else if (token >= Token.object) this.#object(token)
      else if (token >= Token.framePop) this.#threads.pop((token & 15) + 1)
      else if (token === Token.trailer) {
        this.isWhole = true
        return
      } else this.#other(token)
    }
  }

  #other(token: number): void {
    const source = this.#source
    const capture = this.#capture
    switch (token) {
      case Token.filler:
        break
      case Token.memory: {
        const rss = source.varint()
        capture.memory(source.varint(), { rss, heap: this.#usage.total })
        break
      }
      case Token.nativeFrame:
        capture.natives.define(source)
        break
      case Token.mappings:
        capture.natives.clearMappings()
        break
      case Token.binary:
        capture.natives.addBinary(source, Token.segment)
        break
      case Token.threadName:
        capture.nameThread(this.#threads.current.id, source)
        break
      case Token.contextSwitch:
        this.#threads.switchTo(source.u64())
        break
      case Token.codeObject:
        capture.frames.define(source)
        break
      default:
        throw new FormatError('memray', `expected a record, found ${token}`, { offset: source.offset - 1 })
    }
  }

  #framePush(): void {
    const id = this.#source.varint()
    this.#threads.push(this.#capture.frames.frame(id, this.#source.signed()))
  }

  #object(token: number): void {
    const source = this.#source
    this.#addresses.read((token >>> 1) & 15, source)
    if (this.#capture.header.hasNative && (token & 1) === 1) this.#capture.natives.readNumber(source)
    this.#capture.warnings.add(
      'object-lifetimes',
      'Records of when objects were made and destroyed were left out.',
    )
  }

  #allocation(token: number): void {
    const source = this.#source
    const addresses = this.#addresses
    addresses.read((token >>> 3) & 15, source)
    const allocator = token & 7 || source.u8()
    if (allocator === Allocator.free || allocator === Allocator.pymallocFree) {
      this.#free()
      return
    }
    const native = this.#capture.header.hasNative ? this.#capture.natives.readNumber(source) : 0
    const size = source.varint()
    if (allocator === Allocator.munmap) {
      for (const { place, count, bytes } of this.#ranges.remove(8 * addresses.units, size)) {
        this.#usage.change(place, count, -bytes)
      }
      return
    }
    const place = this.#placeOf(native, allocator)
    // What is given out again was freed, if unseen.
    if (allocator !== Allocator.mmap) this.#free()
    this.#usage.allocate(place, size)
    if (allocator === Allocator.mmap) this.#ranges.add(8 * addresses.units, size, place)
    else this.#blocks.set(addresses.low, addresses.high, place, size)
  }

  /** Frees the block at the address that was read last, if there is one. */
  #free(): void {
    const blocks = this.#blocks
    if (!blocks.remove(this.#addresses.low, this.#addresses.high)) return
    this.#usage.change(blocks.removedPlace, -1, -blocks.removedSize)
  }

  #placeOf(native: number, allocator: number): number {
    const stack = native === 0 ? this.#threads.stack : this.#join(this.#threads.stack, native)
    const { thread } = this.#threads.current
    const key = (thread + 1) * 256 + allocator
    let place = this.#places.get(stack, key)
    if (place === -1) {
      place = this.#usage.addPlace()
      this.#places.set(stack, key, place)
      this.#placeStack.push(stack)
      this.#placeThread.push(thread)
      this.#placeAllocator.push(allocator)
    }
    return place
  }

  #join(stack: number, native: number): number {
    let joined = this.#joined.get(stack, native)
    if (joined === -1) {
      joined = this.#capture.natives.push(stack, native)
      // An unknown native stack on an empty one: nothing to keep.
      if (joined !== -1) this.#joined.set(stack, native, joined)
    }
    return joined
  }

  /** The places of allocation, a row each. */
  part(): StacksBuilder {
    const part = this.#capture.newPart(ALL)
    for (let place = 0; place < this.#usage.places; place++) {
      const usage = this.#usage.of(place)
      part.add(
        {
          stack: this.#placeStack.get(place),
          thread: this.#placeThread.get(place),
          labels: this.#capture.allocatorLabel(this.#placeAllocator.get(place)),
        },
        [
          ...[usage.allocatedBytes, usage.allocations],
          ...[usage.peakBytes, usage.peakAllocations, usage.bytes, usage.inUse],
        ],
      )
    }
    return part
  }
}
