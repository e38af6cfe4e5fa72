import { gzipSync } from 'fflate'
import { secondsPer } from '../../base/units.ts'
import type { Recording, StacksPart } from '../../model/recording.ts'
import { ProtoWriter } from '../decoding/protobuf/proto-writer.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import type { PprofExtra } from './read.ts'
import { StringTable } from './string-table.ts'
import { LabelWriter } from './write-labels.ts'
import { LocationWriter } from './write-locations.ts'

/** The level that pprof's own tools write with. */
const GZIP_LEVEL = 6

/**
 * Writes pprof's profile.proto, gzipped: all value types, lines, columns, inlining, addresses, build ids; threads, processes
 * and what threads waited for as labels. Samples that differ in nothing but time are added up. Times
 * that are no whole numbers are written in nanoseconds, other values rounded. The same recording gives the same bytes.
 * @throws UsageError when the recording has no stacks.
 */
export function writePprof(recording: Recording): Uint8Array[] {
  return [gzipSync(encodePprof(recording), { level: GZIP_LEVEL, mtime: 0 })]
}

/** The bytes of profile.proto before they are gzipped. */
function encodePprof(recording: Recording): Uint8Array {
  const part = stacksOf(recording, 'pprof')
  const strings = new StringTable()
  const writer = new ProtoWriter()
  const message = new ProtoWriter()
  const writeValueType = (field: number, name: string, unit: string) => {
    message.clear()
    message.int64(1, strings.index(name))
    message.int64(2, strings.index(unit))
    writer.bytes(field, message.finish())
  }
  const units = unitsOf(part)
  for (const [k, type] of part.valueTypes.entries()) writeValueType(1, type.name, units[k]!.unit)
  const locations = new LocationWriter(recording, strings)
  const labels = new LabelWriter(recording.shared, strings)
  writeSamples(recording, { writer, message, locations, labels, scales: units.map(({ scale }) => scale) })
  locations.write(writer, foldedOf(recording))
  writeRest(recording, { writer, strings, writeValueType })
  for (const text of strings.texts) writer.text(6, text)
  return writer.finish()
}

interface SampleContext {
  readonly writer: ProtoWriter
  readonly message: ProtoWriter
  readonly locations: LocationWriter
  readonly labels: LabelWriter
  /** What each value is multiplied by. */
  readonly scales: readonly number[]
}

function writeSamples(recording: Recording, context: SampleContext): void {
  const part = recording.stacks!
  const { writer, message, locations, labels, scales } = context
  const scratch = new ProtoWriter()
  const rows = addUp(recording, labels)
  const { stack } = part.samples
  for (const { first, sums } of rows) {
    message.clear()
    message.packed(1, locations.ofStack(stack[first]!), scratch)
    message.packed(
      2,
      sums.map((sum, k) => toWhole(sum * scales[k]!)),
      scratch,
    )
    for (const label of labels.ofSample(part.samples, first)) message.bytes(3, label)
    writer.bytes(2, message.finish())
  }
}

interface SummedRow {
  /** The first sample of those added up. */
  readonly first: number
  readonly sums: number[]
}

/** Adds up samples of one stack and the same labels, in the order they first come. */
function addUp(recording: Recording, labels: LabelWriter): SummedRow[] {
  const { samples, weights } = recording.stacks!
  const rows: SummedRow[] = []
  const rowOf = new Map<string, SummedRow>()
  for (let i = 0; i < samples.length; i++) {
    const key = `${samples.stack[i]},${labels.keyOf(samples, i)}`
    let row = rowOf.get(key)
    if (row === undefined) {
      row = { first: i, sums: weights.map(() => 0) }
      rowOf.set(key, row)
      rows.push(row)
    }
    for (let k = 0; k < weights.length; k++) row.sums[k]! += weights[k]![i]!
  }
  return rows
}

function writeRest(
  recording: Recording,
  context: {
    writer: ProtoWriter
    strings: StringTable
    writeValueType: (field: number, name: string, unit: string) => void
  },
): void {
  const { writer, strings, writeValueType } = context
  const { meta, stacks } = recording
  const extra = extraOf(recording)
  if (extra.dropFrames) writer.int64(7, strings.index(extra.dropFrames))
  if (extra.keepFrames) writer.int64(8, strings.index(extra.keepFrames))
  if (meta.startTime !== null) writer.int64(9, BigInt(meta.startTime))
  if (meta.duration !== null) writer.int64(10, toWhole(meta.duration))
  const period = periodOf(recording, extra)
  if (period !== null) {
    writeValueType(11, period.name, period.unit)
    writer.int64(12, toWhole(period.value))
  }
  const comments = (extra.comments ?? []).map(comment => strings.index(comment))
  writer.packed(13, comments, new ProtoWriter())
  writer.int64(14, strings.index(stacks!.valueTypes[stacks!.defaultValueType]?.name ?? ''))
  if (extra.docUrl) writer.int64(15, strings.index(extra.docUrl))
}

function extraOf(recording: Recording): Partial<PprofExtra> {
  const extra = recording.meta.extra.pprof
  return typeof extra === 'object' && extra !== null ? extra : {}
}

function foldedOf(recording: Recording): ReadonlySet<string> {
  return new Set(extraOf(recording).folded ?? [])
}

/** What one sample stands for: what the file it came from said, else the interval of our own sampler. */
function periodOf(
  recording: Recording,
  extra: Partial<PprofExtra>,
): { name: string; unit: string; value: number } | null {
  const { periodType, period } = extra
  if (periodType) return { ...periodType, value: period ?? 0 }
  const rate = recording.meta.recorder.settings.rate
  const wall = recording.stacks!.valueTypes.find(type => type.name === 'wall')
  if (typeof rate !== 'number' || !(rate > 0) || wall === undefined) return null
  return { name: wall.name, unit: 'nanoseconds', value: 1e9 / rate }
}

/** Times that are no whole numbers are written in nanoseconds. */
function unitsOf({ valueTypes, weights }: StacksPart): { unit: string; scale: number }[] {
  return valueTypes.map(({ unit }, k) => {
    const seconds = secondsPer(unit)
    if (seconds === null || weights[k]!.every(value => Number.isSafeInteger(value))) return { unit, scale: 1 }
    return { unit: 'nanoseconds', scale: Math.round(seconds * 1e9) }
  })
}

function toWhole(value: number): number {
  return Number.isFinite(value) ? Math.round(Math.max(-(2 ** 63), Math.min(2 ** 63 - 1024, value))) : 0
}
