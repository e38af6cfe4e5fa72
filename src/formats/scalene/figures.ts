import type { ValueType } from '../../model/recording.ts'
import type { JsonValue } from '../decoding/json/parse-json.ts'

/** Bytes in what scalene calls MB. */
export const MEBIBYTE = 2 ** 20

/** A figure of lines: its value type, the key it has in the file and what one there is in its unit. */
interface Figure {
  readonly type: ValueType
  readonly key: string
  /** 'share' of the elapsed time in percent, 'mebibytes', or 'plain'. */
  readonly scale: 'share' | 'mebibytes' | 'plain'
}

const time = (name: string): ValueType => ({ name, unit: 'nanoseconds', kind: 'sum', precision: 'sampled' })
const bytes = (name: string, kind: 'sum' | 'snapshot' = 'snapshot'): ValueType => ({
  ...{ name, unit: 'bytes', kind },
  precision: 'sampled',
})
const plain = (name: string, unit: string, kind: 'sum' | 'snapshot'): ValueType => ({
  ...{ name, unit, kind },
  precision: 'sampled',
})

/** The figures of a line. The first, all processor time, is the sum of the three that follow. */
const FIGURES: readonly Figure[] = [
  { type: time('python'), key: 'n_cpu_percent_python', scale: 'share' },
  { type: time('native'), key: 'n_cpu_percent_c', scale: 'share' },
  { type: time('system'), key: 'n_sys_percent', scale: 'share' },
  { type: bytes('allocated', 'sum'), key: 'n_malloc_mb', scale: 'mebibytes' },
  { type: plain('mallocs', 'count', 'sum'), key: 'n_mallocs', scale: 'plain' },
  { type: bytes('average'), key: 'n_avg_mb', scale: 'mebibytes' },
  { type: bytes('peak'), key: 'n_peak_mb', scale: 'mebibytes' },
  { type: bytes('growth', 'sum'), key: 'n_growth_mb', scale: 'mebibytes' },
  { type: plain('python-fraction', 'ratio', 'snapshot'), key: 'n_python_fraction', scale: 'plain' },
  { type: plain('usage-fraction', 'ratio', 'snapshot'), key: 'n_usage_fraction', scale: 'plain' },
  { type: plain('copy-rate', 'bytes/s', 'snapshot'), key: 'n_copy_mb_s', scale: 'mebibytes' },
  { type: plain('core-utilization', 'ratio', 'snapshot'), key: 'n_core_utilization', scale: 'plain' },
  { type: plain('gpu', 'percent', 'snapshot'), key: 'n_gpu_percent', scale: 'plain' },
  { type: bytes('gpu-average'), key: 'n_gpu_avg_memory_mb', scale: 'mebibytes' },
  { type: bytes('gpu-peak'), key: 'n_gpu_peak_memory_mb', scale: 'mebibytes' },
  { type: plain('await', 'percent', 'snapshot'), key: 'n_async_await_percent', scale: 'plain' },
]

const LEAKS: readonly Figure[] = [
  { type: plain('leak-likelihood', 'ratio', 'snapshot'), key: 'likelihood', scale: 'plain' },
  { type: plain('leak-velocity', 'bytes/s', 'snapshot'), key: 'velocity_mb_s', scale: 'mebibytes' },
]

/** The value types of a line, in the order of what {@link figuresOf} gives. */
export const LINE_TYPES: readonly ValueType[] = [
  time('cpu'),
  ...[...FIGURES, ...LEAKS].map(figure => figure.type),
]

/** The figures of a line; NaN where the release that wrote the file did not measure them. */
export function figuresOf(line: JsonValue, leak: JsonValue | null, elapsed: number): number[] {
  const values = [
    ...FIGURES.map(figure => figureOf(line, figure, elapsed)),
    ...LEAKS.map(figure => (leak === null ? Number.NaN : figureOf(leak, figure, elapsed))),
  ]
  return [values[0]! + values[1]! + values[2]!, ...values]
}

function figureOf(line: JsonValue, { key, scale }: Figure, elapsed: number): number {
  const value = line.at(key).optionalNumber(Number.NaN)
  if (scale === 'share') return (value / 100) * elapsed
  return scale === 'mebibytes' ? value * MEBIBYTE : value
}
