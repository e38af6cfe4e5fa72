import { canonicalUnit } from '../../base/units.ts'
import { meta, NO_PARTS, type Recording, type ValueType, type Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ProtoReader } from '../decoding/protobuf/proto-reader.ts'
import { titleOf } from '../importing/title.ts'
import { LabelReader } from './read-labels.ts'
import { readLocations } from './read-locations.ts'
import { readSamples } from './read-samples.ts'
import { sampleColumns } from './sample-columns.ts'
import { type RawProfile, type RawValueType, readTables } from './tables.ts'

const FORMAT = 'pprof'

/** What a pprof file says that no part of a recording holds; `meta.extra.pprof`. */
export interface PprofExtra {
  readonly periodType: { readonly name: string; readonly unit: string } | null
  readonly period: number
  readonly comments: readonly string[]
  readonly dropFrames: string
  readonly keepFrames: string
  readonly docUrl: string
  /** Addresses, in hexadecimal, that several symbols share. */
  readonly folded: readonly string[]
}

/**
 * Reads pprof's profile.proto, already unwrapped. Addresses, ids and build ids are exact; numbers above 2^53 in values and
 * labels are rounded and counted in a warning. O(bytes).
 * Source: google/pprof proto/profile.proto. @throws FormatError, LimitError.
 */
export function readPprof(bytes: Uint8Array, name: string | null): Recording[] {
  const reader = new ProtoReader(bytes, FORMAT)
  const profile = readTables(reader)
  const text = (index: number) =>
    profile.strings[index] ?? (index === 0 ? '' : noString(reader, profile, index))
  const warnings = new Map<string, Warning>()
  const warn = (code: string, message: string, offset: number) => {
    const before = warnings.get(code)
    const firstAt = before?.firstAt ?? `byte ${offset}`
    warnings.set(code, { code, message, count: (before?.count ?? 0) + 1, firstAt })
  }
  const shared = new SharedBuilder()
  const locations = readLocations(profile, { shared, text })
  const valueTypes = readValueTypes(profile, text)
  const columns = sampleColumns(profile.samples.count, { types: valueTypes.length, bytes: bytes.length })
  const labels = new LabelReader({ reader, shared, text, warn })
  readSamples(profile, {
    reader,
    shared,
    columns,
    locations,
    labels,
    warn,
    hasTypes: profile.valueTypes.length > 0,
  })
  const extra = readExtra(profile, text, locations.folded)
  return [
    {
      ...NO_PARTS,
      meta: meta({
        name: titleOf(name, 'pprof profile'),
        startTime: profile.timeNanos === 0n ? null : String(profile.timeNanos),
        duration: profile.durationNanos > 0 ? profile.durationNanos : null,
        recorder: { name: 'pprof', version: null, mode: null, settings: periodSettings(extra) },
        importedFrom: { format: FORMAT, file: name },
        warnings: [...warnings.values()],
        extra: { pprof: extra },
      }),
      shared: shared.finish(),
      stacks: {
        valueTypes,
        defaultValueType: defaultType(profile, valueTypes, text),
        samples: columns.samples,
        weights: columns.weights,
        isTimed: false,
      },
    },
  ]
}

function noString(reader: ProtoReader, profile: RawProfile, index: number): never {
  return reader.fail(`string ${index} of ${profile.strings.length} is asked for`)
}

function readValueTypes(profile: RawProfile, text: (index: number) => string): ValueType[] {
  if (profile.valueTypes.length === 0) {
    return [{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }]
  }
  return profile.valueTypes.map(({ type, unit }) => {
    const name = text(type)
    return {
      name: name === '' ? 'value' : name,
      unit: canonicalUnit(text(unit)),
      // What is in use is of one moment; everything else adds up over time.
      kind: name.startsWith('inuse_') || name === 'goroutine' ? 'snapshot' : 'sum',
      precision: 'sampled',
    }
  })
}

/** The type that the file names as its default, else the last, as pprof does. */
function defaultType(
  profile: RawProfile,
  valueTypes: readonly ValueType[],
  text: (index: number) => string,
): number {
  const wanted = text(profile.defaultSampleType)
  const found = wanted === '' ? -1 : valueTypes.findIndex(type => type.name === wanted)
  return found === -1 ? valueTypes.length - 1 : found
}

function readExtra(
  profile: RawProfile,
  text: (index: number) => string,
  folded: readonly string[],
): PprofExtra {
  const named = (type: RawValueType) => ({ name: text(type.type), unit: text(type.unit) })
  return {
    periodType: profile.periodType === null ? null : named(profile.periodType),
    period: profile.period,
    comments: profile.comments.map(text),
    dropFrames: text(profile.dropFrames),
    keepFrames: text(profile.keepFrames),
    docUrl: text(profile.docUrl),
    folded,
  }
}

function periodSettings({ periodType, period }: PprofExtra): Record<string, string | number> {
  if (period === 0) return {}
  return { period, ...(periodType === null ? {} : { periodType: `${periodType.name}/${periodType.unit}` }) }
}
