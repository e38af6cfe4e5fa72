// Files are read where they are asked for: Node's promises of files cost every start some ms, and nothing goes on meanwhile.
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import type { Normalisation } from '../../analysis/difference/normalise.ts'
import { PyrometerError, UnknownFormatError, UsageError } from '../../base/errors.ts'
import { lend } from '../../base/lent-bytes.ts'
import type { ReadOptions } from '../../formats/format.ts'
import { readStream, type Unwrap } from '../../formats/opening/read-stream.ts'
import type { Recording } from '../../model/recording.ts'
import { symbolise } from '../symbols/symbolise.ts'
import { recordingsToAdd } from './add-up.ts'
import { cannotRead } from './cannot-read.ts'
import { pickProfile } from './pick-profile.ts'

/** How far reading an input is. */
export interface OpenProgress {
  readonly file: string
  readonly bytesRead: number
  /** Null where it is not known (standard input). */
  readonly size: number | null
}

/** What {@link openInputs} may know of its surroundings. */
export interface OpenOptions {
  /** What paths are relative to. */
  readonly cwd: string
  /** What '-' reads; absent: nothing, and '-' is refused. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined
  /** Which profile of a file that holds several: its name, or its number from 1 on; absent: all. */
  readonly profile?: string | undefined
  /** Which parts of what was read: numbers, ranges or a regular expression, see `query/filter/parts.ts`; absent: all. */
  readonly parts?: string | undefined
  /** Leave out what cannot be added to the rest of its input, see {@link recordingsToAdd}. */
  readonly isToAdd?: boolean | undefined
  /** Filters and transforms to do on what was read, as they are written (see `query/filter/transform-grammar.ts`). */
  readonly transforms?: readonly string[] | undefined
  /** How text without times is read. */
  readonly reading?: Pick<ReadOptions, 'isInOrder' | 'isPlain'> | undefined
  /** Give native addresses no names that the file does not. */
  readonly isAsWritten?: boolean | undefined
  /** A recording to compare with, for what opens inputs as one (see open-merged.ts), and how it is brought to scale. */
  readonly base?: string | undefined
  readonly normalize?: Normalisation | undefined
  /** The value type that is asked for: where it is a formula ("CEst = Ir + 10 Bm") it becomes one. */
  readonly valueType?: string | undefined
  /** Is told what filters left out, a sentence each. */
  readonly onNote?: ((note: string) => void) | undefined
}

/** Whether only a part of what is opened is kept. */
export function isFilteredBy({ transforms = [], parts }: Pick<OpenOptions, 'transforms' | 'parts'>): boolean {
  return transforms.length > 0 || parts !== undefined
}

/** Where recordings go that are not told where. */
export const RECORDINGS_FOLDER = '.pyrometer'

/** Few enough bytes to stay near the processor until they are read. */
const CHUNK = 1 << 18
const SMALLEST_CHUNK = 1 << 12

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
  const transform = await transformer(options)
  const recordings: Recording[] = []
  let isAnyRead = false
  for (const [i, path] of wanted.entries()) {
    const mayBeEmpty = isAnyRead || i < wanted.length - 1
    const found = await openOneOf(path, options, { mayBeEmpty })
    if (found === null) continue
    isAnyRead = true
    const profiles = pickProfile(found, path, options.profile)
    const picked = options.isAsWritten === true ? profiles : await symbolise(profiles)
    recordings.push(...(options.isToAdd === true ? recordingsToAdd(picked) : picked))
  }
  const chosen = await chooseParts(recordings, options.parts)
  return deriveValue(transform(chosen), options)
}

/** Null for an empty file among others, as Valgrind leaves beside those of each thread: "callgrind.out.*" names it too. */
async function openOneOf(
  path: string,
  options: OpenOptions,
  { mayBeEmpty }: { readonly mayBeEmpty: boolean },
): Promise<readonly Recording[] | null> {
  try {
    return path === '-' ? await openStandardInput(options) : await openFile(path, options)
  } catch (error) {
    if (!(error instanceof UnknownFormatError) || !error.isEmpty) throw error
    if (!mayBeEmpty) {
      const beside = dumpsBeside(path, options.cwd)
      if (beside !== null) error.hint = `Its parts stand beside it: open ${beside}`
      throw error
    }
    options.onNote?.(`${path} is empty and left out`)
    return null
  }
}

/** A pattern for the dumps of threads beside the file that Valgrind leaves empty ("callgrind.out.1-01"); null where there are none. */
function dumpsBeside(path: string, cwd: string): string | null {
  const file = isAbsolute(path) ? path : join(cwd, path)
  if (!existsSync(file)) return null
  const name = basename(file)
  const isDump = (other: string) => other.startsWith(`${name}-`) && /^\d+$/.test(other.slice(name.length + 1))
  return readdirSync(dirname(file)).some(isDump) ? `${path}-*` : null
}

async function chooseParts(recordings: Recording[], wanted: string | undefined): Promise<Recording[]> {
  if (wanted === undefined) return recordings
  const { findParts, keepParts, queryParts } = await import('../../query/filter/parts.ts')
  return keepParts(recordings, findParts(queryParts(recordings), wanted))
}

