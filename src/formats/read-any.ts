import { LimitError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import type { FormatInput } from './format.ts'
import { readWith } from './read-with.ts'
import { detectFormat } from './registry.ts'
import { unknownFormat } from './unknown-format.ts'
import { unwrapBytes } from './unwrap-bytes.ts'
import { detectWrapper, MAX_WRAPPERS } from './wrapper.ts'

const HEAD = 1 << 16

/**
 * Reads recordings out of bytes that are all there, wherever the code runs (a dropped file, a test): takes gzip, zstd and
 * bzip2 off, finds the format by the content, reads. `name` is the file's name for titles and detection.
 * @throws UnknownFormatError, FormatError, UnsupportedVersionError, LimitError.
 */
export async function readAny(bytes: Uint8Array, name: string | null): Promise<readonly Recording[]> {
  let unwrapped = bytes
  let wrappers = 0
  for (let wrapper = detectWrapper(unwrapped); wrapper !== null; wrapper = detectWrapper(unwrapped)) {
    if (++wrappers > MAX_WRAPPERS) {
      throw new LimitError(wrapper, `the input is wrapped more than ${MAX_WRAPPERS} times`)
    }
    unwrapped = await unwrapBytes(unwrapped, wrapper)
  }
  const head = unwrapped.subarray(0, HEAD)
  const detection = detectFormat(head, name)
  if (detection?.format.read === undefined) throw unknownFormat(head, name)
  return readWith(detection.format, inputOf(unwrapped, name))
}

/** Bytes that are all there as the input of a reader. */
export function inputOf(bytes: Uint8Array, name: string | null): FormatInput {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  return { name, size: bytes.length, chunks: once, bytes: async () => bytes }
}
