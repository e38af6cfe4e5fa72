import { type DerivedEvent, parseDerived, splitEvents } from './events.ts'

/** What stands above the figures of one part of a file. */
export interface PartHeader {
  version: string | null
  creator: string | null
  command: string | null
  pid: string | null
  part: string | null
  thread: string | null
  /** `desc:` lines as they stand. */
  readonly descriptions: string[]
  /** 'line', 'instr', 'bb' in the order of the file. */
  positions: readonly string[]
  /** Words of the `events:` line; null before it was met. */
  events: readonly string[] | null
  readonly derived: DerivedEvent[]
  /** Figures of the `summary:` and `totals:` lines as text; null where there are none. */
  summary: string | null
  totals: string | null
}

/** A header of which nothing is known yet but what stands for the whole file (`before`). */
export function newHeader(before: PartHeader | null): PartHeader {
  return {
    version: before?.version ?? null,
    creator: before?.creator ?? null,
    command: before?.command ?? null,
    pid: before?.pid ?? null,
    part: null,
    thread: null,
    descriptions: [],
    positions: before?.positions ?? ['line'],
    events: null,
    derived: [],
    summary: null,
    totals: null,
  }
}

/** Keys of a header that stands above the figures of a part. */
const BEGINS_PART: ReadonlySet<string> = new Set([
  ...['version', 'creator', 'pid', 'cmd', 'part', 'thread', 'positions', 'events'],
])

/** Whether a header line begins another part of the file, where one has its figures or totals already. */
export function beginsPart(key: string, header: PartHeader, hasFigures: boolean): boolean {
  return BEGINS_PART.has(key) && (hasFigures || header.totals !== null)
}

/** Takes the value of a header line; false when the key is unknown. */
export function setHeader(header: PartHeader, key: string, value: string): boolean {
  switch (key) {
    case 'version':
    case 'creator':
    case 'pid':
    case 'part':
    case 'thread':
    case 'summary':
    case 'totals':
      header[key] = value
      return true
    case 'cmd':
      header.command = value
      return true
    case 'desc':
      header.descriptions.push(value)
      return true
    case 'positions':
      header.positions = value.split(/\s+/).filter(word => word !== '')
      return true
    case 'events':
      header.events = splitEvents(value)
      return true
    case 'event': {
      const derived = parseDerived(value)
      if (derived !== null) header.derived.push(derived)
      return derived !== null
    }
    case 'arch':
      return true
    default:
      // "timeframe (BB): 0 - 12" of the first versions.
      return key.startsWith('timeframe')
  }
}
