import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { ThreadState } from '../../../model/tables.ts'
import type { LiveMessage } from './session-protocol.ts'
import type { RowSink } from './thread-rows.ts'

/** The part of a live message that is gathered from rows. */
export type LivePart = Pick<
  LiveMessage,
  'kind' | 'strings' | 'funcs' | 'frames' | 'stacks' | 'rows' | 'states'
>

/** Gathers rows for somebody who watches, instead of keeping them: sums per stack since the last message, and what is
 *  new in the tables. */
export class LiveFeed implements RowSink {
  readonly #shared: SharedBuilder
  #sums = new Map<number, { wall: number; cpu: number }>()
  #states = new Float64Array(5)
  #sent = { strings: 0, funcs: 0, frames: 0, stacks: 0 }

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  add(
    stack: number,
    _thread: number,
    _time: number,
    state: number,
    _wait: number,
    _flags: number,
    wall: number,
    cpu: number,
  ): void {
    this.#states[state] = (this.#states[state] ?? 0) + wall
    const sum = this.#sums.get(stack)
    if (sum === undefined) {
      this.#sums.set(stack, { wall, cpu })
    } else {
      sum.wall += wall
      sum.cpu += cpu
    }
  }

  /** What came since the last time. */
  take(): LivePart {
    const sums = [...this.#sums.values()]
    const part: LivePart = {
      kind: 'live',
      ...this.#newEntries(),
      rows: {
        stack: Int32Array.from(this.#sums.keys()),
        wall: Float64Array.from(sums, ({ wall }) => wall),
        cpu: Float64Array.from(sums, ({ cpu }) => cpu),
      },
      states: this.#states,
    }
    this.#sums = new Map()
    this.#states = new Float64Array(Object.keys(ThreadState).length)
    return part
  }

  #newEntries(): Pick<LiveMessage, 'strings' | 'funcs' | 'frames' | 'stacks'> {
    const { sources, funcs, frames, stacks } = this.#shared
    const before = this.#sent
    this.#sent = {
      strings: this.#shared.stringCount,
      funcs: funcs.length,
      frames: frames.length,
      stacks: stacks.length,
    }
    const file = (source: number) => (source === -1 ? -1 : sources.columns.path.get(source))
    return {
      strings: range(before.strings, this.#sent.strings).map(i => this.#shared.text(i)),
      funcs: range(before.funcs, funcs.length).map(i => ({
        name: funcs.columns.name.get(i),
        file: file(funcs.columns.source.get(i)),
        line: funcs.columns.line.get(i),
      })),
      frames: {
        func: Int32Array.from(range(before.frames, frames.length), i => frames.columns.func.get(i)),
        line: Int32Array.from(range(before.frames, frames.length), i => frames.columns.line.get(i)),
      },
      stacks: {
        prefix: Int32Array.from(range(before.stacks, stacks.length), i => stacks.columns.prefix.get(i)),
        frame: Int32Array.from(range(before.stacks, stacks.length), i => stacks.columns.frame.get(i)),
      },
    }
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
