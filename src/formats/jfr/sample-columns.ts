import { LimitError } from '../../base/errors.ts'
import { growableFloat64, growableInt32, growableUint8 } from '../../base/growable.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import { FORMAT } from './jfr-reader.ts'
import { SAMPLE_EVENTS } from './sample-events.ts'

/** Weights of all samples together that are believed: a gibibyte of them. */
const MAX_WEIGHTS = 2 ** 27

const KINDS = Object.keys(SAMPLE_EVENTS)

/** The samples of all chunks, before it is known which value types there are. */
export class SampleColumns {
  /** Index of the event among those that are samples. */
  readonly #kind = growableUint8()
  readonly #stack = growableInt32()
  readonly #thread = growableInt32()
  readonly #time = growableFloat64()
  readonly #state = growableUint8()
  readonly #labels = growableInt32()
  readonly #weight = growableFloat64()
  #isSorted = true

  get length(): number {
    return this.#kind.length
  }

  /** `kind` is the name of the event in {@link SAMPLE_EVENTS}; `time` in nanoseconds since the recording began. */
  add(
    kind: string,
    row: { stack: number; thread: number; time: number; state: number; labels: number; weight: number },
  ): void {
    const { length } = this
    if (length > 0 && row.time < this.#time.get(length - 1)) this.#isSorted = false
    this.#kind.push(KINDS.indexOf(kind))
    this.#stack.push(row.stack)
    this.#thread.push(row.thread)
    this.#time.push(row.time)
    this.#state.push(row.state)
    this.#labels.push(row.labels)
    this.#weight.push(row.weight)
  }

  /** The part, in the order of time: a value type for each weight and each count that occurs, execution samples first.
   *  @throws LimitError */
  finish(): StacksPart {
    const { types, weightOf, countOf } = this.#valueTypes()
    if (this.length * types.length > MAX_WEIGHTS) {
      throw new LimitError(FORMAT, `${this.length} samples of ${types.length} value types`)
    }
    const part = new StacksBuilder(types)
    const time = this.#time.finish()
    const order = Int32Array.from(time, (_, i) => i)
    if (!this.#isSorted) order.sort((a, b) => time[a]! - time[b]! || a - b)
    const weights = new Array<number>(types.length)
    for (const i of order) {
      const kind = this.#kind.get(i)
      weights.fill(0)
      const weight = weightOf[kind]!
      if (weight !== -1) weights[weight] = this.#weight.get(i)
      weights[countOf[kind]!] = 1
      const row = { stack: this.#stack.get(i), thread: this.#thread.get(i), time: time[i]! }
      part.add({ ...row, state: this.#state.get(i), labels: this.#labels.get(i) }, weights)
    }
    return part.finish(this.length > 0)
  }

  /** The value types that occur, and per kind of event the columns of its weight (-1 for none) and its count. */
  #valueTypes(): { types: ValueType[]; weightOf: number[]; countOf: number[] } {
    const present = new Set<number>()
    for (let i = 0; i < this.length; i++) present.add(this.#kind.get(i))
    const types: ValueType[] = []
    const columnOf = (name: string, unit: string) => {
      const known = types.findIndex(type => type.name === name)
      return known !== -1 ? known : types.push({ name, unit, kind: 'sum', precision: 'sampled' }) - 1
    }
    const weightOf: number[] = []
    const countOf: number[] = []
    for (const [kind, name] of KINDS.entries()) {
      if (!present.has(kind)) continue
      const { weight, samples } = SAMPLE_EVENTS[name]!
      weightOf[kind] = weight === null ? -1 : columnOf(weight.name, weight.unit)
      countOf[kind] = columnOf(samples, 'count')
    }
    if (types.length === 0) columnOf('execution samples', 'count')
    return { types, weightOf, countOf }
  }
}
