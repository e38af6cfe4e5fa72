import type { ThreadLane, TimelineSeries } from '../../src/query/time/timeline.ts'

/** Bins `from … to - 1` of a row, in which nothing changed. */
export interface Piece {
  readonly from: number
  readonly to: number
}

/** A value over time changes all the time: it is walked in so many steps. */
const SERIES_PIECES = 50

/** The state a thread was in for most of a bin, in a word; '' where it was not seen. */
export function stateOf(lane: ThreadLane, bin: number): string {
  const states = [
    ['running', lane.running[bin]! + lane.unknown[bin]!],
    ['runnable', lane.runnable[bin]!],
    ['waits for the GIL', lane.waitingGil[bin]!],
    [lane.mainWait === null ? 'waits' : `waits: ${lane.mainWait}`, lane.blocked[bin]!],
  ] as const
  let best = ''
  let most = 0
  for (const [name, share] of states) {
    if (share > most) {
      most = share
      best = name
    }
  }
  return best
}

/** The bins around `bin` in which the thread ran the same function in the same state. */
export function lanePieceAt(lane: ThreadLane, bin: number): Piece {
  const func = lane.topFunc[bin]
  const state = stateOf(lane, bin)
  const isSame = (other: number) => lane.topFunc[other] === func && stateOf(lane, other) === state
  let from = bin
  while (from > 0 && isSame(from - 1)) from--
  let to = bin + 1
  while (to < lane.topFunc.length && isSame(to)) to++
  return { from, to }
}

/** The step of a value over time that holds `bin`. */
export function seriesPieceAt({ values }: TimelineSeries, bin: number): Piece {
  const size = Math.max(1, values.length / SERIES_PIECES)
  const step = Math.floor(bin / size)
  return { from: Math.ceil(step * size), to: Math.min(values.length, Math.ceil((step + 1) * size)) }
}

/** The value of a piece that is farthest from nothing; where it has no point, the last one before it; NaN before the first. */
export function farthestOf({ values }: TimelineSeries, { from, to }: Piece): number {
  let most = Number.NaN
  for (let bin = from; bin < to; bin++)
    if (!(Math.abs(values[bin]!) <= Math.abs(most)) && !Number.isNaN(values[bin]!)) most = values[bin]!
  for (let bin = from - 1; Number.isNaN(most) && bin >= 0; bin--) most = values[bin]!
  return most
}
