import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import { Action, type ClockSource, type ThreadEvents } from './trace-events.ts'

const FORMAT = 'art-trace'
/** Times of the first versions are 32 bits of microseconds, which last for 71 minutes. */
const WRAP = 2 ** 32 * 1000

/** What the rows of all threads go into. */
export interface RowContext {
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly clock: ClockSource
  readonly warnings: Warnings
  /** The frame of a method's number. */
  readonly frameOf: (method: number) => number
}

/** Turns entries and exits into rows: between two of them, the stack that is open. An exit closes what it names, and what was
 *  entered inside it and never left. */
export function addCallRows(events: ThreadEvents, thread: number, context: RowContext): void {
  const open = new OpenCalls(thread, context)
  const wall = unwrapped(events.wall.finish())
  const cpu = unwrapped(events.cpu.finish())
  for (let i = 0; i < wall.length; i++) {
    open.advance(wall[i]!, cpu[i]!)
    const frame = context.frameOf(events.method.get(i))
    if (events.action.get(i) === Action.enter) open.enter(frame)
    else open.leave(frame)
  }
  open.finish()
}

function unwrapped(times: Float64Array): Float64Array {
  let turns = 0
  let before = 0
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!
    if (before - time > WRAP / 2) turns++
    before = time
    times[i] = time + turns * WRAP
  }
  return times
}

class OpenCalls {
  readonly #thread: number
  readonly #context: RowContext
  readonly #frames: number[] = []
  readonly #stacks: number[] = []
  /** How often each frame is open. */
  readonly #openCount = new Map<number, number>()
  #wall = Number.NaN
  #cpu = Number.NaN
  #isCounted = true

  constructor(thread: number, context: RowContext) {
    this.#thread = thread
    this.#context = context
  }

  advance(wall: number, cpu: number): void {
    const wallStep = Math.max(0, wall - this.#wall || 0)
    const cpuStep = Math.max(0, cpu - this.#cpu || 0)
    if (this.#stacks.length > 0 && (wallStep > 0 || cpuStep > 0)) this.#add(wallStep, cpuStep)
    // A clock that went back stands still until it has caught up.
    this.#wall = Number.isNaN(this.#wall) ? wall : Math.max(this.#wall, wall)
    this.#cpu = Number.isNaN(this.#cpu) ? cpu : Math.max(this.#cpu, cpu)
  }

  enter(frame: number): void {
    if (!this.#isCounted) this.#add(0, 0)
    const { shared } = this.#context
    this.#stacks.push(shared.stack(this.#stacks.at(-1) ?? -1, frame))
    this.#frames.push(frame)
    this.#openCount.set(frame, (this.#openCount.get(frame) ?? 0) + 1)
    this.#isCounted = false
    assertDepth(FORMAT, this.#frames.length)
    assertStackCount(FORMAT, shared.stacks.length)
  }

  leave(frame: number): void {
    const { warnings } = this.#context
    if ((this.#openCount.get(frame) ?? 0) === 0) {
      warnings.add('unmatched-exits', 'Exits of methods that were not entered in the trace were left out.')
      return
    }
    for (;;) {
      const top = this.#pop()
      if (top === frame) return
      warnings.add('missing-exits', 'Methods without an exit end with the one they were called from.')
    }
  }

  finish(): void {
    while (this.#frames.length > 0) {
      this.#pop()
      this.#context.warnings.add(
        'open-methods',
        'Methods that still ran end with the last record of their thread.',
      )
    }
  }

  #pop(): number {
    if (!this.#isCounted) this.#add(0, 0)
    const frame = this.#frames.pop()!
    this.#stacks.pop()
    this.#openCount.set(frame, this.#openCount.get(frame)! - 1)
    return frame
  }

  #add(wall: number, cpu: number): void {
    const { part, clock } = this.#context
    const calls = this.#isCounted ? 0 : 1
    const weights = clock === 'dual' ? [wall, cpu, calls] : clock === 'wall' ? [wall, calls] : [cpu, calls]
    const time = clock === 'thread-cpu' ? Number.NaN : this.#wall
    part.add({ stack: this.#stacks.at(-1)!, thread: this.#thread, time }, weights)
    this.#isCounted = true
  }
}
