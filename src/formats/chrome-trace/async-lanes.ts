import type { OwnerRows } from './trace-metadata.ts'
import { addToTrack, newTrack, type Track, type TrackRow } from './tracks.ts'

/** The events of one asynchronous operation: those of one process, category and id. */
export interface Operation {
  readonly pid: unknown
  /** Name of its first event: operations of one name share lanes. */
  readonly name: string
  readonly track: Track
}

/** Tracks of their own for asynchronous operations: they overlap each other and what threads do. */
export interface Lane {
  readonly thread: number
  readonly track: Track
}

/** Collects asynchronous events by the operation they belong to. */
export class Operations {
  readonly #known = new Map<string, Operation>()

  get size(): number {
    return this.#known.size
  }

  add(operation: { key: string; pid: unknown; name: string }, row: TrackRow): void {
    let known = this.#known.get(operation.key)
    if (known === undefined) {
      known = { pid: operation.pid, name: operation.name, track: newTrack() }
      this.#known.set(operation.key, known)
    }
    addToTrack(known.track, row)
  }

  /**
   * Lays the operations of one process and name into as few lanes as keep them apart in time, each a thread of its own.
   * `last` ends those that the file does not. O(n log n).
   */
  lanes(owners: OwnerRows, last: number): Lane[] {
    const groups = new Map<string, Operation[]>()
    for (const operation of this.#known.values()) {
      const key = `${String(operation.pid)}\0${operation.name}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [operation])
      else group.push(operation)
    }
    const lanes: Lane[] = []
    for (const group of groups.values()) {
      for (const operations of intoLanes(group, last)) {
        const { pid, name } = operations[0]!
        lanes.push({ thread: owners.lane(pid, `${name} (async)`), track: joined(operations) })
      }
    }
    return lanes
  }
}

/** The operations by lane, each in the order of time: one begins in the lane that has been free for longest. */
function intoLanes(operations: readonly Operation[], last: number): Operation[][] {
  const extents = operations
    .map(operation => ({ operation, ...extentOf(operation.track, last) }))
    .sort((a, b) => a.start - b.start)
  const lanes: Operation[][] = []
  const heap: { end: number; lane: number }[] = []
  for (const { operation, start, end } of extents) {
    const free = heap[0]
    if (free !== undefined && free.end <= start) {
      lanes[free.lane]!.push(operation)
      replaceLeast(heap, { end, lane: free.lane })
    } else {
      lanes.push([operation])
      insert(heap, { end, lane: lanes.length - 1 })
    }
  }
  return lanes
}

function extentOf(track: Track, last: number): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  let open = 0
  for (let i = 0; i < track.time.length; i++) {
    start = Math.min(start, track.time.get(i))
    end = Math.max(end, track.time.get(i))
    open += track.phase.get(i) === 0 ? 1 : -1
  }
  return { start, end: open > 0 ? last : end }
}

function joined(operations: readonly Operation[]): Track {
  if (operations.length === 1) return operations[0]!.track
  const all = newTrack()
  for (const { track } of operations) {
    for (let i = 0; i < track.time.length; i++) {
      addToTrack(all, {
        time: track.time.get(i),
        duration: track.duration.get(i),
        frame: track.frame.get(i),
        name: track.name.get(i),
        phase: track.phase.get(i),
      })
    }
  }
  return all
}

interface Slot {
  readonly end: number
  readonly lane: number
}

function insert(heap: Slot[], slot: Slot): void {
  let at = heap.push(slot) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (heap[parent]!.end <= slot.end) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = slot
}

function replaceLeast(heap: Slot[], slot: Slot): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]!.end < heap[child]!.end) child++
    if (heap[child]!.end >= slot.end) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = slot
}
