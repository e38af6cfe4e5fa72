import type { Recording } from '../../model/recording.ts'
import { readStream } from './read-stream.ts'
import { unwrapChunks } from './unwrap-chunks.ts'

/**
 * Reads recordings out of bytes that are all there, wherever the code runs (a dropped file, a test). `name` is the file's
 * name for titles and detection. @throws UnknownFormatError, FormatError, UnsupportedVersionError, LimitError.
 */
export async function readAny(bytes: Uint8Array, name: string | null): Promise<readonly Recording[]> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return readStream({ name, size: bytes.length, chunks: once(), whole: bytes }, unwrapChunks)
}
