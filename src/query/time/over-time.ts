import type { Recording } from '../../model/recording.ts'

/** Recordings without those that only tell of one moment of a file whose memory over time is another recording (massif). A file
 *  without any values over time keeps all of its own. */
export function recordingsOverTime(recordings: readonly Recording[]): readonly Recording[] {
  const files = new Set(recordings.filter(hasTimelines).map(fileOf))
  return recordings.filter(recording => {
    const file = fileOf(recording)
    return hasTimelines(recording) || file === null || !files.has(file)
  })
}

function hasTimelines({ timelines }: Recording): boolean {
  return timelines.some(({ points }) => points.length > 0)
}

function fileOf({ meta }: Recording): string | null {
  return meta.importedFrom?.file ?? null
}
