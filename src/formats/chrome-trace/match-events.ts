import { Phase, type Track } from './tracks.ts'

/** The intervals of a track, sorted so that an outer one stands before those inside it. */
export interface Slices {
  readonly length: number
  /** Begin and end in microseconds; an end of Infinity where the file has none. */
  readonly start: Float64Array
  readonly end: Float64Array
  readonly frame: Int32Array
  /** Place of the beginning among the track's events in time, and of its end; -1 where there was no event for the end. */
  readonly order: Int32Array
  readonly endOrder: Int32Array
}

/** What did not fit. */
export interface MatchProblems {
  unmatchedEnds: number
  unclosedBegins: number
}

/**
 * Finds the end of every beginning: an end that has a name closes the innermost open event of that name, one without closes
 * the innermost of all. Names decide, not arguments, as Perfetto and catapult do. O(n log n) where the events are unordered,
 * else O(n).
 */
export function matchEvents(track: Track, problems: MatchProblems): Slices {
  const time = track.time.finish()
  const order = inTime(time)
  const found = pairUp(track, order, problems)
  const { paired, complete } = found
  complete.sort((a, b) => found.start[a]! - found.start[b]! || found.end[b]! - found.end[a]! || a - b)
  return inNestingOrder(found, mergeSlices(found, paired, complete))
}

function inNestingOrder(found: Found, merged: Int32Array): Slices {
  const { length } = merged
  const start = new Float64Array(length)
  const end = new Float64Array(length)
  const frame = new Int32Array(length)
  const order = new Int32Array(length)
  const endOrder = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const slice = merged[i]!
    start[i] = found.start[slice]!
    end[i] = found.end[slice]!
    frame[i] = found.frame[slice]!
    order[i] = found.order[slice]!
    endOrder[i] = found.endOrder[slice]!
  }
  return { length, start, end, frame, order, endOrder }
}

/** The places of the events in the order of time; those of one time keep the order of the file. */
function inTime(time: Float64Array): Int32Array {
  const order = new Int32Array(time.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  for (let i = 1; i < time.length; i++) {
    if (time[i]! < time[i - 1]!) return order.sort((a, b) => time[a]! - time[b]! || a - b)
  }
  return order
}

interface Found {
  readonly start: number[]
  readonly end: number[]
  readonly frame: number[]
  readonly order: number[]
  readonly endOrder: number[]
  /** Slices of pairs, in the order in which they begin; and of complete events. */
  readonly paired: number[]
  readonly complete: number[]
}

function pairUp(track: Track, order: Int32Array, problems: MatchProblems): Found {
  const found: Found = { start: [], end: [], frame: [], order: [], endOrder: [], paired: [], complete: [] }
  const open: number[] = []
  const openByName = new Map<number, number[]>()
  const nameOf: number[] = []
  const close = (slice: number, at: number, place: number) => {
    found.end[slice] = at
    found.endOrder[slice] = place
  }
  for (let place = 0; place < order.length; place++) {
    const event = order[place]!
    const phase = track.phase.get(event)
    const at = track.time.get(event)
    const name = track.name.get(event)
    if (phase === Phase.end) {
      const slice = name === -1 ? lastOpen(open, found) : openByName.get(name)?.pop()
      if (slice === undefined) problems.unmatchedEnds++
      else {
        close(slice, at, place)
        // An end without a name leaves the list of its beginning's name behind by one.
        if (name === -1) openByName.get(nameOf[slice]!)?.pop()
      }
      continue
    }
    const slice = found.start.length
    const isComplete = phase === Phase.complete
    found.start.push(at)
    found.end.push(isComplete ? at + track.duration.get(event) : Number.POSITIVE_INFINITY)
    found.frame.push(track.frame.get(event))
    found.order.push(place)
    found.endOrder.push(-1)
    ;(isComplete ? found.complete : found.paired).push(slice)
    if (isComplete) continue
    open.push(slice)
    nameOf[slice] = name
    const named = openByName.get(name)
    if (named === undefined) openByName.set(name, [slice])
    else named.push(slice)
  }
  for (const slice of found.paired) if (found.endOrder[slice] === -1) problems.unclosedBegins++
  return found
}

/** The innermost beginning that is still open; those that were closed out of turn are dropped on the way. */
function lastOpen(open: number[], { endOrder }: Found): number | undefined {
  let slice = open.pop()
  while (slice !== undefined && endOrder[slice] !== -1) slice = open.pop()
  return slice
}

/** One list out of pairs, whose order in the file says how they nest, and complete events, whose length must say it. */
function mergeSlices(found: Found, paired: readonly number[], complete: readonly number[]): Int32Array {
  const merged = new Int32Array(paired.length + complete.length)
  let p = 0
  let c = 0
  for (let i = 0; i < merged.length; i++) {
    const pair = paired[p]
    const other = complete[c]
    const isPairFirst =
      other === undefined ||
      (pair !== undefined &&
        (found.start[pair]! - found.start[other]! ||
          found.end[other]! - found.end[pair]! ||
          found.order[pair]! - found.order[other]!) < 0)
    merged[i] = isPairFirst ? paired[p++]! : complete[c++]!
  }
  return merged
}
