import { FormatError } from '../../base/errors.ts'
import { growableInt32 } from '../../base/growable.ts'
import type { StacksBuilder } from '../../model/part-builders.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { ByteSource } from './byte-source.ts'
import type { Capture } from './capture.ts'
import { AggregatedToken, Token } from './tokens.ts'
import { IN_USE } from './value-types.ts'

/** Bytes of an allocation: memray writes its struct as it is. */
const ALLOCATION_BYTES = 72

/** Reads the records of an aggregated file: places of allocation with what was in use at the peak and at the end. */
export class AggregatedAllocations {
  readonly #source: ByteSource
  readonly #capture: Capture
  readonly #part: StacksBuilder
  readonly #frames = growableInt32()
  /** Per trace (they count from 1) its frame, its caller (0 none) and its depth. */
  readonly #traceFrames = growableInt32()
  readonly #traceParents = growableInt32()
  readonly #traceDepths = growableInt32()
  /** Per trace the stack of threads other than the main one and of the main one, -2 while there is none. */
  readonly #stacks = [growableInt32(), growableInt32()] as const
  #thread = 0
  isWhole = false

  constructor(source: ByteSource, capture: Capture) {
    this.#source = source
    this.#capture = capture
    this.#part = capture.newPart(IN_USE)
  }

  /** Reads to the trailer or to the end. @throws CutOff, FormatError, LimitError. */
  read(onRecords: () => void): void {
    const source = this.#source
    for (let record = 1; !source.isAtEnd; record++) {
      if ((record & 0xfffff) === 0) onRecords()
      const token = source.u8()
      if (token === AggregatedToken.trailer) {
        this.isWhole = true
        return
      }
      this.#record(token)
    }
  }

  #record(token: number): void {
    const source = this.#source
    const capture = this.#capture
    switch (token) {
      case Token.filler:
        break
      case AggregatedToken.snapshot: {
        const time = source.u64() - capture.header.start
        const rss = source.u64()
        capture.memory(time, { rss, heap: source.u64() })
        break
      }
      case AggregatedToken.allocation:
        this.#allocation()
        break
      case AggregatedToken.trace:
        this.#trace()
        break
      case AggregatedToken.frame:
        this.#frame()
        break
      case Token.nativeFrame:
        capture.natives.define(source)
        break
      case Token.mappings:
        // One list a generation: a native frame may lie in any of them.
        break
      case Token.binary:
        capture.natives.addBinary(source, Token.segment)
        break
      case Token.threadName:
        capture.nameThread(this.#thread, source)
        break
      case Token.contextSwitch:
        this.#thread = source.u64()
        break
      case AggregatedToken.survivor:
        source.varint()
        if (capture.header.hasNative) source.varint()
        capture.warnings.add('object-lifetimes', 'Records of objects that survived were left out.')
        break
      case Token.codeObject:
        capture.frames.define(source)
        break
      default:
        throw new FormatError('memray', `expected a record, found ${token}`, { offset: source.offset - 1 })
    }
  }

  #frame(): void {
    const source = this.#source
    const offset = source.offset
    const id = source.varint()
    if (id !== this.#frames.length) {
      throw new FormatError('memray', `expected frame ${this.#frames.length}, found ${id}`, { offset })
    }
    const code = source.varint()
    this.#frames.push(this.#capture.frames.frame(code, source.signed()))
    // Whether the frame began a run of the interpreter's loop.
    source.u8()
  }

  #trace(): void {
    const source = this.#source
    const offset = source.offset
    const frame = source.varint()
    const parent = source.varint()
    if (frame >= this.#frames.length || parent > this.#traceFrames.length) {
      throw new FormatError('memray', 'expected a trace of frames and traces that were there', { offset })
    }
    const depth = parent === 0 ? 1 : this.#traceDepths.get(parent - 1) + 1
    assertDepth('memray', depth)
    this.#traceFrames.push(this.#frames.get(frame))
    this.#traceParents.push(parent)
    this.#traceDepths.push(depth)
    // Parents stand before their children, so that each is one step from a stack that is known.
    const { shared, header } = this.#capture
    for (const [isMain, stacks] of this.#stacks.entries()) {
      const isOwn = isMain === 1 && depth <= header.skippedFrames
      const below = parent === 0 ? -1 : stacks.get(parent - 1)
      stacks.push(isOwn ? -1 : shared.stack(below, this.#frames.get(frame)))
    }
    assertStackCount('memray', shared.stacks.length)
  }

  #allocation(): void {
    const source = this.#source
    const offset = source.offset
    const end = offset + ALLOCATION_BYTES
    const thread = source.u64()
    const allocator = source.u8()
    source.take(7)
    const native = source.u64()
    const trace = source.u64()
    // Generation of the mappings.
    source.u64()
    const peakObjects = source.u64()
    const objects = source.u64()
    const peakBytes = source.u64()
    const bytes = source.u64()
    if (trace > this.#traceFrames.length) {
      throw new FormatError('memray', `expected a trace, found ${trace}`, { offset: end - ALLOCATION_BYTES })
    }
    const { header, natives } = this.#capture
    const stacks = this.#stacks[thread === header.mainThread ? 1 : 0]
    const stack = trace === 0 ? -1 : stacks.get(trace - 1)
    this.#part.add(
      {
        stack: natives.push(stack, native),
        thread: this.#capture.thread(thread),
        labels: this.#capture.allocatorLabel(allocator),
      },
      [peakBytes, peakObjects, bytes, objects],
    )
  }

  /** The places of allocation, a row each. */
  part(): StacksBuilder {
    return this.#part
  }
}
