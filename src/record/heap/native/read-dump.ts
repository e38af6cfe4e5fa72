import { readFile } from 'node:fs/promises'
import { readGperftoolsHeap } from '../../../formats/gperftools-heap/read.ts'
import type { Recording } from '../../../model/recording.ts'

/** The profile in a file that tcmalloc dumped; null where it was cut off before it began. */
export async function readDump(path: string): Promise<Recording | null> {
  try {
    const bytes = new Uint8Array(await readFile(path))
    const [recording] = await readGperftoolsHeap({
      name: null,
      size: bytes.length,
      bytes: async () => bytes,
      async *chunks() {
        yield bytes
      },
    })
    return recording ?? null
  } catch {
    return null
  }
}
