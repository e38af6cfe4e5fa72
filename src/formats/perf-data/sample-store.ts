import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import type { Label, SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { SAMPLES } from '../../model/tables.ts'
import type { SampleReader } from './sample-reader.ts'

/** The samples as they come, before it is known which events have any. */
export class SampleStore {
  readonly rows = tableBuilder(SAMPLES)
  /** Per sample the event it belongs to, and how many of them it stands for (NaN where it does not say). */
  readonly event: Growable<Int32Array> = growableInt32()
  readonly period: Growable<Float64Array> = growableFloat64()
  /** Per sample its cost as the processor measured it; empty where no sample has one. */
  readonly weight: Growable<Float64Array> = growableFloat64()
  /** Events of the same group that were counted along: row, event and how many. */
  readonly extraRow: Growable<Int32Array> = growableInt32()
  readonly extraEvent: Growable<Int32Array> = growableInt32()
  readonly extraCount: Growable<Float64Array> = growableFloat64()
  /** Samples of each event. */
  readonly perEvent: number[] = []
  /** Whether no thread's time falls. */
  isOrdered = true
  /** Per thread (the first of no thread). */
  readonly #lastTimes: number[] = []
  readonly #shared: SharedBuilder
  readonly #labelOfCpu = new PairMap()
  readonly #cgroups = new Map<number, string>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  add(
    sample: SampleReader,
    row: { event: number; stack: number; thread: number; time: number; state: number; period: number },
  ): number {
    const { event, stack, thread, time, state, period } = row
    const index = this.rows.length
    const { columns } = this.rows
    columns.stack.push(stack)
    columns.thread.push(thread)
    columns.time.push(time)
    columns.state.push(state)
    columns.wait.push(-1)
    columns.flags.push(0)
    columns.labels.push(this.#labels(sample))
    this.event.push(event)
    this.period.push(period)
    if (!Number.isNaN(sample.weight)) {
      while (this.weight.length < index) this.weight.push(0)
      this.weight.push(sample.weight)
    }
    this.perEvent[event] = (this.perEvent[event] ?? 0) + 1
    if (!(time >= (this.#lastTimes[thread + 1] ?? Number.NEGATIVE_INFINITY))) this.isOrdered = false
    this.#lastTimes[thread + 1] = time
    return index
  }

  addExtra(row: number, event: number, count: number): void {
    this.extraRow.push(row)
    this.extraEvent.push(event)
    this.extraCount.push(count)
    this.perEvent[event] ??= 0
  }

  nameCgroup(id: number, path: string): void {
    this.#cgroups.set(id, path)
  }

  #labels(sample: SampleReader): number {
    const isPlain = sample.dataSource === null && sample.transaction === null && sample.cgroup === null
    if (isPlain && sample.cpu < 0) return -1
    if (isPlain) {
      const known = this.#labelOfCpu.get(sample.cpu, 0)
      if (known !== -1) return known
    }
    const labels: Label[] = []
    if (sample.cpu >= 0) labels.push({ key: 'cpu', number: sample.cpu })
    const { dataSource, transaction, cgroup } = sample
    if (dataSource !== null) labels.push({ key: 'data source', text: `0x${dataSource.toString(16)}` })
    if (transaction !== null && transaction !== 0) labels.push({ key: 'transaction', number: transaction })
    if (cgroup !== null) labels.push({ key: 'cgroup', text: this.#cgroups.get(cgroup) ?? String(cgroup) })
    const set = this.#shared.labelSet(labels)
    if (isPlain) this.#labelOfCpu.set(sample.cpu, 0, set)
    return set
  }
}
