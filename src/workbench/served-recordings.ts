import { encodeRecording } from '../model/codec/write.ts'
import type { Recording } from '../model/recording.ts'

/** A recording as a server hands it out. */
export interface RecordingToServe {
  readonly name: string
  /** The bytes of its `.pyrometer` file, made anew at every call: they are as large as the recording. */
  readonly bytes: () => Uint8Array<ArrayBuffer>
}

/** Recordings for the server, in their order. */
export function recordingsToServe(recordings: readonly Recording[]): RecordingToServe[] {
  return recordings.map(recording => ({
    name: recording.meta.name,
    bytes: () => encodeRecording(recording),
  }))
}
