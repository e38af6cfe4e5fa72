import type { ValueType } from '../../model/recording.ts'

const BYTES = { unit: 'bytes', precision: 'exact' } as const
const COUNT = { unit: 'count', precision: 'exact' } as const

/** What was in use when all together had most, and at the end. */
export const IN_USE: readonly ValueType[] = [
  { name: 'peak bytes', kind: 'snapshot', ...BYTES },
  { name: 'peak objects', kind: 'snapshot', ...COUNT },
  { name: 'in-use bytes', kind: 'snapshot', ...BYTES },
  { name: 'in-use objects', kind: 'snapshot', ...COUNT },
]

/** What a file of all allocations has: also what was allocated in all. */
export const ALL: readonly ValueType[] = [
  { name: 'allocated bytes', kind: 'sum', ...BYTES },
  { name: 'allocated objects', kind: 'sum', ...COUNT },
  ...IN_USE,
]
