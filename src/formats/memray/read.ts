import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { decodeLz4, isLz4 } from '../decoding/lz4/decode-frames.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { ByteSource, CutOff } from './byte-source.ts'
import { Capture } from './capture.ts'
import { readHeader } from './header.ts'
import { AggregatedAllocations } from './read-aggregated.ts'
import { AllAllocations } from './read-all.ts'

/**
 * Reads memray's capture files of versions 12 and 13, packed by LZ4 or not: a row for each place of allocation (stack,
 * thread, allocator). A file of all allocations says what was allocated there; what was in use when all together had most,
 * and at the end, is followed up. An aggregated file says the latter two itself. A file that was not closed is read as far
 * as it goes. O(size), memory for what is in use at a time and for the places.
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export async function readMemray(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  const isPacked = isLz4(bytes)
  const source = new ByteSource(isPacked ? decodeLz4(bytes) : [bytes])
  let capture: Capture
  try {
    capture = new Capture(readHeader(source))
  } catch (error) {
    if (error instanceof CutOff)
      throw new FormatError('memray', 'expected the head of a capture file', { offset: 0 })
    throw error
  }
  const reader = capture.header.isAggregated
    ? new AggregatedAllocations(source, capture)
    : new AllAllocations(source, capture)
  try {
    reader.read(() => options.onProgress?.(isPacked ? 0 : source.offset))
  } catch (error) {
    if (!(error instanceof CutOff)) throw error
  }
  if (!reader.isWhole) {
    capture.warnings.add(
      'cut-off',
      'The file was not closed: what it has of its records is kept.',
      `byte ${source.offset}`,
    )
  }
  return [capture.finish(reader.part(), input.name)]
}
