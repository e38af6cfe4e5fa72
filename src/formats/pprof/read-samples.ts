import { PairMap } from '../../base/pair-map.ts'
import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type ProtoReader, signed } from '../decoding/protobuf/proto-reader.ts'
import { assertDepth, assertStackCount } from '../limits.ts'
import type { LabelReader } from './read-labels.ts'
import type { Locations } from './read-locations.ts'
import { idOf, type RawProfile } from './tables.ts'

const FORMAT = 'pprof'

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
  const { reader, part, labels, warn } = context
  const typeCount = part.weights.length
  const path = new LocationPath(context)
  const values = new Float64Array(typeCount)
  const { starts, ends } = profile.samples
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!
    reader.offset = start
    reader.end = ends[i]!
    path.clear()
    values.fill(0)
    let count = 0
    while (reader.next()) {
      if (reader.field === 1) reader.repeated(() => path.push())
      else if (reader.field === 2) {
        reader.repeated(() => {
          if (count < typeCount) values[count] = signed(reader.low, reader.high)
          count++
        })
      } else if (reader.field === 3) {
        const end = reader.message()
        labels.note(reader.offset, end)
        reader.offset = end
      } else reader.skip()
    }
    if (!context.hasTypes && count === 0) values[0] = 1
    if (count !== typeCount && context.hasTypes) {
      warn(
        'value-count',
        'Samples do not have one value for each value type; missing ones count as 0.',
        start,
      )
    }
    if (values.some(value => !Number.isSafeInteger(value))) {
      warn('rounded', 'Numbers above 2^53 were rounded.', start)
    }
    const { thread, state, wait, labels: set } = labels.take()
    const { columns } = part.samples
    columns.stack.push(path.stack())
    columns.thread.push(thread)
    columns.time.push(Number.NaN)
    columns.state.push(state)
    columns.wait.push(wait)
    columns.flags.push(0)
    columns.labels.push(set)
    for (let k = 0; k < typeCount; k++) part.weights[k]!.push(values[k]!)
  }
}

/** The locations of one sample, leaf first, and the stack they make. */
class LocationPath {
  readonly #context: SampleContext
  /** Stacks by (prefix, location), for locations of several frames: a location's frames are walked once a prefix. */
  readonly #extended = new PairMap()
  #locations = new Int32Array(64)
  #length = 0

  constructor(context: SampleContext) {
    this.#context = context
  }

  clear(): void {
    this.#length = 0
  }

  /** Appends the location whose id the reader has just read. */
  push(): void {
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
    if (this.#length === this.#locations.length) {
      const larger = new Int32Array(2 * this.#length)
      larger.set(this.#locations)
      this.#locations = larger
    }
    this.#locations[this.#length++] = index
    assertDepth(FORMAT, this.#length)
  }

  stack(): number {
    const { shared, locations } = this.#context
    const { starts, frames } = locations
    let stack = -1
    for (let i = this.#length - 1; i >= 0; i--) {
      const location = this.#locations[i]!
      const first = starts[location]!
      const end = starts[location + 1]!
      if (end - first === 1) {
        stack = shared.stack(stack, frames[first]!)
        continue
      }
      let next = this.#extended.get(stack, location)
      if (next === -1) {
        next = stack
        for (let at = first; at < end; at++) next = shared.stack(next, frames[at]!)
        this.#extended.set(stack, location, next)
        assertStackCount(FORMAT, shared.stacks.length)
      }
      stack = next
    }
    assertStackCount(FORMAT, shared.stacks.length)
    return stack
  }
}
