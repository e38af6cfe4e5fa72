import { median } from '../../base/statistics.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/** What V8 was doing besides running code, by its own numbers. */
const STATES: Readonly<Record<number, string>> = {
  1: '(garbage collector)',
  2: '(parser)',
  3: '(bytecode compiler)',
  4: '(compiler)',
  7: '(atomics wait)',
  8: '(idle)',
  9: '(logging)',
}

/** The ticks of a log while it is read. */
export class Ticks {
  readonly #shared: SharedBuilder
  readonly #stacks: number[] = []
  /** Microseconds, NaN unknown. */
  readonly #times: number[] = []
  readonly #stateFrames = new Map<number, number>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  get length(): number {
    return this.#stacks.length
  }

  add(stack: number, time: number): void {
    this.#stacks.push(stack)
    this.#times.push(time)
  }

  /** The frame that stands for what V8 did, -1 where it ran a program or nobody knows. Newer versions count other states. */
  stateFrame(state: number, isOld: boolean): number {
    const title = isOld ? OLD_STATES[state] : STATES[state]
    if (title === undefined) return -1
    let frame = this.#stateFrames.get(state)
    if (frame === undefined) {
      frame = this.#shared.plainFrame(this.#shared.func({ name: title, kind: FuncKind.marker }))
      this.#stateFrames.set(state, frame)
    }
    return frame
  }

  /** A row a tick, each lasting to the next one, the last as long as most. Without times each lasts the interval. */
  finish(thread: number, interval: number): { stacks: StacksPart; duration: number | null } {
    const times = Float64Array.from(this.#times)
    const isTimed = times.every((time, i) => !Number.isNaN(time) && (i === 0 || time >= times[i - 1]!))
    const lengths = Array.from(times, (time, i) => (isTimed ? times[i + 1]! - time : interval))
    if (isTimed && lengths.length > 0) lengths[lengths.length - 1] = median(lengths.slice(0, -1)) || interval
    const part = new StacksBuilder(VALUE_TYPES)
    const first = times[0] ?? 0
    for (const [i, stack] of this.#stacks.entries()) {
      const time = isTimed ? (times[i]! - first) * 1000 : Number.NaN
      part.add({ stack, thread, time }, [(lengths[i]! || 0) * 1000, 1])
    }
    const end = isTimed && times.length > 0 ? times[times.length - 1]! - first : Number.NaN
    return { stacks: part.finish(isTimed), duration: Number.isNaN(end) ? null : end * 1000 }
  }
}

/** Before version 7 the compiler had one number. */
const OLD_STATES: Readonly<Record<number, string>> = {
  1: '(garbage collector)',
  2: '(parser)',
  3: '(compiler)',
}
