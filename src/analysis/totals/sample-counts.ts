import { canonicalUnit } from '../../base/units.ts'
import type { Recording, StacksPart, ValueType } from '../../model/recording.ts'

/** How heaps name what they count beside the bytes that it takes. */
const OBJECTS_OF: readonly (readonly [bytes: RegExp, objects: string])[] = [
  [/space$/, 'objects'],
  [/bytes$/, 'objects'],
]

/**
 * How many samples each row stands for, as far as the recording says: by the value type `samples`; by a count of samples that is
 * itself asked for; by the period that a sample stands for; of a heap, whose allocations are sampled by their sizes, by what it
 * had to scale up. Infinity where a row's weight is known. Values of the base go by what the base says. Null where nothing says so: a row with a
 * time is then one sample, and any other a sum of who knows how many.
 */
export function sampleCounts(recording: Recording, part: StacksPart, valueType: number): Float64Array | null {
  const type = part.valueTypes[valueType]!
  const columnOf = (name: string): Float64Array | null => {
    const isBase = type.base !== undefined
    const index = part.valueTypes.findIndex(
      other => other.name === name && other.unit === 'count' && (other.base !== undefined) === isBase,
    )
    return index === -1 ? null : part.weights[index]!
  }
  const own = part.weights[valueType]!
  const isCount = type.unit === 'count' && /(?:^|[ _-])(?:samples?|ticks)$/.test(type.name)
  const named = columnOf('samples') ?? (isCount ? own : null) ?? columnOf(`sampled ${objectsOf(type)}`)
  if (named !== null) return named
  const { period, periodType } = type.base?.settings ?? recording.meta.recorder.settings
  if (typeof period !== 'number' || !(period > 0)) return null
  const [of = '', unit = ''] = String(periodType).split('/')
  if (of === type.name && canonicalUnit(unit) === type.unit)
    return own.map(weight => Math.abs(weight) / period)
  if (of !== 'space' || unit !== 'bytes') return null
  // Every byte is a sample: nothing was left to chance.
  if (period === 1) return own.map(() => Number.POSITIVE_INFINITY)
  return heapCounts(part, type, { period, columnOf })
}

/** The name of the count of objects that stands beside a value type of a heap, or its own: "in-use objects". */
function objectsOf({ name }: ValueType): string {
  const bare = name.replace(/^sampled /, '')
  for (const [bytes, objects] of OBJECTS_OF) if (bytes.test(bare)) return bare.replace(bytes, objects)
  return bare
}

/**
 * Of objects of one size s, sampled every `period` bytes, a share p = 1 - exp(-s / period) is seen, and what is seen stands for all.
 * Seeing n p of n is as sure as n p / (1 - p) = n (exp(s / period) - 1) samples of which each stands for as much: few where objects are
 * small, no end of them where each was seen. Source: Horvitz and Thompson, JASA 47 (1952) 663; Go's runtime/pprof scales by 1 / p.
 */
function heapCounts(
  part: StacksPart,
  type: ValueType,
  { period, columnOf }: { period: number; columnOf: (name: string) => Float64Array | null },
): Float64Array | null {
  const name = objectsOf(type)
  const objects = columnOf(name)
  const bytes = part.valueTypes.findIndex(
    other =>
      other.unit === 'bytes' &&
      (other.base !== undefined) === (type.base !== undefined) &&
      objectsOf(other) === name,
  )
  if (objects === null || bytes === -1) return null
  const sizes = part.weights[bytes]!
  return objects.map((count, row) => (count > 0 ? count * Math.expm1(sizes[row]! / count / period) : 0))
}
