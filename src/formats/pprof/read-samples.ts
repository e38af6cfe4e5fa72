import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type ProtoReader, signed, WireType } from '../decoding/protobuf/proto-reader.ts'
import { assertDepth } from '../importing/limits.ts'
import { LocationTree } from './location-tree.ts'
import type { LabelReader } from './read-labels.ts'
import type { Locations } from './read-locations.ts'
import { idOf, type RawProfile } from './tables.ts'

const FORMAT = 'pprof'

/** Eight ids and a share of the rest of a sample. */
const BYTES_PER_BLOCK = 32

interface SampleContext {
  readonly reader: ProtoReader
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly locations: Locations
  readonly labels: LabelReader
  readonly warn: (code: string, message: string, offset: number) => void
  /** Whether the file says what its values are. */
  readonly hasTypes: boolean
}

/** Reads the samples into the part, one row each, in the order of the file. @throws FormatError, LimitError. */
export function readSamples(profile: RawProfile, context: SampleContext): void {
  const { reader, part, labels } = context
  const values = new SampleValues(context)
  const { starts, ends } = profile.samples
  const path = new LocationPath(
    context,
    starts.reduce((sum, start, i) => sum + ends[i]! - start, 0),
  )
  for (const [i, start] of starts.entries()) {
    reader.offset = start
    while (reader.offset < ends[i]!) {
      reader.end = ends[i]!
      reader.next()
      const end = reader.message()
      reader.end = end
      readSample(reader.offset)
    }
  }

  function readSample(start: number): void {
    path.clear()
    values.clear()
    for (let at = start; reader.next(); at = reader.offset) {
      if (reader.field === 1) path.read()
      else if (reader.field === 2) values.read()
      else if (reader.field === 3) {
        reader.offset = reader.message()
        labels.note(at, reader.offset)
      } else reader.skip()
    }
    values.push(start)
    const { thread, state, wait, labels: set } = labels.take()
    const { columns } = part.samples
    columns.stack.push(path.stack())
    columns.thread.push(thread)
    columns.time.push(Number.NaN)
    columns.state.push(state)
    columns.wait.push(wait)
    columns.flags.push(0)
    columns.labels.push(set)
  }
}

/** The values of one sample. */
class SampleValues {
  readonly #context: SampleContext
  readonly #values: Float64Array
  #count = 0

  constructor(context: SampleContext) {
    this.#context = context
    this.#values = new Float64Array(context.part.weights.length)
  }

  clear(): void {
    this.#values.fill(0)
    this.#count = 0
  }

  /** Reads the field that the reader is at. */
  read(): void {
    const { reader } = this.#context
    if (reader.type === WireType.varint) {
      this.#take()
      return
    }
    const end = reader.message()
    while (reader.offset < end) this.#take()
    if (reader.offset !== end) reader.fail('field 2: its numbers reach past its end')
  }

  /** Appends the values to the part. `offset` is where the sample stands. */
  push(offset: number): void {
    const { hasTypes, part, warn } = this.#context
    const values = this.#values
    if (!hasTypes && this.#count === 0) values[0] = 1
    if (hasTypes && this.#count !== values.length) {
      warn(
        'value-count',
        'Samples do not have one value for each value type; missing ones count as 0.',
        offset,
      )
    }
    for (let k = 0; k < values.length; k++) {
      if (!Number.isSafeInteger(values[k]!)) warn('rounded', 'Numbers above 2^53 were rounded.', offset)
      part.weights[k]!.push(values[k]!)
    }
  }

  #take(): void {
    const { reader } = this.#context
    reader.readVarint()
    if (this.#count < this.#values.length) this.#values[this.#count] = signed(reader.low, reader.high)
    this.#count++
  }
}

/** The locations of one sample, leaf first, and the stack they make. */
class LocationPath {
  readonly #context: SampleContext
  readonly #tree: LocationTree
  #path = new Int32Array(64)
  #length = 0

  /** `bytes` is how long the samples are in the file. */
  constructor(context: SampleContext, bytes: number) {
    this.#context = context
    this.#tree = new LocationTree(FORMAT, { ...context, size: bytes / BYTES_PER_BLOCK })
  }

  clear(): void {
    this.#length = 0
  }

  /** Reads the field that the reader is at. */
  read(): void {
    const { reader } = this.#context
    if (reader.type === WireType.varint) {
      reader.readVarint()
      this.#push()
      return
    }
    const end = reader.message()
    if (this.#length + end - reader.offset > this.#path.length)
      this.#widen(this.#length + end - reader.offset)
    const { bytes } = reader
    const { indexById } = this.#context.locations
    const path = this.#path
    let length = this.#length
    let at = reader.offset
    while (at < end) {
      // Nearly all ids take one to three bytes.
      const first = bytes[at]!
      let id = first
      let next = at + 1
      if (first >= 0x80) {
        const second = bytes[next++]!
        id = (first & 0x7f) | ((second & 0x7f) << 7)
        if (second >= 0x80) {
          const third = bytes[next++]!
          id = third < 0x80 ? id | (third << 14) : -1
        }
      }
      const index = id >= 0 && id < indexById.length && next <= end ? indexById[id]! : -1
      if (index !== -1) {
        path[length++] = index
        at = next
        continue
      }
      reader.offset = at
      this.#length = length
      reader.readVarint()
      this.#push()
      length = this.#length
      at = reader.offset
    }
    reader.offset = at
    this.#length = length
    assertDepth(FORMAT, length)
    if (at !== end) reader.fail('field 1: its numbers reach past its end')
  }

  stack(): number {
    return this.#tree.stack(this.#path, this.#length)
  }

  /** Appends the location whose id the reader has just read. */
  #push(): void {
    const { reader, locations, warn } = this.#context
    const index = locations.indexOf(idOf(reader))
    if (index === -1) {
      warn(
        'missing-location',
        'Samples name locations that are not in the file; they were left out.',
        reader.offset,
      )
      return
    }
    if (this.#length === this.#path.length) this.#widen(this.#length + 1)
    this.#path[this.#length++] = index
    assertDepth(FORMAT, this.#length)
  }

  #widen(needed: number): void {
    const larger = new Int32Array(Math.max(needed, 2 * this.#path.length))
    larger.set(this.#path)
    this.#path = larger
  }
}
