import type { Recording } from '../../model/recording.ts'

/** One of the texts this format comes in. */
export interface ThreadTextReader {
  line(bytes: Uint8Array, start: number, end: number, line: number): void
  /** @throws FormatError when nothing was found. */
  finish(file: string | null): Recording
}
