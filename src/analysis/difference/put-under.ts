import { UsageError } from '../../base/errors.ts'
import type { CallsPart, LinesPart, Recording, StacksPart, ValueType } from '../../model/recording.ts'
import { withCalls } from '../tree/calls-from-stacks.ts'
import { joinCallsParts, joinLinesParts, joinStacksParts } from './join-parts.ts'
import { joinShared } from './join-shared.ts'
import { type Normalisation, type Side, scaleOf } from './normalise.ts'
import { pairTypes, type ValuePair, whyIncomparable } from './value-pairs.ts'

/**
 * Puts a base under a recording: one recording over the functions, stacks and lines of both, whose rows keep the indexes they
 * have in `recording`. Behind its value types stand those of the base that both measure (`ValueType.base`); every question
 * about one of the former is then answered with both figures. Transforms may be done before or after. Times, threads without
 * a like in the recording, marks, values over time and what only the recording measured of lines are its own. O(size).
 * @throws UsageError where the two measure nothing in the same way, or as {@link scaleOf}.
 */
export function putUnder(recording: Recording, base: Recording, how: Normalisation = 'rate'): Recording {
  const [own, other] = alike(recording, base)
  const pairs = {
    stacks: pairsOf(own.stacks, other.stacks),
    calls: pairsOf(own.calls, other.calls),
    lines: pairsOf(own.lines, other.lines),
  }
  const counters = pairedCounters(own, other)
  const hasParts = [own.stacks, own.calls, own.lines, other.stacks, other.calls, other.lines].some(
    part => part !== null,
  )
  // Heaps are compared by looks, and values over time by name: each side's stay its own.
  const hasOthers = haveSeriesInCommon(own, other) || (own.heap !== null && other.heap !== null)
  if (!hasParts && (hasOthers || counters.some(counter => counter.base !== undefined)))
    return { ...own, counters }
  const main = own.stacks !== null ? 'stacks' : own.calls !== null ? 'calls' : 'lines'
  if (pairs[main].length === 0) throw incomparable(own, other, main)
  const into = joinShared(own, other)
  const joined: Recording = {
    ...own,
    counters,
    shared: into.shared,
    stacks:
      own.stacks === null || other.stacks === null || pairs.stacks.length === 0
        ? null
        : joinStacksParts({ own: own.stacks, base: other.stacks, pairs: pairs.stacks }, into),
    calls:
      own.calls === null || other.calls === null || pairs.calls.length === 0
        ? null
        : joinCallsParts({ own: own.calls, base: other.calls, pairs: pairs.calls }, into),
    // What only the recording measured of lines is no less known for that.
    lines:
      own.lines === null || other.lines === null || pairs.lines.length === 0
        ? own.lines
        : joinLinesParts({ own: own.lines, base: other.lines, pairs: pairs.lines }, into),
  }
  return normalise(joined, { own, base: other, how })
}

/** Whether both have values of one name over time; these stay each side's own (see `query/overview`). */
function haveSeriesInCommon(own: Recording, base: Recording): boolean {
  return own.timelines.some(({ name, unit, points }) =>
    base.timelines.some(
      other => points.length > 0 && other.points.length > 0 && other.name === name && other.unit === unit,
    ),
  )
}

/** Totals of the recording beside those of the base of the same name and unit. */
function pairedCounters(own: Recording, base: Recording): Recording['counters'] {
  return own.counters.map(counter => {
    const other = base.counters.find(({ name, unit }) => name === counter.name && unit === counter.unit)
    return other === undefined ? counter : { ...counter, base: other.value }
  })
}

/** Says anew what the base's values are multiplied by. Nothing else changes. O(values) for the totals. */
function normalise(
  joined: Recording,
  { own, base, how }: { own: Recording; base: Recording; how: Normalisation },
): Recording {
  const [ownSide, baseSide] = [sideOf(own, joined, false), sideOf(base, joined, true)]
  const { settings } = base.meta.recorder
  const rescaled = <P extends { readonly valueTypes: readonly ValueType[] }>(part: P | null): P | null =>
    part && {
      ...part,
      valueTypes: part.valueTypes.map(type =>
        type.base === undefined
          ? type
          : { ...type, base: { scale: scaleOf(type, ownSide, baseSide, how), settings } },
      ),
    }
  return {
    ...joined,
    stacks: rescaled(joined.stacks),
    calls: rescaled(joined.calls),
    lines: rescaled(joined.lines),
  }
}

/** Totals of one side, by the value types of the recording. */
function sideOf(recording: Recording, joined: Recording, isBase: boolean): Side {
  const part = joined.stacks ?? joined.calls ?? joined.lines
  const columns = joined.stacks?.weights ?? joined.calls?.self ?? joined.lines?.values ?? []
  return {
    recording,
    totalOf: ({ name }) => {
      const at = part?.valueTypes.findIndex(
        type => type.name === name && (type.base !== undefined) === isBase,
      )
      let sum = at === undefined || at === -1 ? Number.NaN : 0
      for (const value of columns[at ?? -1] ?? []) if (!Number.isNaN(value)) sum += value
      return sum
    },
  }
}

/** Both with the same parts: where one has stacks and the other only a call graph, both have a call graph. */
function alike(recording: Recording, base: Recording): [Recording, Recording] {
  if ((recording.stacks === null) === (base.stacks === null)) return [recording, base]
  const hasBoth = (recording.stacks ?? recording.calls) !== null && (base.stacks ?? base.calls) !== null
  if (!hasBoth) return [recording, base]
  return [
    { ...withCalls(recording), stacks: null },
    { ...withCalls(base), stacks: null },
  ]
}

function pairsOf(
  own: StacksPart | CallsPart | LinesPart | null,
  base: StacksPart | CallsPart | LinesPart | null,
): ValuePair[] {
  return own === null || base === null ? [] : pairTypes(own.valueTypes, base.valueTypes)
}

function incomparable(own: Recording, base: Recording, main: 'stacks' | 'calls' | 'lines'): UsageError {
  const typesOf = (recording: Recording) =>
    (recording[main] ?? recording.stacks ?? recording.calls ?? recording.lines)?.valueTypes ?? []
  const isNamesake = own.meta.name === base.meta.name
  const [name, baseName] = isNamesake ? ['this recording', 'the base'] : [own.meta.name, base.meta.name]
  const why = whyIncomparable(
    { name, valueTypes: typesOf(own) },
    { name: baseName, valueTypes: typesOf(base) },
  )
  return new UsageError(
    `${isNamesake ? own.meta.name : name} cannot be compared with ${baseName}: ${why}`,
    'Compare recordings that were made in the same way',
  )
}
