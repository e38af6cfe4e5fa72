import { LimitError } from '../../base/errors.ts'

/** Steps that all unmappings of a file together may take: some seconds. */
const MAX_STEPS = 3e9

/** How an unmapping changed what was mapped in one place. */
export interface RangeChange {
  readonly place: number
  /** Ranges more or less: -1 where one is gone, 0 where it is shorter, 1 where it fell into two. */
  readonly count: number
  /** Bytes that are gone. */
  readonly bytes: number
}

interface MappedRange {
  start: number
  end: number
  readonly place: number
}

/** What is mapped: ranges that munmap may take out in part. They may overlap, as a new mapping on an old one does. */
export class MappedRanges {
  #ranges: MappedRange[] = []
  #steps = 0

  add(start: number, size: number, place: number): void {
    if (size > 0) this.#ranges.push({ start, end: start + size, place })
  }

  /** Takes the bytes `[start, start + size)` out of every range. O(ranges). @throws LimitError. */
  remove(start: number, size: number): RangeChange[] {
    this.#steps += this.#ranges.length
    if (this.#steps > MAX_STEPS) throw new LimitError('memray', 'too many mappings are undone one by one')
    const end = start + size
    const changes: RangeChange[] = []
    const split: MappedRange[] = []
    let hasGone = false
    for (const range of this.#ranges) {
      const from = Math.max(start, range.start)
      const to = Math.min(end, range.end)
      if (from >= to) continue
      const bytes = to - from
      const isFromStart = from === range.start
      const isToEnd = to === range.end
      changes.push({
        place: range.place,
        count: isFromStart && isToEnd ? -1 : isFromStart || isToEnd ? 0 : 1,
        bytes,
      })
      if (!isFromStart && !isToEnd) split.push({ start: to, end: range.end, place: range.place })
      if (isFromStart) range.start = to
      else range.end = from
      if (isFromStart && isToEnd) hasGone = true
    }
    if (hasGone) this.#ranges = this.#ranges.filter(range => range.start < range.end)
    this.#ranges.push(...split)
    return changes
  }
}
