import type { ValueType } from '../../model/recording.ts'
import type { HeapScheme } from './sampling.ts'

/** A value type and which of a row's four figures it is. */
export interface HeapColumn {
  readonly type: ValueType
  /** 0 objects, 1 bytes, 2 allocated objects, 3 allocated bytes. */
  readonly figure: 0 | 1 | 2 | 3
  /** Whether the figure is scaled up to what it stands for. */
  readonly isScaled: boolean
}

const NAMES = {
  use: ['in-use objects', 'in-use bytes', 'allocated objects', 'allocated bytes'],
  growth: ['growths', 'growth bytes', '', ''],
  fragmentation: ['fragments', 'fragmentation bytes', '', ''],
} as const

/** The columns of a recording. Sampled profiles have what the samples stand for, then the samples themselves. */
export function columnsOf(scheme: HeapScheme, hasAllocated: boolean): HeapColumn[] {
  const figures = hasAllocated && scheme.of === 'use' ? ([0, 1, 2, 3] as const) : ([0, 1] as const)
  const isSampled = scheme.sampling !== 'none'
  const column = (figure: 0 | 1 | 2 | 3, isRaw: boolean): HeapColumn => ({
    type: {
      name: `${isRaw ? 'sampled ' : ''}${NAMES[scheme.of][figure]}`,
      unit: figure % 2 === 0 ? 'count' : 'bytes',
      kind: scheme.of === 'growth' || figure > 1 ? 'sum' : 'snapshot',
      precision: !isSampled ? 'exact' : isRaw ? 'sampled' : 'estimated',
    },
    figure,
    isScaled: isSampled && !isRaw,
  })
  return [
    ...figures.map(figure => column(figure, false)),
    ...(isSampled ? figures.map(figure => column(figure, true)) : []),
  ]
}
