import type { Recording } from '../model/recording.ts'
import type { RecordOutcome, RecordRequest } from '../record/recorder.ts'
import type { NativeHeapRequest } from './record-heap.ts'
import { outputFormat } from './saving/output-format.ts'
import { saveOutcome } from './saving/save-outcome.ts'

/** What measures. */
export type RecordMode = 'sample' | 'trace' | 'lines' | 'memory' | 'heap'

/** How a program is measured, and where the recording goes. */
export interface RecordOptions {
  readonly request: RecordRequest
  readonly mode: RecordMode
  /** Mode heap: what is asked of native code; null or absent: Python's objects. */
  readonly nativeHeap?: NativeHeapRequest | null
  /** Null: a new file in `.pyrometer/`. Its ending names the format. */
  readonly output: string | null
  /** Id of the format, whatever the ending. */
  readonly to?: string | undefined
  readonly compact?: boolean | undefined
  readonly cwd: string
}

/** A finished measurement. */
export interface RecordedRun {
  /** Where it was saved, as it was asked for. */
  readonly path: string
  /** What was measured, with all samples in memory; null where that was too large to read again. */
  readonly recording: Recording
  readonly exitStatus: number
}

/**
 * Measures a program and saves the recording. Signals that arrive while it is being saved do not stop that.
 * @throws UsageError for an output that cannot be written, before anything is started; what the recorders throw.
 */
export async function recordProgram(options: RecordOptions): Promise<RecordedRun> {
  const format = outputFormat(options.output ?? '', options.output === null ? 'pyrometer' : options.to)
  const ignore = () => undefined
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
  for (const signal of signals) process.on(signal, ignore)
  try {
    const outcome = await run(options)
    try {
      const { say } = options.request
      const saved = await saveOutcome(outcome, format, { ...options, say })
      return { ...saved, exitStatus: outcome.exitStatus }
    } finally {
      outcome.dispose()
    }
  } finally {
    for (const signal of signals) process.off(signal, ignore)
  }
}

async function run({ request, mode, nativeHeap }: RecordOptions): Promise<RecordOutcome> {
  if (mode === 'trace') {
    const { recordTrace } = await import('../record/python/trace.ts')
    return recordTrace(request)
  }
  if (mode === 'lines') {
    const { recordLines } = await import('../record/python/lines.ts')
    return recordLines(request)
  }
  if (mode === 'memory') {
    const { recordMemory } = await import('../record/memory/record-memory.ts')
    return recordMemory(request)
  }
  if (mode === 'heap') {
    const { recordHeap } = await import('./record-heap.ts')
    return recordHeap(request, nativeHeap ?? null)
  }
  const { recordSamples } = await import('../record/python/sample.ts')
  return recordSamples(request)
}
