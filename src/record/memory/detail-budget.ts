import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import type { GrowingProcess } from './growing-process.ts'

/** Share of a processor that reading PSS, USS and swap may cost, all processes together. */
const DETAIL_SHARE = 0.02
/** What is planned with: the next reading may take half as long again as the last. */
const PLANNED = DETAIL_SHARE / 1.5
/** Shortest pause between two readings, and what the first is expected to take, ns. */
const SHORTEST = 10e6
const FIRST = 1e6

/** Decides when the costly figures of memory are read: one process at a time, in turn, whenever all readings together stay a small
 *  share of the time. */
export class DetailBudget {
  /** Readings so far, and what they took, ns. */
  readings = 0
  cost = DOUBLE_ZERO
  #next = Number.NaN
  #start = DOUBLE_ZERO
  #turn = 0

  /** Reads the process whose turn it is, if there is time for it. `now` in ns; `clock` in ms. */
  spend(processes: readonly GrowingProcess[], time: { now: number; clock: () => number }): void {
    if (Number.isNaN(this.#next)) {
      this.#start = time.now
      this.#next = time.now + FIRST / PLANNED
    }
    if (time.now < this.#next || processes.length === 0) return
    const { memory } = processes[this.#turn++ % processes.length]!
    const before = time.clock()
    if (memory.readDetails(time.now)) this.readings++
    const took = 1e6 * (time.clock() - before)
    this.cost += took
    this.#next = Math.max(time.now + SHORTEST, this.#start + (this.cost + took) / PLANNED)
  }
}
