import type { SpilledColumn } from '../../model/codec/write.ts'
import {
  type Meta,
  meta,
  quality,
  type Recording,
  type StacksPart,
  type ValueType,
  type Warning,
} from '../../model/recording.ts'
import { emptyTable } from '../../model/table-builder.ts'
import { SAMPLES } from '../../model/tables.ts'
import type { RecordRequest } from '../recorder.ts'
import type { SessionResult } from './session/session-protocol.ts'
import { joinColumns, spillColumns } from './session/spilled-columns.ts'

/** What sampled stacks are weighed by. */
export const SAMPLE_VALUE_TYPES: readonly ValueType[] = [
  { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
]

export type KnownMeta = Pick<Meta, 'name' | 'command' | 'cwd' | 'host' | 'platform' | 'revision' | 'exit'>

/** The recording of a session; columns too large for memory are in `spilled`. `recorderCpu` in ns. */
export function assembleRecording(
  result: SessionResult,
  request: RecordRequest,
  about: { known: KnownMeta; warnings: readonly Warning[]; start: number; recorderCpu: number },
): { recording: Recording; spilled: Map<string, SpilledColumn> } {
  const isSpilled = result.columns.folder !== null
  const recording: Recording = {
    meta: meta({
      ...about.known,
      interpreter: result.interpreter,
      startTime: String(BigInt(Math.round(1000 * about.start)) * 1000n),
      duration: result.duration,
      recorder: {
        name: 'pyrometer',
        version: null,
        mode: 'sample',
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
    stacks: isSpilled ? EMPTY_STACKS : stacksPart(result),
    calls: null,
    lines: null,
    timelines: result.timelines,
    marks: result.marks,
    counters: totals(result),
  }
  return { recording, spilled: isSpilled ? spillColumns(result.columns) : new Map() }
}

const EMPTY_STACKS: StacksPart = {
  valueTypes: SAMPLE_VALUE_TYPES,
  defaultValueType: 0,
  samples: emptyTable(SAMPLES),
  weights: SAMPLE_VALUE_TYPES.map(() => new Float64Array(0)),
  isTimed: true,
}

function stacksPart({ columns }: SessionResult): StacksPart {
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
  return {
    ...EMPTY_STACKS,
    samples: { length: columns.length, stack, thread, time, state, wait, flags, labels },
    weights: [wall, cpu, samples],
  }
}

function qualityOf(result: SessionResult, request: RecordRequest, recorderCpu: number) {
  const { ticks, counts, tornShare, activeTime } = result
  return quality({
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
  const sum = (pick: (row: SessionResult['counters'][number]) => number) =>
    counters.reduce((total, row) => total + (Number.isNaN(pick(row)) ? 0 : pick(row)), 0)
  return [
    { name: 'peak-rss', unit: 'bytes', value: Math.max(...counters.map(row => row.peakRss)) },
    { name: 'minor-faults', unit: 'count', value: sum(row => row.minorFaults) },
    { name: 'major-faults', unit: 'count', value: sum(row => row.majorFaults) },
    { name: 'voluntary-context-switches', unit: 'count', value: sum(row => row.voluntarySwitches) },
    { name: 'involuntary-context-switches', unit: 'count', value: sum(row => row.involuntarySwitches) },
  ]
}
