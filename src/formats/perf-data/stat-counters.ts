import type { PlainRecord } from './kernel-records.ts'
import { high32, low32, number64 } from './perf-bytes.ts'
import type { RecordIds } from './record-ids.ts'
import { HEADER } from './record-splitter.ts'

/** Bytes of a record of `perf stat record`: id, processor, thread, value, time enabled, time running. */
const STAT_SIZE = 40

/** The totals of `perf stat record`: the last value of each counter, summed over processors and threads. */
export class StatCounters {
  readonly #values = new Map<string, { readonly event: number; readonly value: number }>()
  /** Counters that did not run all the time: their values were scaled up. */
  scaled = 0

  add({ block, start, end }: PlainRecord, ids: RecordIds): void {
    const at = start + HEADER
    if (end - at < STAT_SIZE) return
    const low = low32(block, at)
    const high = high32(block, at)
    const place = `${high}:${low}:${low32(block, at + 8)}:${high32(block, at + 8)}`
    const enabled = number64(block, at + 24)
    const running = number64(block, at + 32)
    const counted = number64(block, at + 16)
    const value = running > 0 && running < enabled ? (counted * enabled) / running : counted
    if (value !== counted) this.scaled++
    this.#values.set(place, { event: ids.eventOfId(low, high), value })
  }

  /** The sum of each event that has any. */
  totals(): Map<number, number> {
    const sums = new Map<number, number>()
    for (const { event, value } of this.#values.values()) {
      if (event !== -1) sums.set(event, (sums.get(event) ?? 0) + value)
    }
    return sums
  }
}
