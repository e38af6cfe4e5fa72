import type { Warnings } from '../importing/warnings.ts'
import type { ThreadSource } from './profile-file.ts'
import { isObject, numberAt, type Table, tableOf, textAt } from './table.ts'

/** A marker, milliseconds on the clock of the profile. */
export interface Marker {
  readonly name: string
  readonly time: number
  /** 0 for a point. */
  readonly duration: number
}

const PHASE = { instant: 0, interval: 1, start: 2, end: 3 } as const

/** One marker as it stands in the file. */
interface RawMarker {
  readonly name: string
  /** NaN where the file has none. */
  readonly start: number
  readonly end: number
  readonly phase: number
}

/**
 * The markers of a thread. A start and the end of the same name that follows it are one; either alone is a point. Markers that
 * only say what they are in their data (`UserTiming`, `Text`, `Log`) have it behind their name.
 */
export function readMarkers(thread: ThreadSource, warnings: Warnings): Marker[] {
  const table = tableOf(thread.raw.markers, 'markers')
  const markers: Marker[] = []
  const open = new Map<string, { index: number }[]>()
  for (let i = 0; i < table.length; i++) {
    const { name, start, end, phase } = rawMarker(table, i, thread)
    const time = Number.isNaN(start) ? end : start
    if (Number.isNaN(time)) {
      warnings.add('markers-without-time', 'Markers without a time were left out.')
      continue
    }
    if (phase === PHASE.end) {
      const begun = open.get(name)?.pop()
      if (begun === undefined) markers.push({ name, time, duration: 0 })
      else {
        const { time: from } = markers[begun.index]!
        markers[begun.index] = { name, time: from, duration: Math.max(0, time - from) }
      }
      continue
    }
    const isSpan = phase === PHASE.interval && end > time
    const index = markers.push({ name, time, duration: isSpan ? end - time : 0 }) - 1
    if (phase !== PHASE.start) continue
    const list = open.get(name)
    if (list === undefined) open.set(name, [{ index }])
    else list.push({ index })
  }
  return markers
}

function rawMarker(table: Table, row: number, { frames, offset }: ThreadSource): RawMarker {
  const data = table.cell('data', row)
  const own = String(frames.strings[table.index('name', row)] ?? '(unnamed)')
  const name = titleOf(own, data)
  if (table.has('startTime')) {
    const phase = table.number('phase', row)
    return {
      name,
      start: table.number('startTime', row) + offset,
      end: table.number('endTime', row) + offset,
      phase: Number.isNaN(phase) ? PHASE.instant : phase,
    }
  }
  return { name, ...oldTimes(table.number('time', row), data, offset) }
}

/** Before version 30, what a marker spans stood in its data. */
function oldTimes(time: number, data: unknown, offset: number): Omit<RawMarker, 'name'> {
  if (textAt(data, 'type') === 'tracing') {
    const interval = textAt(data, 'interval')
    if (interval === 'end') return { start: Number.NaN, end: time + offset, phase: PHASE.end }
    const phase = interval === 'start' ? PHASE.start : PHASE.instant
    return { start: time + offset, end: Number.NaN, phase }
  }
  const start = numberAt(data, 'startTime')
  const end = numberAt(data, 'endTime')
  if (end > start) return { start: start + offset, end: end + offset, phase: PHASE.interval }
  return { start: time + offset, end: Number.NaN, phase: PHASE.instant }
}

const TELLING = new Set(['UserTiming', 'Text', 'Log'])

function titleOf(name: string, data: unknown): string {
  if (!isObject(data) || !TELLING.has(textAt(data, 'type'))) return name
  const detail = textAt(data, 'name')
  return detail === '' ? name : `${name}: ${detail}`
}
