import { type Growable, growableFloat64 } from '../../base/growable.ts'
import { canonicalUnit, type Unit } from '../../base/units.ts'
import type { Timeline } from '../../model/recording.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import { fieldOf, idOf, isObject, numberOf, type RawEvent } from './trace-event.ts'
import type { OwnerRows } from './trace-metadata.ts'

/** Series names that only say the unit of what the event's name says. */
const UNITS = new Set<Unit>(['bytes', 'count', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds'])

interface Series {
  readonly pid: unknown
  readonly name: string
  readonly unit: Unit
  readonly time: Growable<Float64Array>
  readonly value: Growable<Float64Array>
}

/** Collects the values of counter events: one series for each process, name and key of their arguments. */
export class CounterSeries {
  readonly #known = new Map<string, Series>()

  get size(): number {
    return this.#known.size
  }

  /** Adds the values of an event; how many there were. */
  add(event: RawEvent, name: string, time: number): number {
    if (!isObject(event.args)) return 0
    const id = event.id === undefined ? '' : `[${idOf(event.id)}]`
    let count = 0
    for (const [key, given] of Object.entries(event.args)) {
      const value = numberOf(given)
      if (Number.isNaN(value)) continue
      const unit = canonicalUnit(key)
      const isUnit = UNITS.has(unit)
      const title = isUnit || key === 'value' || key === name ? `${name}${id}` : `${name}${id}: ${key}`
      this.#put({ pid: event.pid, name: title, unit: isUnit ? unit : 'count' }, time, value)
      count++
    }
    return count
  }

  /** Adds the resident memory of a process out of a memory dump. */
  addMemoryDump(event: RawEvent, time: number): number {
    const totals = fieldOf(fieldOf(event.args, 'dumps'), 'process_totals')
    const resident = fieldOf(totals, 'resident_set_bytes')
    const bytes = typeof resident === 'string' ? Number.parseInt(resident, 16) : Number.NaN
    if (!Number.isFinite(bytes)) return 0
    this.#put({ pid: event.pid, name: 'rss', unit: 'bytes' }, time, bytes)
    return 1
  }

  /** The timelines, their times in nanoseconds by `toNanoseconds`. */
  timelines(owners: OwnerRows, toNanoseconds: (time: number) => number): Timeline[] {
    return Array.from(this.#known.values(), ({ pid, name, unit, time, value }) => {
      const order = Int32Array.from({ length: time.length }, (_, i) => i)
      order.sort((a, b) => time.get(a) - time.get(b) || a - b)
      const points = tableBuilder(TIMELINE_POINTS)
      for (const i of order) points.add({ time: toNanoseconds(time.get(i)), value: value.get(i) })
      const process = owners.process(pid)
      return { name, unit, kind: 'gauge', process, points: points.finish() }
    })
  }

  #put(series: { pid: unknown; name: string; unit: Unit }, time: number, value: number): void {
    const key = `${idOf(series.pid)}\0${series.name}\0${series.unit}`
    let known = this.#known.get(key)
    if (known === undefined) {
      known = { ...series, time: growableFloat64(), value: growableFloat64() }
      this.#known.set(key, known)
    }
    known.time.push(time)
    known.value.push(value)
  }
}
