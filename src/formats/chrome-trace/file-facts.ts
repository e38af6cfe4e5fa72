import type { Warning } from '../../model/recording.ts'
import type { ImportedMeta } from '../importing/imported.ts'
import { fieldOf, idOf, isObject, numberOf, pidOf, textOf } from './trace-event.ts'

/** The key under which our own writer tells what events cannot. */
export const OWN_KEY = 'pyrometer'

/** A recording as our own writer describes it beside the events. */
export interface OwnRecording {
  readonly name?: string
  /** Microseconds of its time 0, NaN where that is the first event's. */
  readonly origin: number
  /** The processes that are its: as numbered in the file, and the number each really had (-1 unknown). */
  readonly pids: ReadonlyMap<string, number>
}

/** What the fields beside the events say of the trace. */
export function metaOf(fields: ReadonlyMap<string, unknown>): ImportedMeta {
  const metadata = fields.get('metadata')
  const other = fields.get('otherData')
  const viztracer = fields.get('viztracer_metadata')
  const platform = textOf(fieldOf(metadata, 'os-name')) ?? textOf(fieldOf(metadata, 'hostOS'))
  const startTime = startOf(fieldOf(metadata, 'startTime'))
  const command = textOf(fieldOf(metadata, 'command_line'))
  return {
    recorder: {
      name: recorderName(fields),
      version:
        textOf(fieldOf(viztracer, 'version')) ??
        textOf(fieldOf(metadata, 'product-version')) ??
        textOf(fieldOf(other, 'version')) ??
        null,
    },
    ...(platform === undefined ? {} : { platform }),
    ...(startTime === null ? {} : { startTime }),
    ...(command === undefined ? {} : { command: [command] }),
  }
}

function recorderName(fields: ReadonlyMap<string, unknown>): string {
  if (fields.has('viztracer_metadata')) return 'viztracer'
  const own = fieldOf(fields.get('otherData'), OWN_KEY)
  if (own !== undefined) return 'pyrometer'
  const metadata = fields.get('metadata')
  const isChrome = ['product-version', 'user-agent', 'source'].some(
    key => fieldOf(metadata, key) !== undefined,
  )
  return isChrome ? 'Chrome' : 'trace events'
}

/** DevTools writes when it started as ISO text. */
function startOf(value: unknown): string | null {
  const milliseconds = typeof value === 'string' && value.includes('T') ? Date.parse(value) : Number.NaN
  return milliseconds > 0 ? String(BigInt(milliseconds) * 1_000_000n) : null
}

/** Fields that say nothing of what was measured, or what `metaOf` and the parts have taken. */
const KNOWN = new Set([
  ...[
    'metadata',
    'otherData',
    'displayTimeUnit',
    'viztracer_metadata',
    'file_info',
    'stackFrames',
    'samples',
  ],
  ...['beginningOfTime', 'schemaVersion', 'deviceProperties', 'traceName', 'controllerTraceDataKey'],
])

/** One warning that names the fields that were left out; none when there are none. */
export function leftOutFields(keys: Iterable<string>): Warning[] {
  const left = [...keys].filter(key => !KNOWN.has(key))
  if (left.length === 0) return []
  const names = left.slice(0, 5).map(key => key.slice(0, 40))
  const message = `Fields beside the events were left out: ${names.join(', ')}.`
  return [{ code: 'other-fields', message: message.replace(/\s+/g, ' '), count: left.length, firstAt: null }]
}

/** The recordings as our own writer told them apart, empty where another tool wrote the file. */
export function ownRecordings(fields: ReadonlyMap<string, unknown>): OwnRecording[] {
  const list = fieldOf(fieldOf(fields.get('otherData'), OWN_KEY), 'recordings')
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map(item => {
    const name = textOf(item.name)
    const pairs = Array.isArray(item.pids) ? item.pids.filter(Array.isArray) : []
    const pids = new Map(pairs.map(pair => [idOf(pair[0]), pidOf(pair[1])] as const))
    return { pids, origin: numberOf(item.origin), ...(name === undefined ? {} : { name }) }
  })
}

/** VizTracer's `file_info`: the text of each source file, by path. */
export function embeddedSources(fields: ReadonlyMap<string, unknown>): Map<string, string> {
  const sources = new Map<string, string>()
  const files = fieldOf(fields.get('file_info'), 'files')
  if (!isObject(files)) return sources
  for (const [path, entry] of Object.entries(files)) {
    if (Array.isArray(entry) && typeof entry[0] === 'string') sources.set(path, entry[0])
  }
  return sources
}
