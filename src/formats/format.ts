import type { Recording } from '../model/recording.ts'

/** Bytes to read, already unwrapped from gzip, zstd or bzip2. */
export interface FormatInput {
  /** File name for detection by extension and for titles, null when there is none (standard input). */
  readonly name: string | null
  /** Bytes in all where known before reading, else null. */
  readonly size: number | null
  /** The bytes in pieces; can be asked for once. */
  chunks(): AsyncIterable<Uint8Array>
  /** All bytes at once, for formats that need them. Can be asked for instead of `chunks`.
   *  @throws LimitError above what the platform can hold in one array. */
  bytes(): Promise<Uint8Array>
}

/** What a reader may be told. */
export interface ReadOptions {
  /** Told the bytes read so far, now and then. */
  readonly onProgress?: (bytesRead: number) => void
  /** Of formats whose samples have no times: keep each a sample of its own, in the order of the file (collapsed stacks). */
  readonly isInOrder?: boolean
  /** Take a frame's text for its name and nothing more, so that it can be printed as it was written (collapsed stacks). */
  readonly isPlain?: boolean
}

/** Something a format cannot hold, for the loss report of `convert`. */
export interface Loss {
  /** 'threads', 'time-order', 'lines', 'columns', 'inlining', 'edge-counts', 'value-types', 'states', 'timelines' … */
  readonly what: string
  /** "thread names and ids": the end of the sentence "speedscope cannot hold …". */
  readonly message: string
}

/** Where in the file name and head a format recognised itself: 0 not at all, 1 certain (magic bytes). */
export type Confidence = number

/**
 * One profile format: a folder `formats/<id>/` with `format.ts` (this), `read.ts`, `write.ts` and a README.md. `detect`
 * must be small, since all formats' are loaded together; readers and writers are imported when they are called.
 */
export interface Format {
  /** Stable, in kebab-case: the name of its folder and of `--to`. */
  readonly id: string
  /** Name for people. */
  readonly name: string
  /** Usual endings of file names, without the dot, the commonest first. */
  readonly extensions: readonly string[]
  /** Tools that write it, for people. */
  readonly producedBy: string
  /** How sure it is that the input is of this format, by its content first. `head` is the first 64 KiB (all of a
   *  smaller input). Never throws. */
  detect(head: Uint8Array, name: string | null): Confidence
  /** Reads an input: one recording a profile in the file, at least one. A tolerable oddity is a warning of the
   *  recording. @throws FormatError, UnsupportedVersionError, LimitError. */
  readonly read?: (input: FormatInput, options: ReadOptions) => Promise<readonly Recording[]>
  /** The part its writer works from. Where a recording lacks it, whoever calls `write` derives it from another part
   *  first (`analysis/tree/calls-from-stacks.ts`, `stacks-from-calls.ts`); `write` refuses a recording without it. Absent: any part will do. */
  readonly needs?: 'calls' | 'stacks'
  /** Whether a file of it can hold several recordings apart; otherwise they are merged before they are written. */
  readonly holdsSeveral?: true
  /** The bytes of one file that holds the recordings, piece by piece. */
  readonly write?: (recordings: readonly Recording[]) => Promise<Iterable<Uint8Array>>
  /** What would be lost by writing this recording: only what it has. Present where `write` is. */
  readonly losses?: (recording: Recording) => readonly Loss[]
}
