import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { SourceIndex } from '../../model/tables.ts'

/** Where to look for the sources of a recording. */
export interface SourceOptions {
  /** Where relative paths start that the recording's own working directory does not have. */
  readonly cwd: string
  /** `OLD=NEW` each: a source whose path begins with OLD is looked for with NEW in its place. The first that fits and has
   *  the file is used. */
  readonly sourceRoots?: readonly string[] | undefined
}

/** The text of a source, or why there is none. */
export interface SourceText {
  readonly text: string | null
  /** Whether the file was changed after the recording began: its lines may not be those that were measured. */
  readonly isNewer: boolean
  /** Whether the text is the recording's own, and the file has another by now. Known where the recording has its hash. */
  readonly isOutdated: boolean
}

/** Larger files are not somebody's source. */
const LARGEST = 32 * 1024 * 1024

/**
 * Finds the text of a source: embedded in the recording, else read from the file that the recording names, with
 * `sourceRoots` applied first. Only regular files are read; `text` is null where there is none, or it is no text.
 * @throws UsageError if a source root has no "=".
 */
export async function sourceText(
  recording: Recording,
  source: SourceIndex,
  options: SourceOptions,
): Promise<SourceText> {
  const roots = (options.sourceRoots ?? []).map(parseRoot)
  if (source === -1) return { text: null, isNewer: false, isOutdated: false }
  const { sources, strings } = recording.shared
  const path = strings[sources.path[source]!]!
  const hash = hashOf(recording, path)
  const embedded = sources.text[source]!
  const text = embedded === -1 ? null : strings[embedded]!
  if (text !== null && hash === null) return { text, isNewer: false, isOutdated: false }
  for (const place of placesOf(recording, path, { ...options, roots })) {
    const found = await readText(place)
    if (found === null) continue
    const start = recording.meta.startTime
    const isOther = hash !== null && createHash('sha256').update(found.text).digest('hex') !== hash
    if (text !== null) return { text, isNewer: false, isOutdated: isOther }
    const isLater = start !== null && found.changed > Number(start) / 1e6
    return { text: found.text, isNewer: hash === null ? isLater : isOther, isOutdated: false }
  }
  return { text, isNewer: false, isOutdated: false }
}

/** The SHA-256 of a source when it was recorded, null unknown. */
function hashOf({ meta }: Recording, path: string): string | null {
  const hashes = meta.extra.sourceHashes
  if (typeof hashes !== 'object' || hashes === null || !Object.hasOwn(hashes, path)) return null
  const hash: unknown = Reflect.get(hashes, path)
  return typeof hash === 'string' ? hash : null
}

interface Root {
  readonly from: string
  readonly to: string
}

function parseRoot(text: string): Root {
  const at = text.indexOf('=')
  if (at > 0) return { from: text.slice(0, at), to: text.slice(at + 1) }
  throw new UsageError(`Cannot use the source root "${text}"`, 'Write it as OLD=NEW, two folders')
}

function placesOf(recording: Recording, path: string, options: SourceOptions & { roots: readonly Root[] }) {
  const moved = options.roots
    .filter(({ from }) => path === from || path.startsWith(from.endsWith('/') ? from : `${from}/`))
    .map(({ from, to }) => join(to, path.slice(from.length)))
  const folders = [options.cwd, recording.meta.cwd ?? options.cwd]
  return [...moved, path].flatMap(place =>
    isAbsolute(place) ? [place] : folders.map(folder => join(folder, place)),
  )
}

async function readText(path: string): Promise<{ text: string; changed: number } | null> {
  try {
    const stats = await stat(path)
    if (!stats.isFile() || stats.size > LARGEST) return null
    const text = await readFile(path, 'utf8')
    return text.includes('\0') ? null : { text, changed: stats.mtimeMs }
  } catch {
    return null
  }
}