async function deriveValue(
  recordings: Recording[],
  { valueType: value, onNote }: OpenOptions,
): Promise<Recording[]> {
  if (value === undefined) return recordings
  const { formulaNote, isFormula } = await import('../../query/formula/formula.ts')
  const { valueTypesOf, withFormula } = await import('../../query/formula/derived-values.ts')
  const notes = new Set(recordings.map(recording => formulaNote(value, valueTypesOf(recording))))
  for (const note of notes) if (note !== null) onNote?.(note)
  return recordings.map(recording =>
    isFormula(value, valueTypesOf(recording)) ? withFormula(recording, value) : recording,
  )
}

/** What is to be done with what was read; what is wrong in it is told before anything is read. */
async function transformer({
  transforms = [],
  onNote,
}: OpenOptions): Promise<(recordings: Recording[]) => Recording[]> {
  if (transforms.length === 0) return recordings => recordings
  const { parseTransforms, transformInputs } = await import('./transform-inputs.ts')
  const written = parseTransforms(transforms)
  return recordings => transformInputs(recordings, written, onNote)
}

/** The path of the newest recording in the recordings folder of `cwd`. @throws UsageError when there is none. */
export async function newestRecording(cwd: string): Promise<string> {
  const folder = join(cwd, RECORDINGS_FOLDER)
  const names = listFolder(folder)
  let newest: { path: string; time: number } | null = null
  for (const name of names.filter(name => name.endsWith('.pyrometer') && !name.startsWith('.'))) {
    const path = join(folder, name)
    const time = changedAt(path)
    if (newest === null || time > newest.time) newest = { path, time }
  }
  if (newest !== null) return newest.path
  throw new UsageError(
    `No file is given, and ${RECORDINGS_FOLDER}/ here has no recording`,
    'Name a file, or make a recording with "pyrometer record"',
  )
}

/** Whether a word in a file's place can only be a name in the newest recording: there is one, and no such file. */
export async function isNameInNewest(word: string, cwd: string): Promise<boolean> {
  if (word === '-' || existsSync(isAbsolute(word) ? word : join(cwd, word))) return false
  return newestRecording(cwd).then(
    () => true,
    () => false,
  )
}

async function openStandardInput(options: OpenOptions): Promise<readonly Recording[]> {
  const file = 'standard input'
  if (options.stdin === undefined) throw new UsageError('There is no standard input (-) to read')
  const chunks = counted(options.stdin, { file, size: null, onProgress: options.onProgress })
  return readNamed(file, { name: null, size: null, chunks }, options)
}

async function openFile(path: string, options: OpenOptions): Promise<readonly Recording[]> {
  const place = isAbsolute(path) ? path : join(options.cwd, path)
  let file: number
  let size: number | null
  try {
    const stats = statSync(place)
    if (stats.isDirectory()) return await openDirectory(place, path)
    // Pipes and the files of /proc say 0.
    size = stats.isFile() && stats.size > 0 ? stats.size : null
    file = openSync(place, 'r')
  } catch (error) {
    throw cannotRead(path, error)
  }
  const chunks = counted(fileChunks(file, { path, size }), {
    file: path,
    size,
    onProgress: options.onProgress,
  })
  try {
    return await readNamed(path, { name: path, size, chunks }, options)
  } finally {
    closeSync(file)
  }
}

/** A recording that is a directory of files. */
async function openDirectory(place: string, path: string): Promise<readonly Recording[]> {
  const { readDirectory } = await import('./open-directory.ts')
  const bytes = await readDirectory(place, path)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return readNamed(path, { name: path.replace(/[\\/]+$/, ''), size: bytes.length, chunks: chunks() }, {})
}

/** Reads, and puts the file's name before what its reader complains of. */
async function readNamed(
  file: string,
  source: Parameters<typeof readStream>[0],
  { reading }: Pick<OpenOptions, 'reading'>,
): Promise<readonly Recording[]> {
  try {
    return await readStream(source, unwrap, reading)
  } catch (error) {
    if (error instanceof PyrometerError && !error.message.startsWith(file)) {
      error.message = `${file}: ${error.message}`
    }
    throw error
  }
}

/** Loaded where something is wrapped only: it brings Node's streams along. */
const unwrap: Unwrap = async function* (chunks, wrapper) {
  const { unwrapStream } = await import('./unwrap-stream.ts')
  yield* unwrapStream(chunks, wrapper)
}

async function* fileChunks(
  file: number,
  { path, size }: { path: string; size: number | null },
): AsyncGenerator<Uint8Array> {
  const length = Math.max(SMALLEST_CHUNK, Math.min(CHUNK, size ?? CHUNK))
  // New memory for each piece would cost as much as to read it.
  let spare: Uint8Array | null = null
  for (;;) {
    const buffer: Uint8Array = spare ?? new Uint8Array(length)
    spare = null
    let bytesRead: number
    try {
      bytesRead = readSync(file, buffer)
    } catch (error) {
      throw cannotRead(path, error)
    }
    if (bytesRead === 0) return
    yield lend(bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead), () => {
      spare = buffer
    })
  }
}

/** ms since 1970, -1 where it cannot be told. */
function changedAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return -1
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
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
