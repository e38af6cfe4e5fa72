import type { ValueType } from '../../model/recording.ts'
import type { StackprofData } from './data.ts'

/** The value types of a dump: what its mode measures, then the samples as they were counted. */
export function valueTypesOf({ mode, interval }: StackprofData): ValueType[] {
  const samples: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
  if (mode === 'wall' || mode === 'cpu') {
    return [{ name: mode, unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }, samples]
  }
  if (mode === 'object') {
    return [
      { name: 'objects', unit: 'count', kind: 'sum', precision: interval === 1 ? 'exact' : 'sampled' },
      samples,
    ]
  }
  return [samples]
}
