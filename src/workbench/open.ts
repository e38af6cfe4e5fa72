import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { PyrometerError, UsageError } from '../base/errors.ts'
import { readStream } from '../formats/opening/read-stream.ts'
import type { Recording } from '../model/recording.ts'
import { pickProfile } from './pick-profile.ts'
import { unwrapStream } from './unwrap-stream.ts'

/** How far reading an input is. */
export interface OpenProgress {
  readonly file: string
  readonly bytesRead: number
  /** Null where it is not known (standard input). */
  readonly size: number | null
}

/** What {@link openInputs} may know of its surroundings. */
export interface OpenOptions {
  readonly cwd: string
  readonly stdin: AsyncIterable<Uint8Array>
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined
  /** Which profile of a file that holds several: its name, or its number from 1 on; absent: all. */
  readonly profile?: string | undefined
}

/** Where recordings go that are not told where. */
export const RECORDINGS_FOLDER = '.pyrometer'

const CHUNK = 1 << 20

/**
 * Opens inputs of any format; '-' is standard input, no paths mean the newest recording made in `cwd`. Formats are found
 * by content; gzip, zstd and bzip2 are taken off; text formats are streamed. The recordings come in the order of the
 * paths, nearly always one each.
 * @throws UsageError for what cannot be opened; UnknownFormatError, FormatError, UnsupportedVersionError and LimitError,
 * naming the file, for what cannot be read.
 */
export async function openInputs(paths: readonly string[], options: OpenOptions): Promise<Recording[]> {
  const wanted = paths.length === 0 ? [await newestRecording(options.cwd)] : paths
  if (wanted.filter(path => path === '-').length > 1) {
    throw new UsageError('Standard input (-) can be read once only')
  }
  const recordings: Recording[] = []
  for (const path of wanted) {
    const found = path === '-' ? await openStandardInput(options) : await openFile(path, options)
    recordings.push(...pickProfile(found, path, options.profile))
  }
  return recordings
}

/** The path of the newest recording in the recordings folder of `cwd`. @throws UsageError when there is none. */
export async function newestRecording(cwd: string): Promise<string> {
  const folder = join(cwd, RECORDINGS_FOLDER)
  const names = await readdir(folder).catch(() => [] as string[])
  let newest: { path: string; time: number } | null = null
  for (const name of names.filter(name => name.endsWith('.pyrometer') && !name.startsWith('.'))) {
    const path = join(folder, name)
    const time = (await stat(path).catch(() => null))?.mtimeMs ?? -1
    if (newest === null || time > newest.time) newest = { path, time }
  }
  if (newest !== null) return newest.path
  throw new UsageError(
    `No file is given, and ${RECORDINGS_FOLDER}/ here has no recording`,
    'Name a file, or make a recording with "pyrometer record"',
  )
}

async function openStandardInput(options: OpenOptions): Promise<readonly Recording[]> {
  const file = 'standard input'
  const chunks = counted(options.stdin, { file, size: null, onProgress: options.onProgress })
  return readNamed(file, { name: null, size: null, chunks })
}

async function openFile(path: string, options: OpenOptions): Promise<readonly Recording[]> {
  const place = isAbsolute(path) ? path : join(options.cwd, path)
  let handle: FileHandle
  let size: number | null
  try {
    const stats = await stat(place)
    if (stats.isDirectory()) throw new UsageError(`${path} is a directory, not a file`)
    // Pipes and the files of /proc say 0.
    size = stats.isFile() && stats.size > 0 ? stats.size : null
    handle = await open(place, 'r')
  } catch (error) {
    throw cannotRead(path, error)
  }
  const chunks = counted(fileChunks(handle, path), { file: path, size, onProgress: options.onProgress })
  try {
    return await readNamed(path, { name: path, size, chunks })
  } finally {
    await handle.close().catch(() => undefined)
  }
}

/** Reads, and puts the file's name before what its reader complains of. */
async function readNamed(
  file: string,
  source: Parameters<typeof readStream>[0],
): Promise<readonly Recording[]> {
  try {
    return await readStream(source, unwrapStream)
  } catch (error) {
    if (error instanceof PyrometerError && !error.message.startsWith(file)) {
      error.message = `${file}: ${error.message}`
    }
    throw error
  }
}

async function* fileChunks(handle: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    const buffer = new Uint8Array(CHUNK)
    let bytesRead: number
    try {
      bytesRead = (await handle.read(buffer, 0, CHUNK, null)).bytesRead
    } catch (error) {
      throw cannotRead(path, error)
    }
    if (bytesRead === 0) return
    yield bytesRead === CHUNK ? buffer : buffer.subarray(0, bytesRead)
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  options: { file: string; size: number | null; onProgress: OpenOptions['onProgress'] },
): AsyncGenerator<Uint8Array> {
  const { file, size, onProgress } = options
  let bytesRead = 0
  for await (const chunk of chunks) {
    bytesRead += chunk.length
    onProgress?.({ file, bytesRead, size })
    yield chunk
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many files are open',
}

function cannotRead(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof PyrometerError) return error
  return new UsageError(`Cannot read ${path}: ${REASONS[String(error.code)] ?? error.message}`)
}
