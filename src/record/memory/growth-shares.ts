import { ThreadState } from '../../model/tables.ts'
import type { RowSink } from '../python/session/thread-rows.ts'
import { Growers } from './growers.ts'

/** A thread's stack, and its part (the parts of a list add up to 1) of what memory grew by. */
export interface GrowthPart {
  /** Row of the thread. */
  readonly thread: number
  readonly stack: number
  readonly part: number
  /** Whether the thread waited there: waiting takes no memory. */
  readonly isWaiting?: boolean
}

/** What one tick saw of a process. */
export interface GrowthTick {
  /** ns on the recording's clock. */
  readonly time: number
  /** Bytes that memory grew by since the last tick, and who may have done it by what ran at both ticks. */
  readonly growth: number
  readonly suspects: readonly GrowthPart[]
  /** Bytes that memory grew by while the stacks were read, and what was read meanwhile of those threads that ran. */
  readonly caught: number
  readonly culprits: readonly GrowthPart[]
}

/** Ticks on either side whose evidence counts. */
const NEAR = 32
/**
 * Puts what memory grew by between two ticks down to stacks. A line that allocates for a short time in a loop that computes for
 * longer is hardly ever what a tick sees, so the stacks seen at both ticks are no more than suspects. Memory is therefore read
 * before and after the stacks are: what it grew by meanwhile was caught in the act. What is caught is a fair sample of all
 * growth, since ticks come at random; growth is shared out in proportion to what was caught around it, among the suspects and
 * those that were caught both before and after. Where none of them was caught the suspects have it as they are; of one that only
 * waited it is passed on, see {@link Growers}.
 */
export class GrowthShares {
  readonly #sink: RowSink
  readonly #growers: Growers
  readonly #ticks: GrowthTick[] = []
  /** What grew while a thread waited, for which nobody else is known yet. */
  readonly #deferred = new Map<string, { bytes: number; time: number }>()
  /** The tick that is shared out next. */
  #at = 0

  /** `prefixOf` gives the stack below the leaf of a stack, -1 at a root. */
  constructor(sink: RowSink, prefixOf: (stack: number) => number) {
    this.#sink = sink
    this.#growers = new Growers(prefixOf)
  }

  /** Takes what a tick saw. Rows of some ticks before may be written. */
  add(tick: GrowthTick): void {
    this.#ticks.push(tick)
    if (this.#ticks.length - this.#at > NEAR) this.#shareNext()
  }

  /** Writes out the rest. */
  finish(): void {
    while (this.#at < this.#ticks.length) this.#shareNext()
    this.#ticks.length = 0
    this.#at = 0
    for (const [key, { bytes, time }] of this.#deferred) {
      const [thread, stack] = key.split(' ').map(Number) as [number, number]
      this.#passOn({ thread, stack, part: bytes, time, isLast: true })
    }
    this.#deferred.clear()
  }

  #shareNext(): void {
    const tick = this.#ticks[this.#at]!
    if (tick.growth > 0) this.#share(tick)
    this.#at++
    if (this.#at > NEAR) {
      this.#ticks.shift()
      this.#at--
    }
  }

  #share(tick: GrowthTick): void {
    const before = caughtBy(this.#ticks.slice(0, this.#at))
    const after = caughtBy(this.#ticks.slice(this.#at))
    const isSuspect = new Set(tick.suspects.map(keyOf))
    const shares: GrowthPart[] = []
    for (const [key, caught] of new Map([...before, ...after])) {
      const other = before.get(key)
      if (!isSuspect.has(key) && (other === undefined || !after.has(key))) continue
      const part = other === undefined || other === caught ? caught.part : caught.part + other.part
      shares.push({ ...caught, part })
    }
    const whole = shares.reduce((sum, { part }) => sum + part, 0)
    for (const { thread, stack, part, isWaiting } of whole > 0 ? shares : tick.suspects) {
      const bytes = tick.growth * (whole > 0 ? part / whole : part)
      if (bytes <= 0) continue
      if (isWaiting === true) this.#passOn({ thread, stack, part: bytes, time: tick.time, isLast: false })
      else {
        this.#growers.confirm(stack, bytes)
        this.#write(thread, stack, tick.time, bytes)
      }
    }
  }

  #passOn(of: { thread: number; stack: number; part: number; time: number; isLast: boolean }): void {
    const { thread, stack, part, time, isLast } = of
    const growers = this.#growers.around(stack)
    if (growers !== null) {
      for (const [grower, share] of growers) this.#write(thread, grower, time, part * share)
    } else if (isLast) {
      this.#write(thread, stack, time, part)
    } else {
      const key = keyOf(of)
      const known = this.#deferred.get(key)
      this.#deferred.set(key, { bytes: (known?.bytes ?? 0) + part, time: known?.time ?? time })
    }
  }

  #write(thread: number, stack: number, time: number, bytes: number): void {
    this.#sink.add(stack, thread, time, ThreadState.running, -1, 0, 0, bytes, 0)
  }
}

/** Bytes caught by thread and stack. */
function caughtBy(ticks: readonly GrowthTick[]): Map<string, GrowthPart> {
  const sums = new Map<string, GrowthPart>()
  for (const { caught, culprits } of ticks) {
    if (caught === 0) continue
    for (const culprit of culprits) {
      const key = keyOf(culprit)
      sums.set(key, { ...culprit, part: (sums.get(key)?.part ?? 0) + caught * culprit.part })
    }
  }
  return sums
}

function keyOf({ thread, stack }: { readonly thread: number; readonly stack: number }): string {
  return `${thread} ${stack}`
}
