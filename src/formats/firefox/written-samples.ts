import { secondsPer } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import type { WrittenClock } from './written-clock.ts'
import type { WrittenTables } from './written-tables.ts'

/** What the rows of a thread become: samples, or allocations beside an empty table of samples. */
export function sampleColumns(
  recording: Recording,
  rows: Int32Array,
  context: { tables: WrittenTables; clock: WrittenClock; times: readonly number[] },
): object {
  const part = recording.stacks!
  const { tables, times } = context
  const categories = categoriesOf(recording)
  const stack = Array.from(rows, row => {
    const labels = part.samples.labels[row]!
    return tables.stack(recording, part.samples.stack[row]!, labels === -1 ? undefined : categories[labels])
  })
  const columnOf = (name: string) => part.weights[part.valueTypes.findIndex(type => type.name === name)]
  const allocated = columnOf('allocated bytes')
  if (allocated !== undefined) {
    const freed = columnOf('freed bytes')
    const weight = Array.from(rows, row => allocated[row]! - (freed?.[row] ?? 0))
    const empty = { weightType: 'samples', weight: null, stack: [], time: [], length: 0 }
    const table = { time: times, weight, weightType: 'bytes', stack, length: rows.length }
    return { samples: empty, nativeAllocations: table }
  }
  const cpu = columnOf('cpu') ?? columnOf('cycles')
  return {
    samples: {
      ...weightsOf(recording, rows, context.clock),
      stack,
      time: times,
      ...(cpu === undefined ? {} : { threadCPUDelta: Array.from(rows, row => cpu[row]!) }),
      length: rows.length,
    },
  }
}

/** The weights of the rows: counts where samples are counted, else what the default value type measures. */
function weightsOf(
  recording: Recording,
  rows: Int32Array,
  { interval }: WrittenClock,
): { weightType: string; weight: number[] | null } {
  const { valueTypes, weights, defaultValueType } = recording.stacks!
  const samples = valueTypes.findIndex(type => type.name === 'samples' && type.unit === 'count')
  const column =
    weights[samples === -1 ? defaultValueType : samples] ?? new Float64Array(recording.stacks!.samples.length)
  if (samples !== -1) {
    const wall = weights[valueTypes.findIndex(type => type.name === 'wall' && type.unit === 'nanoseconds')]
    const isCounted =
      wall === undefined || rows.every(row => isNear(wall[row]!, column[row]! * interval * 1e6))
    const areOnes = rows.every(row => column[row] === 1)
    // Without weights, a sample lasts to the next one.
    return {
      weightType: 'samples',
      weight: areOnes && !isCounted ? null : Array.from(rows, row => column[row]!),
    }
  }
  const unit = valueTypes[defaultValueType]?.unit ?? 'count'
  const seconds = secondsPer(unit)
  const scale = seconds === null ? 1 : unit === 'nanoseconds' ? 1e-6 : seconds * 1e3
  const weight = Array.from(rows, row => (scale === 1e-6 ? column[row]! / 1e6 : column[row]! * scale))
  const weightType = seconds !== null ? 'tracing-ms' : unit === 'bytes' ? 'bytes' : 'samples'
  return { weightType, weight }
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
}

/** Per set of labels the text of the label `category`, undefined where it has none. */
function categoriesOf({ shared }: Recording): (string | undefined)[] {
  const { strings, labels } = shared
  const categories: (string | undefined)[] = []
  for (let i = 0; i < labels.length; i++) {
    const isCategory = strings[labels.key[i]!] === 'category' && labels.text[i] !== -1
    if (isCategory) categories[labels.set[i]!] = strings[labels.text[i]!]!
  }
  return categories
}
