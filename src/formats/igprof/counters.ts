import type { ValueType } from '../../model/recording.ts'

/** What a node says of a counter: how often, how much, and the most at a time. */
export type CounterField = 'calls' | 'value' | 'peak'

/** A value type of the recording: one field of a counter, times `factor`. */
export interface CounterColumn {
  readonly counter: number
  readonly field: CounterField
  readonly factor: number
  readonly type: ValueType
}

/**
 * The value types of counters, in the order they first come. Ticks are seconds of processor time and samples; memory
 * counters bytes, numbers of blocks and, where a counter has any, peaks; others what their tool counts.
 */
export function columnsOf(
  counters: readonly { readonly name: string; readonly hasPeaks: boolean }[],
  secondsPerTick: number,
): CounterColumn[] {
  return counters.flatMap(({ name, hasPeaks }, counter): CounterColumn[] => {
    if (name === 'PERF_TICKS') {
      const ticks = column(counter, 'calls', {
        name: 'samples',
        unit: 'count',
        kind: 'sum',
        precision: 'sampled',
      })
      if (!(secondsPerTick > 0)) return [ticks]
      const type: ValueType = { name: 'cpu', unit: 'seconds', kind: 'sum', precision: 'sampled' }
      return [{ counter, field: 'value', factor: secondsPerTick, type }, ticks]
    }
    const isLive = /_LIVE$|_MAX$/.test(name)
    const kind = isLive ? 'snapshot' : 'sum'
    const unit = name.startsWith('MEM_') ? 'bytes' : 'count'
    const precision = name.startsWith('NRG_') ? 'sampled' : 'exact'
    const columns = [
      column(counter, 'value', { name, unit, kind, precision }),
      column(counter, 'calls', { name: `${name} calls`, unit: 'count', kind, precision }),
    ]
    if (hasPeaks)
      columns.push(column(counter, 'peak', { name: `${name} peak`, unit, kind: 'snapshot', precision }))
    return columns
  })
}

function column(counter: number, field: CounterField, type: ValueType): CounterColumn {
  return { counter, field, factor: 1, type }
}
