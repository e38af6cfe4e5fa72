import { FormatError, LimitError } from '../../base/errors.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import type { Recording } from '../../model/recording.ts'
import type { Format, FormatInput, ReadOptions } from '../format.ts'

/** Reads an input with a format and checks what comes out. Whatever a reader stumbles over becomes one line.
 *  @throws FormatError, UnsupportedVersionError, LimitError. */
export async function readWith(
  format: Format,
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  if (format.read === undefined) throw new FormatError(format.id, 'this format cannot be read')
  try {
    const recordings = await format.read(input, options)
    for (const recording of recordings) assertIntegrity(recording)
    return recordings
  } catch (error) {
    // Arrays that cannot be as long as the input asks for.
    if (error instanceof RangeError) {
      throw new LimitError(format.id, `the input needs more memory than there is (${error.message})`)
    }
    if (error instanceof TypeError) throw new FormatError(format.id, error.message, {}, error)
    throw error
  }
}
