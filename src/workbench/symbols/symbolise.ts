import type { Recording } from '../../model/recording.ts'
import { hasUnnamedFrames, unnamedFrames } from '../../symbols/native-frames.ts'

/**
 * Recordings with names for the native frames that only print an address, as far as this machine has their binaries (see
 * `symbols/name-frames.ts`). Costs nothing where all have names, and little where no binary is known for those that have none.
 */
export async function symbolise(recordings: readonly Recording[]): Promise<readonly Recording[]> {
  const unnamed = recordings.filter(hasUnnamedFrames).flatMap(unnamedFrames)
  if (unnamed.length === 0) return recordings
  const { diskBinaries } = await import('./disk-binaries.ts')
  const { nameFrames } = await import('../../symbols/name-frames.ts')
  const binaries = diskBinaries()
  try {
    const isAnyHere = unnamed.some(binary => binaries.find(binary) !== null)
    const demangle = isAnyHere
      ? await (await import('./demangler.ts')).loadDemangler()
      : (name: string) => name
    return recordings.map(recording => nameFrames(recording, binaries, demangle))
  } finally {
    binaries.close()
  }
}
