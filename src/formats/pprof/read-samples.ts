import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type ProtoReader, signed, WireType } from '../decoding/protobuf/proto-reader.ts'
import { PathTree } from './path-tree.ts'
import type { LabelReader } from './read-labels.ts'
import type { Locations } from './read-locations.ts'
import type { SampleColumns } from './sample-columns.ts'
import type { RawProfile } from './tables.ts'

/** What a path that no sample before had takes in the file, roughly. */
const BYTES_PER_PATH = 32

const VALUE_COUNT = 'Samples do not have one value for each value type; missing ones count as 0.'
const MISSING = 'Samples name locations that are not in the file; they were left out.'

interface SampleContext {
  readonly reader: ProtoReader
  readonly shared: SharedBuilder
  readonly columns: SampleColumns
  readonly locations: Locations
  readonly labels: LabelReader
  readonly warn: (code: string, message: string, offset: number) => void
  /** Whether the file says what its values are. */
  readonly hasTypes: boolean
}

/** Reads the samples into the columns, one row each, in the order of the file. @throws FormatError, LimitError. */
export function readSamples(profile: RawProfile, context: SampleContext): void {
  const { reader, labels } = context
  const { samples } = context.columns
  const values = new SampleValues(context)
  const { starts, ends } = profile.samples
  const path = new SamplePath(reader)
  let row = 0
  let sampleStart = 0
  const tree = new PathTree({
    shared: context.shared,
    locations: context.locations,
    file: reader.bytes,
    size: starts.reduce((sum, start, i) => sum + ends[i]! - start, 0) / BYTES_PER_PATH,
    onMissing: count => {
      for (let i = 0; i < count; i++) context.warn('missing-location', MISSING, sampleStart)
    },
  })
  for (const [i, start] of starts.entries()) {
    reader.offset = start
    while (reader.offset < ends[i]!) {
      reader.end = ends[i]!
      reader.next()
      const end = reader.message()
      reader.end = end
      sampleStart = reader.offset
      readSample()
      row++
    }
  }

  function readSample(): void {
    path.clear()
    values.start(row)
    for (let at = reader.offset; reader.next(); at = reader.offset) {
      if (reader.field === 1) path.read()
      else if (reader.field === 2) values.read()
      else if (reader.field === 3) {
        reader.offset = reader.message()
        labels.note(at, reader.offset)
      } else reader.skip()
    }
    values.finish(sampleStart)
    samples.stack[row] = path.stack(tree)
    const meaning = labels.take()
    if (meaning === null) return
    samples.thread[row] = meaning.thread
    samples.state[row] = meaning.state
    samples.wait[row] = meaning.wait
    samples.labels[row] = meaning.labels
  }
}

/** The values of one sample. */
class SampleValues {
  readonly #context: SampleContext
  readonly #weights: readonly Float64Array[]
  #row = 0
  #count = 0

  constructor(context: SampleContext) {
    this.#context = context
    this.#weights = context.columns.weights
  }

  start(row: number): void {
    this.#row = row
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

  /** Checks what was read of the sample that stands at `offset`. */
  finish(offset: number): void {
    const { hasTypes, warn } = this.#context
    if (!hasTypes && this.#count === 0) this.#weights[0]![this.#row] = 1
    if (hasTypes && this.#count !== this.#weights.length) warn('value-count', VALUE_COUNT, offset)
  }

  #take(): void {
    const { reader, warn } = this.#context
    reader.readVarint()
    if (this.#count < this.#weights.length) {
      const value = signed(reader.low, reader.high)
      if (!Number.isSafeInteger(value)) warn('rounded', 'Numbers above 2^53 were rounded.', reader.offset)
      this.#weights[this.#count]![this.#row] = value
    }
    this.#count++
  }
}

/** Where the ids of one sample's locations stand, leaf first. */
class SamplePath {
  readonly #reader: ProtoReader
  /** Ids that stand in one piece, as nearly all do, stay in the file; others are put together. */
  #pieces: Uint8Array[] = []
  #start = 0
  #end = 0

  constructor(reader: ProtoReader) {
    this.#reader = reader
  }

  clear(): void {
    this.#start = 0
    this.#end = 0
    if (this.#pieces.length > 0) this.#pieces = []
  }

  /** Reads the field that the reader is at. */
  read(): void {
    const reader = this.#reader
    if (this.#end !== this.#start) this.#pieces.push(reader.bytes.subarray(this.#start, this.#end))
    if (reader.type === WireType.varint) {
      this.#start = reader.offset
      reader.readVarint()
      this.#end = reader.offset
    } else {
      this.#end = reader.message()
      this.#start = reader.offset
      reader.offset = this.#end
    }
  }

  stack(tree: PathTree): number {
    const { bytes } = this.#reader
    if (this.#pieces.length === 0) return tree.stack(bytes, this.#start, this.#end)
    const ids = concat([...this.#pieces, bytes.subarray(this.#start, this.#end)])
    return tree.stack(ids, 0, ids.length)
  }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
