import type { Recording } from '../../model/recording.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { readCapture } from './read-capture.ts'
import { readExport } from './read-export.ts'

/** Reads a capture of Very Sleepy, or the CSV it exports. @throws FormatError, LimitError. */
export async function readSleepy(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  if (bytes[0] === 0x50) return [await readCapture(bytes, input.name)]
  return [await readExport(bytes, { name: input.name, ...options })]
}
