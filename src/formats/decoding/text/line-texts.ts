import type { FormatInput } from '../../format.ts'
import { forEachLine } from './lines.ts'

/** What is told a text line by line, and makes something of it. */
export interface TextReader<T> {
  /** `line` counts from 1. */
  read(text: string, line: number): void
  /** `name` is the file's, null where it has none. */
  finish(name: string | null): T
}

/** What a reader makes of a text; its lines come as {@link forEachText} gives them. @throws what that and the reader throw. */
export async function readText<T>(
  input: FormatInput,
  reader: TextReader<T>,
  options: { format: string; onProgress?: ((bytesRead: number) => void) | undefined },
): Promise<T> {
  await forEachText(input, { ...options, handle: (text, line) => reader.read(text, line) })
  return reader.finish(input.name)
}

/** Hands each line of a text to `handle` as a string without its line end; `line` counts from 1. For texts of moderate
 *  size (printed reports): a string is made of every line. @throws LimitError when a line is longer than 128 MiB. */
export async function forEachText(
  input: FormatInput,
  options: {
    format: string
    handle: (text: string, line: number) => void
    onProgress?: ((bytesRead: number) => void) | undefined
  },
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format: options.format,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      options.handle(start === end ? '' : decoder.decode(bytes.subarray(start, end)), line)
    },
  })
}
