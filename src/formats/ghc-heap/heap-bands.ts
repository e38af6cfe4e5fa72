import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, Timeline, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'

/** The heap at one moment by bands: cost centres, types, modules … */
export interface HeapSample {
  /** Nanoseconds since the start. */
  readonly time: number
  /** Index of each band and what it has. A band that is not there has nothing. */
  readonly bands: readonly number[]
  readonly values: readonly number[]
}

/** A band: what it is called on a timeline, and its stack. */
export interface Band {
  readonly name: string
  readonly stack: number
  readonly labels: number
}

/**
 * A heap over time as parts of a recording: the sample in which all bands together had most as stacks, the whole and each
 * band as timelines. Null stacks where there is no sample. O(samples and their bands).
 */
export function heapParts(
  samples: readonly HeapSample[],
  { bands, unit, shared }: { bands: readonly Band[]; unit: string; shared: SharedBuilder },
): { shared: SharedBuilder; stacks: StacksPart; timelines: Timeline[] } {
  const sorted = samples.toSorted((a, b) => a.time - b.time)
  const total = tableBuilder(TIMELINE_POINTS)
  const points = bands.map(() => tableBuilder(TIMELINE_POINTS))
  /** By band the last sample that had it, and whether what came after is on its timeline. */
  const seen = new Int32Array(bands.length).fill(-1)
  let present: number[] = []
  let peak: HeapSample | null = null
  let most = Number.NEGATIVE_INFINITY
  for (const [i, sample] of sorted.entries()) {
    const values = new Map<number, number>()
    for (const [k, band] of sample.bands.entries()) {
      values.set(band, (values.get(band) ?? 0) + sample.values[k]!)
    }
    let sum = 0
    for (const [band, value] of values) {
      sum += value
      if (seen[band] === -1 && i > 0) points[band]!.add({ time: sorted[i - 1]!.time, value: 0 })
      seen[band] = i
      points[band]!.add({ time: sample.time, value })
    }
    for (const band of present) {
      if (seen[band] === i) continue
      points[band]!.add({ time: sample.time, value: 0 })
      seen[band] = -1
    }
    present = [...values.keys()]
    total.add({ time: sample.time, value: sum })
    if (sum > most) {
      most = sum
      peak = sample
    }
  }
  const type: ValueType = { name: `in-use ${unit}`, unit, kind: 'snapshot', precision: 'exact' }
  const part = new StacksBuilder([type])
  for (const [k, band] of (peak?.bands ?? []).entries()) {
    const { stack, labels } = bands[band]!
    part.add({ stack, labels }, [peak!.values[k]!])
  }
  const timeline = (name: string, table: typeof total): Timeline => ({
    name,
    unit,
    kind: 'gauge',
    process: -1,
    points: table.finish(),
  })
  return {
    shared,
    stacks: part.finish(false),
    timelines: [
      timeline('heap', total),
      ...bands.flatMap(({ name }, i) => (points[i]!.length === 0 ? [] : [timeline(name, points[i]!)])),
    ],
  }
}
