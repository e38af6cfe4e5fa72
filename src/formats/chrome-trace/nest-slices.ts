import { LimitError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Slices } from './match-events.ts'

const FORMAT = 'chrome-trace'
/** Steps of putting stacks together again that events which overlap without nesting may cost in one file. */
const MAX_REPAIRS = 1 << 23

/** Gets what ran from `start` to `end` (microseconds); `begun` is 1 where the innermost event began with this row. */
export type RowHandler = (stack: number, start: number, end: number, begun: 0 | 1) => void

/** What the tracks of one file share. */
export interface NestContext {
  readonly shared: SharedBuilder
  /** Events that overlap others without being inside them. */
  overlaps: number
  repairs: number
}

/**
 * Turns the intervals of a track into rows: between two moments at which something begins or ends, the stack that is open.
 * An interval that begins inside another and outlasts it goes on without it, so every function keeps its whole time. One
 * whose end is not in the file ends with what it is in, or with the track at `last`.
 * O(n) where the intervals nest. @throws LimitError.
 */
export function nestSlices(slices: Slices, last: number, context: NestContext, emit: RowHandler): void {
  const open = new OpenSlices(slices, context, emit)
  for (let slice = 0; slice < slices.length; slice++) {
    open.closeUntil(slices.start[slice]!, slice)
    open.push(slice)
  }
  open.closeUntil(last, -1)
  open.closeAll(last)
}

class OpenSlices {
  readonly #slices: Slices
  readonly #context: NestContext
  readonly #emit: RowHandler
  /** The open slices, the outermost first; of each its stack, and the least end of it and those it is in. */
  readonly #open: number[] = []
  readonly #stacks: number[] = []
  readonly #leastEnd: number[] = []
  #now = Number.NEGATIVE_INFINITY
  /** Whether the innermost one has a row yet that says it began. */
  #isCounted = true

  constructor(slices: Slices, context: NestContext, emit: RowHandler) {
    this.#slices = slices
    this.#context = context
    this.#emit = emit
  }

  push(slice: number): void {
    const start = this.#slices.start[slice]!
    this.#advance(start)
    this.#countTop()
    this.#put(slice)
    this.#isCounted = false
    assertDepth(FORMAT, this.#open.length)
    assertStackCount(FORMAT, this.#context.shared.stacks.length)
  }

  /** Closes what ends up to a moment. At the very moment, not what holds `next`, an event without length. */
  closeUntil(moment: number, next: number): void {
    while (this.#open.length > 0 && this.#leastEnd.at(-1)! <= moment) {
      const end = this.#leastEnd.at(-1)!
      let place = this.#open.length - 1
      while (this.#slices.end[this.#open[place]!]! !== end) place--
      if (end === moment && next !== -1 && this.#holds(this.#open[place]!, next)) {
        this.#count(this.#open.length - 1 - place)
        return
      }
      this.#advance(end)
      this.#remove(place)
    }
  }

  closeAll(last: number): void {
    this.#advance(Math.max(this.#now, last))
    while (this.#open.length > 0) this.#remove(this.#open.length - 1)
  }

  /** Whether the file says that `inner`, which has no length, lies before the end of `outer`, though at the same time. */
  #holds(outer: number, inner: number): boolean {
    const { start, end, order, endOrder } = this.#slices
    return start[inner] === end[inner] && endOrder[inner] !== -1 && endOrder[outer]! > order[inner]!
  }

  #advance(to: number): void {
    if (this.#open.length > 0 && to > this.#now) {
      this.#emit(this.#stacks.at(-1)!, this.#now, to, this.#isCounted ? 0 : 1)
      this.#isCounted = true
    }
    this.#now = Math.max(this.#now, to)
  }

  /** Says that the innermost one began where it has no time of its own to say it. */
  #countTop(): void {
    if (!this.#isCounted) this.#emit(this.#stacks.at(-1)!, this.#now, this.#now, 1)
    this.#isCounted = true
  }

  #put(slice: number): void {
    const { shared } = this.#context
    this.#stacks.push(shared.stack(this.#stacks.at(-1) ?? -1, this.#slices.frame[slice]!))
    this.#leastEnd.push(Math.min(this.#leastEnd.at(-1) ?? Number.POSITIVE_INFINITY, this.#slices.end[slice]!))
    this.#open.push(slice)
  }

  /** Takes an open slice out; what is in it and ends later goes on without it. */
  #remove(place: number): void {
    this.#countTop()
    const above = this.#open.splice(place)
    this.#stacks.length = place
    this.#leastEnd.length = place
    for (let i = 1; i < above.length; i++) {
      const slice = above[i]!
      if (this.#slices.end[slice] === Number.POSITIVE_INFINITY) continue
      if (this.#slices.end[slice]! > this.#now) this.#context.overlaps++
      this.#put(slice)
    }
    this.#count(above.length - 1)
  }

  #count(repairs: number): void {
    this.#context.repairs += repairs
    if (this.#context.repairs > MAX_REPAIRS) {
      throw new LimitError(FORMAT, 'too many events overlap without being inside each other')
    }
  }
}
