import type { SpilledColumn } from '../../model/codec/write.ts'
import {
  type Meta,
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type StacksPart,
  type ValueType,
  type Warning,
} from '../../model/recording.ts'
import { emptyTable } from '../../model/table-builder.ts'
import { SAMPLES } from '../../model/tables.ts'
import { foldGrowth } from '../memory/fold-growth.ts'
import type { RecordRequest } from '../recorder.ts'
import type { SessionResult } from './session/session-protocol.ts'
import { joinColumns, spillColumns } from './session/spilled-columns.ts'

/** What sampled stacks are weighed by. */
const SAMPLE_VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/** What stacks are weighed by that memory grew in. In which of two samples it grew is worked out: the figures are estimates. */
const MEMORY_VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'memory growth', unit: 'bytes', kind: 'sum', precision: 'estimated' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

/** What is measured from outside: time by stacks, or memory and where it grows. */
export type OutsideMode = 'sample' | 'memory'

export type KnownMeta = Pick<Meta, 'name' | 'command' | 'cwd' | 'host' | 'platform' | 'revision' | 'exit'>

/** The recording of a session; columns too large for memory are in `spilled`. `recorderCpu` in ns. */
export function assembleRecording(
  result: SessionResult,
  request: RecordRequest,
  about: {
    known: KnownMeta
    warnings: readonly Warning[]
    start: number
    recorderCpu: number
    mode: OutsideMode
  },
): { recording: Recording; spilled: Map<string, SpilledColumn> } {
  const isSpilled = result.columns.folder !== null
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({
      ...about.known,
      interpreter: result.interpreter,
      startTime: String(BigInt(Math.round(1000 * about.start)) * 1000n),
      duration: result.duration,
      recorder: {
        name: 'pyrometer',
        version: null,
        mode: about.mode,
        settings: {
          rate: request.rate,
          delay: request.delay,
          duration: request.duration,
          subprocesses: request.subprocesses,
          stop: request.stop,
        },
      },
      quality: qualityOf(result, request, about.recorderCpu),
      warnings: [...about.warnings],
    }),
    shared: result.shared,
    stacks: isSpilled ? emptyStacks(about.mode) : stacksPart(result, about.mode),
    timelines: result.timelines,
    marks: result.marks,
    counters: totals(result),
  }
  return { recording, spilled: isSpilled ? spillColumns(result.columns) : new Map() }
}

function emptyStacks(mode: OutsideMode): StacksPart {
  const valueTypes = mode === 'memory' ? MEMORY_VALUE_TYPES : SAMPLE_VALUE_TYPES
  return {
    valueTypes,
    defaultValueType: mode === 'memory' ? 1 : 0,
    samples: emptyTable(SAMPLES),
    weights: valueTypes.map(() => new Float64Array(0)),
    isTimed: mode === 'sample',
  }
}

function stacksPart({ columns }: SessionResult, mode: OutsideMode): StacksPart {
  const [stack, thread, time, state, wait, flags, wall, cpu, samples] = joinColumns(columns) as [
    Int32Array,
    Int32Array,
    Float64Array,
    Uint8Array,
    Int32Array,
    Uint8Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const labels = new Int32Array(columns.length).fill(-1)
  if (mode === 'memory') {
    const order = foldGrowth({ length: columns.length, stack, thread, time, wall, growth: cpu })
    const { length } = order
    const picked = <A extends Int32Array | Float64Array | Uint8Array>(column: A): A =>
      column.slice(0, length).map((_, i) => column[order[i]!]!) as A
    return {
      ...emptyStacks(mode),
      isTimed: true,
      samples: {
        length,
        stack: picked(stack),
        thread: picked(thread),
        time: picked(time),
        state: picked(state),
        wait: picked(wait),
        flags: picked(flags),
        labels: labels.slice(0, length),
      },
      weights: [picked(wall), picked(cpu), picked(samples)],
    }
  }
  return {
    ...emptyStacks(mode),
    samples: { length: columns.length, stack, thread, time, state, wait, flags, labels },
    weights: [wall, cpu, samples],
  }
}

function qualityOf(result: SessionResult, request: RecordRequest, recorderCpu: number) {
  const { ticks, counts, tornShare, activeTime, details } = result
  const isDetailed = details !== null && activeTime > 0
  return quality({
    detailRate: isDetailed ? details.readings / (activeTime / 1e9) : null,
    detailShare: isDetailed ? details.cost / activeTime : null,
    askedRate: request.rate,
    achievedRate: activeTime > 0 ? ticks.taken / (activeTime / 1e9) : null,
    scheduledTicks: ticks.scheduled,
    takenTicks: ticks.taken,
    lateTicks: ticks.late,
    stacksRead: counts.stacksRead,
    tornStacks: counts.torn,
    lostStacks: counts.lost,
    tornShare: tornShare?.share ?? null,
    tornShareLow: tornShare?.low ?? null,
    tornShareHigh: tornShare?.high ?? null,
    recorderCpu,
    unresolvedFrames: counts.unresolved,
  })
}

/** Totals over all processes; the peak is the largest one. */
function totals({ counters }: SessionResult): Recording['counters'] {
  if (counters.length === 0) return []
  const peak = { name: 'peak-rss', unit: 'bytes', value: Math.max(...counters.map(row => row.peakRss)) }
  if (counters.every(row => Number.isNaN(row.minorFaults))) return [peak]
  const sum = (pick: (row: SessionResult['counters'][number]) => number) =>
    counters.reduce((total, row) => total + (Number.isNaN(pick(row)) ? 0 : pick(row)), 0)
  return [
    peak,
    { name: 'minor-faults', unit: 'count', value: sum(row => row.minorFaults) },
    { name: 'major-faults', unit: 'count', value: sum(row => row.majorFaults) },
    { name: 'voluntary-context-switches', unit: 'count', value: sum(row => row.voluntarySwitches) },
    { name: 'involuntary-context-switches', unit: 'count', value: sum(row => row.involuntarySwitches) },
  ]
}
