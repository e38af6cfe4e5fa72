import { type EventAttr, ReadBit, SampleBit } from './event-attr.ts'
import type { RecordIds } from './record-ids.ts'
import type { SampleReader } from './sample-reader.ts'

/** Counters that are read with each sample (`-e '{a,b}:S'`): what each grew by since the sample before is what it counts. */
export class ReadCounters {
  readonly #ids: RecordIds
  readonly #last = new Map<string, number>()
  /** What the other events of the group grew by, for the sample that was read last. */
  readonly others: { event: number; count: number }[] = []

  constructor(ids: RecordIds) {
    this.#ids = ids
  }

  /** How many of its own events a sample stands for; null when no counter was read along. */
  read(sample: SampleReader, { event, attr }: { event: number; attr: EventAttr }): number | null {
    this.others.length = 0
    if (!(attr.sampleType & SampleBit.read) || sample.readValues.length === 0) return null
    const hasIds = (attr.readFormat & ReadBit.id) !== 0
    let own: number | null = null
    for (const [i, value] of sample.readValues.entries()) {
      const low = hasIds ? sample.readIds[2 * i]! : i
      const high = hasIds ? sample.readIds[2 * i + 1]! : event
      const known = hasIds ? this.#ids.eventOfId(low, high) : i === 0 ? event : -1
      if (known === -1) continue
      // An inherited counter is another one in each thread.
      const key = `${high}:${low}:${attr.isInherited ? sample.tid : ''}`
      const count = value - (this.#last.get(key) ?? 0)
      this.#last.set(key, value)
      if (known === event) own = (own ?? 0) + count
      else if (count !== 0) this.others.push({ event: known, count })
    }
    return own
  }
}
