import { FormatError } from '../../base/errors.ts'
import { parseJson } from '../decoding/json/parse-json.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { CounterSource, FrameSource, ProfileFile, ThreadSource } from './profile-file.ts'
import { isObject, listAt, numberAt, objectAt, type RawObject, tableOf, textAt } from './table.ts'

const FORMAT = 'firefox'
/** The newest versions whose description was read: of processed profiles, and of Gecko's own. */
export const NEWEST = { processed: 75, gecko: 36 } as const
/** Processes inside processes. */
const MAX_NESTING = 16

/** Brings a profile of any layout into one shape; what versions differ in is looked at where it is read.
 *  @throws FormatError when it is no profile. */
export function openProfile(file: RawObject, warnings: Warnings): ProfileFile {
  const inner = file.profile
  if (isObject(inner) && isObject(inner.meta)) {
    return { ...openProfile(inner, warnings), devtools: file }
  }
  if (!isObject(file.meta)) throw new FormatError(FORMAT, 'meta: expected an object')
  const version = processedVersion(file)
  if (version !== -1) return openProcessed(file, version, warnings)
  const gecko = numberAt(file.meta, 'version')
  if (gecko > NEWEST.gecko) warnNewer(warnings, `Gecko profile version ${gecko}`, NEWEST.gecko)
  const found = { threads: [] as ThreadSource[], counters: [] as CounterSource[] }
  collectGecko(file, found)
  return {
    meta: file.meta,
    ...found,
    devtools: null,
    own: null,
    layout: `Gecko profile version ${Number.isNaN(gecko) ? 0 : gecko}`,
  }
}

/** The version of a processed profile; the first had none, but a list of strings in its threads. -1: it is none. */
function processedVersion(file: RawObject): number {
  const version = numberAt(file.meta, 'preprocessedProfileVersion')
  if (!Number.isNaN(version)) return version
  return Array.isArray(objectAt({ first: listAt(file, 'threads')[0] }, 'first').stringArray) ? 0 : -1
}

function warnNewer(warnings: Warnings, found: string, known: number): void {
  const message = `The file is a ${found}; ${known} is the newest that is known here, and what is new in it was left out.`
  warnings.add('newer-version', message)
}

function openProcessed(file: RawObject, version: number, warnings: Warnings): ProfileFile {
  if (version > NEWEST.processed) {
    warnNewer(warnings, `processed profile version ${version}`, NEWEST.processed)
  }
  const shared = isObject(file.shared) ? file.shared : null
  // One source for all threads that share one, so that its frames are read once.
  const common = shared === null || !isObject(shared.frameTable) ? null : sourceOf(shared, file, version)
  const threads = listAt(file, 'threads')
    .filter(isObject)
    .map(raw => ({
      raw,
      frames: common ?? sourceOf(raw, file, version),
      offset: 0,
      processName: '',
    }))
  const counters = listAt(file, 'counters')
    .filter(isObject)
    .map(raw => ({ raw, offset: 0, pid: raw.pid }))
  return {
    meta: objectAt(file, 'meta'),
    threads,
    counters,
    devtools: null,
    own: null,
    layout: `processed profile version ${version}`,
  }
}

/** `holder` has the tables: a thread, or what threads share. */
function sourceOf(holder: RawObject, file: RawObject, version: number): FrameSource {
  const shared = objectAt(file, 'shared')
  const own = listAt(holder, 'stringArray')
  const libs = listAt(holder, 'libs')
  return {
    stacks: tableOf(holder.stackTable, 'stackTable'),
    frames: tableOf(holder.frameTable, 'frameTable'),
    funcs: tableOf(holder.funcTable, 'funcTable'),
    resources: tableOf(holder.resourceTable, 'resourceTable'),
    nativeSymbols: tableOf(holder.nativeSymbols, 'nativeSymbols'),
    sources: tableOf(shared.sources, 'shared.sources'),
    strings: own.length > 0 ? own : listAt(shared, 'stringArray'),
    libs: libs.length > 0 ? libs : listAt(file, 'libs'),
    isGecko: false,
    version,
  }
}

/** The threads of a process and, nested in it, of those it started. */
function collectGecko(root: RawObject, found: { threads: ThreadSource[]; counters: CounterSource[] }): void {
  const start = numberAt(root.meta, 'startTime')
  const open = [{ profile: root, depth: 0 }]
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const { profile, depth } = at
    const own = numberAt(profile.meta, 'startTime')
    const offset = Number.isNaN(own - start) ? 0 : own - start
    let pid: unknown
    for (const item of listAt(profile, 'threads')) {
      // Before version 3, what another process recorded was a text of JSON among the threads.
      const thread = typeof item === 'string' ? parseNested(item) : item
      if (!isObject(thread)) continue
      if (isObject(thread.meta) && Array.isArray(thread.threads)) {
        if (depth < MAX_NESTING) open.push({ profile: thread, depth: depth + 1 })
        continue
      }
      pid ??= thread.pid
      found.threads.push(geckoThread(thread, profile, offset))
    }
    for (const raw of listAt(profile, 'counters').filter(isObject)) found.counters.push({ raw, offset, pid })
    for (const child of listAt(profile, 'processes').filter(isObject)) {
      if (depth < MAX_NESTING) open.push({ profile: child, depth: depth + 1 })
    }
  }
}

function geckoThread(raw: RawObject, profile: RawObject, offset: number): ThreadSource {
  const none = tableOf(undefined, '')
  const frames = {
    stacks: tableOf(raw.stackTable, 'stackTable'),
    frames: tableOf(raw.frameTable, 'frameTable'),
    funcs: none,
    resources: none,
    nativeSymbols: none,
    sources: tableOf(objectAt(profile, 'shared').sources ?? profile.sources, 'sources'),
    strings: listAt(raw, 'stringTable'),
    libs: listAt(profile, 'libs'),
    isGecko: true,
    version: 0,
  }
  return { raw, frames, offset, processName: textAt(profile.meta, 'processName') }
}

function parseNested(text: string): unknown {
  return parseJson(FORMAT, new TextEncoder().encode(text)).value
}
