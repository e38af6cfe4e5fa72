import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { UsageError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import type { SourceIndex } from '../model/tables.ts'

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
  if (source === -1) return { text: null, isNewer: false }
  const { sources, strings } = recording.shared
  const embedded = sources.text[source]!
  if (embedded !== -1) return { text: strings[embedded]!, isNewer: false }
  for (const place of placesOf(recording, strings[sources.path[source]!]!, { ...options, roots })) {
    const found = await readText(place)
    if (found === null) continue
    const start = recording.meta.startTime
    return { text: found.text, isNewer: start !== null && found.changed > Number(start) / 1e6 }
  }
  return { text: null, isNewer: false }
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
