import type { Recording } from '../../model/recording.ts'
import { countedFuncs, isCountedLines } from '../../query/lines/counted-lines.ts'
import { queryLines } from '../../query/lines/lines.ts'
import {
  areIncrementsOff,
  hasMemoryLines,
  memoryFuncs,
  queryMemoryLines,
} from '../../query/lines/memory-lines.ts'
import { formatLineProfilerTable } from '../../render/text/line-profiler-table.ts'
import { formatMemoryProfilerTable } from '../../render/text/memory-profiler-table.ts'
import type { LinesResult } from '../../workbench/lines.ts'
import type { Output } from '../context.ts'

/** Options of the table of counted lines. */
export interface CountedFlags {
  readonly unit?: number
  readonly skipZero?: boolean
  readonly summarize?: boolean
  readonly precision?: number
}

/** Digits that `python -m memory_profiler` shows. */
const PRECISION = 3
/** Seconds: what kernprof and `python -m line_profiler` show. */
const UNIT = 1e-6

/** The functions of a recording of counted lines as line_profiler prints them. */
export function formatCounted(
  { functions, recording }: Pick<LinesResult, 'functions' | 'recording'>,
  flags: CountedFlags,
  output: Pick<Output, 'columns' | 'colours' | 'isTerminal'>,
): string {
  return formatLineProfilerTable(functions, recording.shared, {
    columns: output.isTerminal ? output.columns : Number.POSITIVE_INFINITY,
    colours: output.colours,
    unit: flags.unit ?? UNIT,
    skipZero: flags.skipZero === true,
    summarize: flags.summarize === true,
    recorder: recording.meta.recorder,
  })
}

/** Memory of lines as memory_profiler prints it. */
export function formatMemory(
  {
    memory,
    recording,
  }: { readonly memory: NonNullable<LinesResult['memory']>; readonly recording: Recording },
  flags: CountedFlags & { readonly isChange: boolean },
  output: Pick<Output, 'columns' | 'colours' | 'isTerminal'>,
): string {
  const table = formatMemoryProfilerTable(memory, recording.shared, {
    columns: output.isTerminal ? output.columns : Number.POSITIVE_INFINITY,
    colours: output.colours,
    precision: flags.precision ?? PRECISION,
  })
  if (flags.isChange || !areIncrementsOff(recording)) return table
  return `${table}Increments follow memory_profiler's rules, which compare with the most ever seen after the line before.\nWhat each line really changed memory by: pyrometer lines --value change\n`
}

/** The table that follows a measurement: functions that ran, with the text that the recording holds. Empty without any. */
export function formatRunLines(
  recording: Recording,
  output: Pick<Output, 'columns' | 'colours' | 'isTerminal'>,
): string {
  if (hasMemoryLines(recording)) {
    const memory = memoryFuncs(recording).map(func => queryMemoryLines(recording, { func }))
    return `\n${formatMemory({ memory, recording }, { isChange: false }, output)}`
  }
  if (!isCountedLines(recording)) return ''
  const functions = countedFuncs(recording, false).map(func => queryLines(recording, { func }))
  return `\n${formatCounted({ functions, recording }, { skipZero: true }, output)}`
}
