import type { ValueType } from '../../model/recording.ts'
import type { Warnings } from '../importing/warnings.ts'

/** An event that was counted: each sample stands for `period` of it. */
export interface CountedEvent {
  readonly name: string
  /** NaN for the timer, which does not say. */
  readonly period: number
}

/** Value types of `columns` events in the order of the preamble: their samples, then what their arcs count. */
export function valueTypesOf(events: readonly CountedEvent[], columns: number): ValueType[] {
  const names = Array.from({ length: columns }, (_, k) =>
    columns === 1 ? 'samples' : (events[k]?.name ?? `samples ${k + 1}`),
  )
  return [...names, ...names.map(name => `${name} on arcs`)].map(name => ({
    name,
    unit: 'count',
    kind: 'sum',
    precision: 'sampled',
  }))
}

/** Says where the totals of a report come from. */
export function warnOfTotals(warnings: Warnings, hasArcs: boolean): void {
  if (!hasArcs) warnings.add('unknown-totals', 'The report does not say totals: they are given as self.')
  else {
    warnings.add(
      'estimated-totals',
      'Totals were estimated as gprof does: OProfile keeps the callers of a few frames only.',
    )
  }
}

/** What the recorder was set to. */
export function settingsOf(events: readonly CountedEvent[]): Record<string, string | number> {
  const settings: Record<string, string | number> = {}
  for (const [i, { name, period }] of events.entries()) {
    const suffix = i === 0 ? '' : String(i + 1)
    settings[`event${suffix}`] = name
    if (!Number.isNaN(period)) settings[`period${suffix}`] = period
  }
  return settings
}
