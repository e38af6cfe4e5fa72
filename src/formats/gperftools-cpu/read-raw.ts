import type { Recording } from '../../model/recording.ts'
import type { FormatInput } from '../format.ts'
import { readGperftoolsCpu } from './read.ts'
import { splitSymbols } from './split-symbols.ts'

/** Reads a CPU profile. Where symbols stand before it, so many that what follows could not be seen, it may turn out to be
 *  another of gperftools' profiles. @throws FormatError, UnsupportedVersionError, LimitError. */
export async function readRaw(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const { hasSymbols, kind } = splitSymbols(bytes)
  const again: FormatInput = { ...input, bytes: async () => bytes, chunks: () => once(bytes) }
  if (hasSymbols && /^(?:heap|growth|fragmentation)/.test(kind)) {
    const { readGperftoolsHeap } = await import('../gperftools-heap/read.ts')
    return readGperftoolsHeap(again)
  }
  if (hasSymbols && /^(?:contention|mutex)/.test(kind)) {
    const { readContention } = await import('../gperftools-contention/read.ts')
    return readContention(again)
  }
  return readGperftoolsCpu(bytes, input.name)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
