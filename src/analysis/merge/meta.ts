import type { Meta, Quality, Recording, Warning } from '../../model/recording.ts'

/** When recordings began, against the earliest of them. */
export interface Clocks {
  /** Nanoseconds since 1970 of the earliest as a decimal string, null when one of them does not know. */
  readonly startTime: string | null
  /** Per recording the nanoseconds from the earliest to its start; all 0 when one of them does not know. */
  readonly shifts: readonly number[]
}

/** Puts the clocks of recordings on one line. */
export function alignClocks(recordings: readonly Recording[]): Clocks {
  const starts = recordings.map(({ meta }) => (meta.startTime === null ? null : BigInt(meta.startTime)))
  if (starts.some(start => start === null)) return { startTime: null, shifts: starts.map(() => 0) }
  const known = starts as bigint[]
  let earliest = known[0]!
  for (const start of known) if (start < earliest) earliest = start
  return { startTime: String(earliest), shifts: known.map(start => Number(start - earliest)) }
}

/** The metadata of a merged recording: what all inputs agree on, and sums. */
export function mergeMeta(recordings: readonly Recording[], clocks: Clocks): Meta {
  const metas = recordings.map(recording => recording.meta)
  const first = metas[0]!
  const durations = metas.map((meta, i) =>
    meta.duration === null ? null : meta.duration + clocks.shifts[i]!,
  )
  const shared = <K extends keyof Meta>(key: K, otherwise: Meta[K]): Meta[K] =>
    metas.every(meta => isSame(meta[key], first[key])) ? first[key] : otherwise
  const others = metas.length - 1
  return {
    name: shared('name', `${first.name} and ${others} other${others === 1 ? '' : 's'}`),
    command: shared('command', []),
    cwd: shared('cwd', null),
    host: shared('host', null),
    platform: shared('platform', null),
    interpreter: shared('interpreter', null),
    revision: shared('revision', null),
    startTime: clocks.startTime,
    duration: durations.some(end => end === null) ? null : Math.max(...(durations as number[])),
    recorder: shared('recorder', { ...first.recorder, settings: {} }),
    exit: shared('exit', null),
    quality: mergeQuality(metas.map(meta => meta.quality)),
    warnings: mergeWarnings(metas.flatMap(meta => meta.warnings)),
    importedFrom: shared('importedFrom', null),
    extra: shared('extra', {}),
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

const SUMS: readonly string[] = [
  'scheduledTicks',
  'takenTicks',
  'lateTicks',
  'stacksRead',
  'tornStacks',
  'lostStacks',
  'recorderCpu',
  'unresolvedFrames',
]

/** Counts add up; rates and estimates hold only where all agree. Null where one recording has no quality. */
function mergeQuality(all: readonly (Quality | null)[]): Quality | null {
  const known = all.filter(quality => quality !== null)
  const [first] = known
  if (first === undefined || known.length < all.length) return null
  const merged: { -readonly [K in keyof Quality]: Quality[K] } = { ...first }
  for (const key of Object.keys(first) as (keyof Quality)[]) {
    const values = known.map(quality => quality[key])
    const isSum = SUMS.includes(key)
    const isKnown =
      values.every(value => value !== null) && (isSum || values.every(value => value === values[0]))
    if (!isKnown) merged[key] = null
    else merged[key] = isSum ? (values as number[]).reduce((sum, value) => sum + value, 0) : values[0]!
  }
  return merged
}

function mergeWarnings(all: readonly Warning[]): Warning[] {
  const byText = new Map<string, Warning>()
  for (const warning of all) {
    const key = `${warning.code}\0${warning.message}`
    const before = byText.get(key)
    byText.set(key, before === undefined ? warning : { ...before, count: before.count + warning.count })
  }
  return [...byText.values()]
}
