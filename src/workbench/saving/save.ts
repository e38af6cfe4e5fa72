import { type SpilledColumn, writeRecording } from '../../model/codec/write.ts'
import type { Recording } from '../../model/recording.ts'
import { saveChunks } from './save-chunks.ts'

/** How to save a recording. */
export interface SaveOptions {
  /** Deflate the columns: smaller, slower to open. */
  readonly compact?: boolean
  /** Columns that a recorder keeps outside memory, by path in the file. */
  readonly spilled?: ReadonlyMap<string, SpilledColumn>
}

/**
 * Saves a recording as a `.pyrometer` file, whole or not at all (see {@link saveChunks}).
 * @throws PyrometerError PYRO_WRITE when it cannot be written.
 */
export async function saveRecording(
  recording: Recording,
  path: string,
  options: SaveOptions = {},
): Promise<void> {
  await saveChunks(writeRecording(recording, options), path)
}
