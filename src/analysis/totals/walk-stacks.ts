import type { StackTable } from '../../model/tables.ts'

/** Frames to walk for each stack of the table before walking is given up: below, it is several times faster than to go
 *  through the tree of stacks, which is never slower than linear. */
const FRAMES_PER_STACK = 8

/** Self and total of things that frames belong to (a func, a line …), one entry a key. */
export interface KeyTotals {
  /** Weight of the stacks whose top frame has the key. */
  readonly self: Float64Array
  /** Weight of the stacks in which any frame has the key: however often it recurs, a stack counts once. */
  readonly total: Float64Array
}

/** What the stacks weigh in which any frame has a key. */
export interface MetWeight {
  readonly sum: number
  /** The sum of their sizes: more than `sum` where some weigh less than nothing. */
  readonly size: number
}

/** Walks stacks down to their roots and adds their weights up. */
export interface StackWalk {
  readonly totals: KeyTotals
  readonly met: MetWeight
  /** False, and the totals are worth nothing, once the stacks share so much that it takes too long: a recursion that was
   *  sampled at each of its thousand depths. */
  add(stack: number, weight: number): boolean
}

/** How many frames may be walked in a table of so many stacks. */
export function framesToWalk(stacks: number): number {
  return FRAMES_PER_STACK * stacks
}

/** A walk that adds weights up by key. `keyOfFrame` has an entry per row of `shared.frames`: a key in [0, keys) or -1 for
 *  frames of no interest. */
export function walkStacks(
  { prefix, frame, length }: StackTable,
  { keyOfFrame, keys }: { keyOfFrame: Int32Array; keys: number },
): StackWalk {
  const self = new Float64Array(keys)
  const total = new Float64Array(keys)
  // Per key the last walk that it was counted in.
  const countedIn = new Int32Array(keys)
  const met = { sum: 0, size: 0 }
  let walks = 0
  let left = framesToWalk(length)
  return {
    totals: { self, total },
    met,
    add(stack, weight) {
      walks++
      const top = keyOfFrame[frame[stack]!]!
      let isMet = false
      if (top !== -1) self[top]! += weight
      for (let at = stack; at !== -1; at = prefix[at]!) {
        const key = keyOfFrame[frame[at]!]!
        if (key !== -1 && countedIn[key] !== walks) {
          countedIn[key] = walks
          total[key]! += weight
          isMet = true
        }
        if (left-- === 0) return false
      }
      if (isMet) {
        met.sum += weight
        met.size += Math.abs(weight)
      }
      return true
    },
  }
}
