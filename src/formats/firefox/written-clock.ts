import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'

/** How a recording's times stand in a file, in milliseconds. */
export interface WrittenClock {
  /** Since 1970; 0 unknown. */
  readonly startTime: number
  /** Of the recording's time 0, after `startTime`. */
  readonly origin: number
  /** Between two samples. */
  readonly interval: number
}

/** The clock of the file that a recording came from, or one that fits it. */
export function clockOfRecording(recording: Recording): WrittenClock {
  const extra = recording.meta.extra.firefox
  const known = (typeof extra === 'object' && extra !== null ? extra : {}) as Readonly<
    Record<string, unknown>
  >
  const number = (key: string) => {
    const value = known[key]
    return typeof value === 'number' && Number.isFinite(value) ? value : null
  }
  const start = recording.meta.startTime === null ? 0 : Number(recording.meta.startTime) / 1e6
  return {
    startTime: number('startTime') ?? start,
    origin: number('origin') ?? 0,
    interval: number('interval') ?? usualInterval(recording),
  }
}

/** What a sample lasts on average; 1 where that is not known. */
function usualInterval({ stacks }: Recording): number {
  const wall = stacks?.valueTypes.findIndex(type => type.name === 'wall') ?? -1
  const samples = stacks?.valueTypes.findIndex(type => type.name === 'samples') ?? -1
  if (stacks === null || wall === -1 || samples === -1) return 1
  const sum = (k: number) => stacks.weights[k]!.reduce((all, value) => all + value, 0)
  const milliseconds = (sum(wall) * (secondsPer(stacks.valueTypes[wall]!.unit) ?? 0) * 1e3) / sum(samples)
  return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : 1
}
