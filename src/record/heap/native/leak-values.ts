import type { ValueType } from '../../../model/recording.ts'

/** How strictly leaks are looked for: what counts as reachable, and from when on. */
export type LeakCheck = 'minimal' | 'normal' | 'strict' | 'draconian'

/** What is known of a place that leaks. */
export const LEAK_VALUES: readonly ValueType[] = [
  { name: 'leaked bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'leaked objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]
