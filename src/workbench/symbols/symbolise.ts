import type { Recording } from '../../model/recording.ts'
import { hasUnnamedFrames } from '../../symbols/native-frames.ts'

/**
 * Recordings with names for the native frames that only print an address, as far as this machine has their binaries (see
 * `symbols/name-frames.ts`). Costs nothing where all have names.
 */
export async function symbolise(recordings: readonly Recording[]): Promise<readonly Recording[]> {
  if (!recordings.some(hasUnnamedFrames)) return recordings
  const { diskBinaries } = await import('./disk-binaries.ts')
  const { loadDemangler } = await import('./demangler.ts')
  const { nameFrames } = await import('../../symbols/name-frames.ts')
  const demangle = await loadDemangler()
  const binaries = diskBinaries()
  try {
    return recordings.map(recording => nameFrames(recording, binaries, demangle))
  } finally {
    binaries.close()
  }
}
