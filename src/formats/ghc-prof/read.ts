import type { Recording } from '../../model/recording.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { readGhcJson } from './read-json.ts'
import { readGhcText } from './read-text.ts'

/** Reads a profile of GHC in either form. @throws FormatError, LimitError. */
export async function readGhcProf(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const bytes = await input.bytes()
  const start = bytes.subarray(0, 16).find(byte => byte > 32 && byte < 128)
  return [
    start === BRACE
      ? readGhcJson(bytes, input.name)
      : await readGhcText(bytes, { name: input.name, ...options }),
  ]
}

const BRACE = 0x7b
