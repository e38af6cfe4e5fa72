import type { Recording } from '../../model/recording.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { isCapture } from './is-capture.ts'
import { readCapture } from './read-capture.ts'
import { readTree } from './read-tree.ts'

/** Reads what sysprof wrote: the XML of up to 1.2, or a capture. @throws FormatError, UnsupportedVersionError, LimitError */
export async function readSysprof(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  return isCapture(bytes) ? readCapture(bytes, input.name) : readTree(bytes, { name: input.name, ...options })
}
