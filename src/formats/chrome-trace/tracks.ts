import { type Growable, growableFloat64, growableInt32, growableUint8 } from '../../base/growable.ts'

/** What a row of a track is. */
export const Phase = {
  begin: 0,
  end: 1,
  complete: 2,
} as const

/** The events of one thread or of one asynchronous operation, in the order of the file. */
export interface Track {
  /** Microseconds on the clock of the file. */
  readonly time: Growable<Float64Array>
  /** Length of a complete event in microseconds; NaN for others. */
  readonly duration: Growable<Float64Array>
  /** The frame that begins; -1 for an end. */
  readonly frame: Growable<Int32Array>
  /** The name as a string's index, by which ends find their beginnings; -1 for an end without one. */
  readonly name: Growable<Int32Array>
  readonly phase: Growable<Uint8Array>
}

/** An empty track. */
export function newTrack(): Track {
  return {
    time: growableFloat64(),
    duration: growableFloat64(),
    frame: growableInt32(),
    name: growableInt32(),
    phase: growableUint8(),
  }
}

/** One row of a track. */
export interface TrackRow {
  readonly time: number
  readonly duration: number
  readonly frame: number
  readonly name: number
  readonly phase: number
}

/** Appends an event. */
export function addToTrack(track: Track, row: TrackRow): void {
  track.time.push(row.time)
  track.duration.push(row.duration)
  track.frame.push(row.frame)
  track.name.push(row.name)
  track.phase.push(row.phase)
}
