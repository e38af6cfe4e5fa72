import type { Exit, Quality, Recording, StacksPart, ValueType, Warning } from '../model/recording.ts'

/** What a recording is, for headers and footers. Null means unknown. */
export interface SummaryAnswer {
  readonly name: string
  readonly command: string | null
  /** "CPython 3.12.1". */
  readonly interpreter: string | null
  /** "sample", "trace", or the format it was imported from. */
  readonly source: string
  readonly duration: number | null
  readonly startTime: string | null
  readonly samples: number | null
  readonly threads: number
  readonly processes: number
  readonly valueTypes: readonly ValueType[]
  readonly quality: Quality | null
  readonly warnings: readonly Warning[]
  readonly exit: string | null
}

/** What a recording is. O(samples). */
export function querySummary(recording: Recording): SummaryAnswer {
  const { meta, shared, stacks, calls, lines } = recording
  const part = stacks ?? calls ?? lines
  return {
    name: meta.name,
    command: meta.command.length === 0 ? null : meta.command.join(' '),
    interpreter:
      meta.interpreter === null
        ? null
        : `${meta.interpreter.implementation} ${meta.interpreter.version}`.trim(),
    source: meta.importedFrom?.format ?? meta.recorder.mode ?? meta.recorder.name,
    duration: meta.duration,
    startTime: meta.startTime,
    samples: stacks === null ? null : sampleCount(recording),
    threads: shared.threads.length,
    processes: shared.processes.length,
    // Those of a base stand behind the recording's own.
    valueTypes: (part?.valueTypes ?? []).filter(type => type.base === undefined),
    quality: meta.quality,
    warnings: meta.warnings,
    exit: meta.exit === null ? null : exitText(meta.exit),
  }
}

/** Samples that were taken: a row may stand for several equal ones. */
function sampleCount({ stacks }: Recording): number {
  const counts = stacks!.valueTypes.findIndex(type => type.name === 'samples' && type.unit === 'count')
  if (counts === -1) return ownSamples(stacks!)
  let sum = 0
  for (const count of stacks!.weights[counts]!) sum += count
  return sum
}

/** Without those of a base, which weigh nothing here. */
function ownSamples({ samples, valueTypes, weights }: StacksPart): number {
  if (valueTypes.every(type => type.base === undefined)) return samples.length
  const own = weights.filter((_, k) => valueTypes[k]!.base === undefined)
  let count = 0
  for (let i = 0; i < samples.length; i++) if (own.some(column => column[i] !== 0)) count++
  return count
}

function exitText(exit: Exit): string | null {
  if (exit.signal !== null) return `ended by ${exit.signal}`
  return exit.status === null ? null : `exit status ${exit.status}`
}
