import type { ValueType } from '../../model/recording.ts'

/** The value types of profiles that have ticks and bytes. */
export const EXACT_TYPES: readonly ValueType[] = [
  { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' },
  { name: 'ticks', unit: 'count', kind: 'sum', precision: 'sampled' },
  { name: 'allocated bytes', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'entries', unit: 'count', kind: 'sum', precision: 'exact' },
]

/** The same worked out from percentages of the totals. */
export const ESTIMATED_TYPES: readonly ValueType[] = EXACT_TYPES.map(type =>
  type.name === 'entries' ? type : { ...type, precision: 'estimated' },
)
